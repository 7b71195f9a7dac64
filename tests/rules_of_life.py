"""The database's rules of what becomes of a question, each broken once."""

from datetime import date

from django.db import connection

from priorities.models import Question
from tests.factories import (
    AssumptionFactory,
    ChallengeFactory,
    DraftFactory,
    MoveFactory,
    PoliceLeadFactory,
    QuestionFactory,
)


def sent_twice(factory):
    first = factory()
    factory(question=first.question, by=first.by, submission=first.submission)


def of_another_question():
    ChallengeFactory(question=QuestionFactory(), by=PoliceLeadFactory())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def begun_twice():
    first = DraftFactory()
    DraftFactory(author=first.author, submission=first.submission)


# By the name of each rule, what breaks it.
OF_LIFE = {
    "question_stands_somewhere": [lambda: QuestionFactory(state="lost")],
    "question_withdrawn_is_closed": [lambda: QuestionFactory(state="withdrawn")],
    "assumption_has_a_marking": [lambda: AssumptionFactory(marking=3)],
    "assumption_has_words": [lambda: AssumptionFactory(words="")],
    "assumption_once_per_submission": [lambda: sent_twice(AssumptionFactory)],
    "challenge_has_a_marking": [lambda: ChallengeFactory(marking=3)],
    "challenge_has_words": [lambda: ChallengeFactory(words="")],
    "challenge_has_an_outcome": [lambda: ChallengeFactory(outcome="maybe")],
    "challenge_once_per_submission": [lambda: sent_twice(ChallengeFactory)],
    "draft_of_a_kind": [lambda: DraftFactory(kind="crime")],
    "draft_once_per_submission": [begun_twice],
    "question_of_a_maturity": [
        lambda: QuestionFactory(maturity="ripe"),
        lambda: QuestionFactory(maturity_when_posted="ripe"),
    ],
    "question_speculative_is_looked_at_again": [
        lambda: QuestionFactory(outlook="speculative", horizon=2035),
        lambda: QuestionFactory(outlook="speculative", look_back_on=date(2035, 1, 1)),
        lambda: QuestionFactory(outlook="current", horizon=2035),
        lambda: QuestionFactory(outlook="past"),
    ],
    "move_is_allowed": [
        lambda: MoveFactory(to_state="research"),
        lambda: MoveFactory(from_state="", to_state="open"),
    ],
    "move_has_a_reason": [lambda: MoveFactory(reason="")],
    "move_once_per_submission": [lambda: sent_twice(MoveFactory)],
}
# Held by what Django does not know of.
BY_TRIGGER = {
    "challenge_of_its_question": [of_another_question],
    "move_from_where_it_stands": [
        lambda: MoveFactory(from_state="open", to_state="parked"),
        lambda: MoveFactory(from_state="open"),
    ],
    "question_only_moved": [
        lambda: (QuestionFactory(), Question.objects.update(state="parked")),
    ],
}
