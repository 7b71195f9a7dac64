"""The database is the last guard of the data: each of its rules is broken here once."""

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching.models import Decision, Embedding, Suggestion
from tests.factories import (
    AcademicFactory,
    ApproachFactory,
    DecisionFactory,
    DisciplineFactory,
    ExpertiseFactory,
    MatchRunFactory,
    MembershipFactory,
    OrganisationFactory,
    OutputFactory,
    QuestionFactory,
    ReadingFactory,
    ResearcherFactory,
    SuggestionFactory,
    ThemeFactory,
    UserFactory,
)

EARLIER, LATER = date(2026, 1, 1), date(2026, 1, 2)
OURS = ("accounts", "researchers", "priorities", "matching")


def twice(factory, *names, **fields):
    """Make a second thing that has these fields of the first."""
    first = factory(**fields)
    factory(**fields, **{name: getattr(first, name) for name in names})


def embed_twice():
    for _ in range(2):
        Embedding.objects.create(encoder="one", text_hash="a" * 64, vector=[0.0] * 384)


def score_without_rank():
    suggestion = SuggestionFactory(too_little=True)
    Suggestion.objects.filter(pk=suggestion.pk).update(score=0.5)


def follow_twice():
    first = DecisionFactory()
    pair = {"question": first.question, "researcher": first.researcher, "follows": first}
    DecisionFactory(**pair, answer=Decision.Answer.UNDONE)
    DecisionFactory(**pair, answer=Decision.Answer.DECLINED, reason="Second")


NAMED = {
    "organisation_leaves_after_joining": [
        lambda: OrganisationFactory(joined_on=LATER, left_on=EARLIER)
    ],
    "user_email_is_lower_case": [lambda: UserFactory(email="Sam@force.example")],
    "membership_ends_after_it_starts": [
        lambda: MembershipFactory(starts_on=LATER, ends_on=EARLIER)
    ],
    "membership_open_once": [lambda: twice(MembershipFactory, "user", "organisation", "role")],
    "researcher_return_date_only_when_away": [
        lambda: ResearcherFactory(availability="available", available_from=LATER)
    ],
    "expertise_once": [
        lambda: twice(ExpertiseFactory, "researcher", "discipline", is_primary=False)
    ],
    "expertise_one_primary": [lambda: twice(ExpertiseFactory, "researcher")],
    "output_once_per_title": [lambda: twice(OutputFactory, "researcher", "title")],
    "output_has_a_title": [lambda: OutputFactory(title="")],
    "theme_ends_after_it_starts": [lambda: ThemeFactory(starts_on=LATER, ends_on=EARLIER)],
    "question_has_words": [lambda: QuestionFactory(words="")],
    "question_source_is_named_and_licensed": [
        lambda: QuestionFactory(published=True, source_title=""),
        lambda: QuestionFactory(published=True, source_licence=""),
    ],
    "reading_once_per_theme": [lambda: twice(ReadingFactory, "question", "theme")],
    "match_run_one_active_per_question": [
        lambda: twice(MatchRunFactory, "question", queued=True),
        lambda: twice(MatchRunFactory, "question", running=True),
    ],
    "match_run_running_is_held": [
        lambda: MatchRunFactory(running=True, token=None),
        lambda: MatchRunFactory(running=True, lease_until=None),
    ],
    "embedding_once_per_text": [embed_twice],
    "suggestion_once_per_run": [lambda: twice(SuggestionFactory, "run", "researcher")],
    "suggestion_one_per_rank": [lambda: twice(SuggestionFactory, "run", rank=1)],
    "suggestion_ranked_if_scored": [
        lambda: SuggestionFactory(rank=1, score=None, meaning=None, words=None),
        score_without_rank,
    ],
    "decision_one_first_word": [lambda: twice(DecisionFactory, "question", "researcher")],
    "decision_answer_fits_its_voice": [
        lambda: DecisionFactory(answer="yes"),
        lambda: DecisionFactory(voice="lead", answer="shortlisted"),
        lambda: DecisionFactory(voice="researcher", answer="yes"),
        lambda: DecisionFactory(answer="undone"),
    ],
    "decision_refusal_has_a_reason": [
        lambda: DecisionFactory(answer="declined"),
        lambda: DecisionFactory(voice="lead", answer="no"),
        lambda: DecisionFactory(voice="researcher", answer="not-me"),
    ],
}
UNIQUE = {
    "accounts.Organisation.slug": lambda: twice(OrganisationFactory, "slug"),
    "accounts.Organisation.name": lambda: twice(OrganisationFactory, "name"),
    "accounts.User.email": lambda: twice(UserFactory, "email"),
    "researchers.Discipline.slug": lambda: twice(DisciplineFactory, "slug"),
    "researchers.Discipline.name": lambda: twice(DisciplineFactory, "name"),
    "researchers.Approach.slug": lambda: twice(ApproachFactory, "slug"),
    "researchers.Approach.name": lambda: twice(ApproachFactory, "name"),
    "researchers.Researcher.user": lambda: twice(ResearcherFactory, user=AcademicFactory()),
    "priorities.Theme.slug": lambda: twice(ThemeFactory, "slug"),
    "priorities.Question.submission": lambda: twice(QuestionFactory, submission=uuid4()),
    "matching.Decision.follows": follow_twice,
}


def our_models():
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def test_every_named_rule_of_the_database_is_broken_here():
    declared = {rule.name for model in our_models() for rule in model._meta.constraints}

    assert set(NAMED) == declared


def test_every_unique_column_is_repeated_here():
    declared = {
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.fields
        if field.unique and not field.primary_key
    }

    assert set(UNIQUE) == declared


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "broken"), [(name, broken) for name, cases in NAMED.items() for broken in cases]
)
def test_the_database_holds_its_rules(name, broken):
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        broken()


@pytest.mark.django_db
@pytest.mark.parametrize("repeated", UNIQUE.values(), ids=UNIQUE)
def test_the_database_keeps_unique_columns_unique(repeated):
    with pytest.raises(IntegrityError, match="duplicate key value"), transaction.atomic():
        repeated()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "allowed",
    [
        lambda: OrganisationFactory(joined_on=LATER, left_on=LATER),
        lambda: MembershipFactory(starts_on=LATER, ends_on=LATER),
        lambda: ThemeFactory(starts_on=LATER, ends_on=LATER),
        lambda: ResearcherFactory(availability="unavailable", available_from=LATER),
        lambda: ResearcherFactory(availability="limited", available_from=LATER),
        lambda: twice(MatchRunFactory, "question"),
        lambda: twice(MatchRunFactory, "question", state="failed", finished_at=timezone.now()),
        lambda: twice(SuggestionFactory, "run", too_little=True),
        lambda: DecisionFactory(voice="lead", answer="yes"),
        lambda: DecisionFactory(voice="researcher", answer="could-help"),
        lambda: DecisionFactory(voice="researcher", answer="not-me", reason="No time"),
    ],
)
def test_the_rules_leave_room_for_what_is_right(allowed):
    allowed()
