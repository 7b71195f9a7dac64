"""The database's rules of what becomes of a question, each broken once."""

from datetime import date

from django.db import connection

from priorities.models import Descent, FullText, Question
from tests.factories import (
    AssentFactory,
    AssumptionFactory,
    ChallengeFactory,
    DescentFactory,
    DraftFactory,
    FormalityFactory,
    KnownWorkFactory,
    MatchRunFactory,
    MoveFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReplyFactory,
    RubricWordFactory,
    ScoringFactory,
    VersionFactory,
)


def sent_twice(factory):
    first = factory()
    factory(question=first.question, by=first.by, submission=first.submission)


def of_another_question(factory, **fields):
    factory(question=QuestionFactory(), **fields)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def said_twice():
    first = DescentFactory()
    DescentFactory(parent=first.parent, child=first.child)


def came_of_itself():
    first = DescentFactory()
    second = DescentFactory(parent=first.child)
    DescentFactory(parent=second.child, child=first.parent)


def turned_round():
    first = DescentFactory()
    Descent.objects.filter(pk=first.pk).update(parent=first.child_id)


def begun_twice():
    first = DraftFactory()
    DraftFactory(author=first.author, submission=first.submission)


def meant_twice():
    RubricWordFactory(at=RubricWordFactory().at)


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
    "version_has_a_marking": [lambda: VersionFactory(marking=3)],
    "version_has_words": [lambda: VersionFactory(words="")],
    "version_once_per_submission": [lambda: sent_twice(VersionFactory)],
    "assent_kept_back_with_a_reason": [lambda: AssentFactory(is_given=False)],
    "match_run_tries_words_of_the_full_text": [lambda: MatchRunFactory(version=VersionFactory())],
    "formality_of_a_kind": [lambda: FormalityFactory(kind="lunch")],
    "formality_stands_somewhere": [lambda: FormalityFactory(state="lost")],
    "formality_once_per_submission": [lambda: sent_twice(FormalityFactory)],
    "reply_has_words": [lambda: ReplyFactory(words="")],
    "knownwork_has_a_marking": [lambda: KnownWorkFactory(marking=3)],
    "knownwork_says_what_it_says": [
        lambda: KnownWorkFactory(title=""),
        lambda: KnownWorkFactory(words=""),
    ],
    "knownwork_once_per_submission": [lambda: sent_twice(KnownWorkFactory)],
    "descent_said_once": [said_twice],
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
    "scoring_here_or_elsewhere": [
        lambda: ScoringFactory(harm=None),
        lambda: ScoringFactory(likelihood=None),
        lambda: ScoringFactory(position=None),
        lambda: ScoringFactory(confidence=""),
        lambda: ScoringFactory(confidence="sure"),
        lambda: ScoringFactory(band="high"),
        lambda: ScoringFactory(held_elsewhere=True),
        lambda: ScoringFactory(elsewhere=True, held_elsewhere=False),
        lambda: ScoringFactory(elsewhere=True, harm=4),
        lambda: ScoringFactory(elsewhere=True, likelihood=4),
        lambda: ScoringFactory(elsewhere=True, position=4),
        lambda: ScoringFactory(elsewhere=True, confidence="low"),
        lambda: ScoringFactory(elsewhere=True, band=""),
        lambda: ScoringFactory(elsewhere=True, band="extreme"),
    ],
    "scoring_from_one_to_five": [
        lambda: ScoringFactory(harm=0),
        lambda: ScoringFactory(likelihood=6),
        lambda: ScoringFactory(position=0),
        lambda: ScoringFactory(position=6),
    ],
    "scoring_once_per_submission": [lambda: sent_twice(ScoringFactory)],
    "rubric_word_of_a_part": [lambda: RubricWordFactory(part="cost")],
    "rubric_word_from_one_to_five": [
        lambda: RubricWordFactory(value=0),
        lambda: RubricWordFactory(value=6),
    ],
    "rubric_word_has_words": [lambda: RubricWordFactory(words="")],
    "rubric_word_one_at_a_time": [meant_twice],
    "move_is_allowed": [
        lambda: MoveFactory(to_state="research"),
        lambda: MoveFactory(from_state="", to_state="open"),
    ],
    "move_has_a_reason": [lambda: MoveFactory(reason="")],
    "move_once_per_submission": [lambda: sent_twice(MoveFactory)],
}
# Held by what Django does not know of.
BY_TRIGGER = {
    "challenge_of_its_question": [
        lambda: of_another_question(ChallengeFactory, by=PoliceLeadFactory())
    ],
    "descent_in_no_circle": [came_of_itself, turned_round],
    "reply_to_an_offer_of_its_pair": [lambda: of_another_question(ReplyFactory)],
    "assent_of_its_question": [lambda: of_another_question(AssentFactory, by=PoliceLeadFactory())],
    "assent_to_words_of_its_own": [
        lambda: AssentFactory(version__question__published=True),
    ],
    "full_text_only_reworded": [
        lambda: (QuestionFactory(), FullText.objects.update(words="What else?")),
        lambda: (QuestionFactory(), FullText.objects.update(first_words="What else?")),
    ],
    "match_run_tries_words_of_its_question": [
        lambda: of_another_question(MatchRunFactory, version=VersionFactory(), basis="full-text"),
    ],
    "move_from_where_it_stands": [
        lambda: MoveFactory(from_state="open", to_state="parked"),
        lambda: MoveFactory(from_state="open"),
    ],
    "question_only_moved": [
        lambda: (QuestionFactory(), Question.objects.update(state="parked")),
    ],
}
