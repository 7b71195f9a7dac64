"""The database's rules of what becomes of a question, each broken once."""

from priorities.models import Question
from tests.factories import MoveFactory, QuestionFactory


def twice_sent():
    first = MoveFactory()
    MoveFactory(question=first.question, by=first.by, submission=first.submission)


# By the name of each rule, what breaks it.
OF_LIFE = {
    "question_stands_somewhere": [lambda: QuestionFactory(state="lost")],
    "question_withdrawn_is_closed": [lambda: QuestionFactory(state="withdrawn")],
    "move_is_allowed": [
        lambda: MoveFactory(to_state="research"),
        lambda: MoveFactory(from_state="", to_state="open"),
    ],
    "move_has_a_reason": [lambda: MoveFactory(reason="")],
    "move_once_per_submission": [twice_sent],
}
# Held by triggers, which Django does not know of.
BY_TRIGGER = {
    "move_from_where_it_stands": [
        lambda: MoveFactory(from_state="open", to_state="parked"),
        lambda: MoveFactory(from_state="open"),
    ],
    "question_only_moved": [
        lambda: (QuestionFactory(), Question.objects.update(state="parked")),
    ],
}
