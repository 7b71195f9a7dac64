"""The database is the last guard of the data: each of its rules is broken here once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching.models import Decision, Embedding, Hit, PersonSearch, Suggestion
from priorities.models import Summary
from priorities.models.handling import GLASS_LASTS
from tests.factories import (
    SOURCE,
    AcademicFactory,
    ApproachFactory,
    AttachmentFactory,
    BreakGlassFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    DecisionFactory,
    DisciplineFactory,
    ExclusionFactory,
    ExpertiseFactory,
    FirstLookFactory,
    GlimpseFactory,
    GrantFactory,
    MatchRunFactory,
    MembershipFactory,
    NoteFactory,
    OrganisationFactory,
    OutputFactory,
    QuestionFactory,
    ReadingFactory,
    ReleaseFactory,
    RemarkingFactory,
    ResearcherFactory,
    RevocationFactory,
    SealFactory,
    StubFactory,
    SuggestionFactory,
    ThemeFactory,
    UserFactory,
    VerifierFactory,
)
from tests.rules_of_life import BY_TRIGGER, OF_LIFE
from tests.rules_of_people import OF_PEOPLE, UNIQUE_OF_PEOPLE

EARLIER, LATER = date(2026, 1, 1), date(2026, 1, 2)
NOW, SECOND = timezone.now(), timedelta(seconds=1)
OURS = ("accounts", "clearances", "researchers", "priorities", "matching")


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


def find_twice():
    search = PersonSearch.objects.create(requested_by=UserFactory())
    numbers = {"rank": 1, "share": 1, "score": 1, "meaning": 1, "words": 0}
    found = {"search": search, "researcher": ResearcherFactory()}
    for _ in range(2):
        Hit.objects.create(**found, **numbers)


def follow_twice():
    first = DecisionFactory()
    pair = {"question": first.question, "researcher": first.researcher, "follows": first}
    DecisionFactory(**pair, answer=Decision.Answer.UNDONE)
    DecisionFactory(**pair, answer=Decision.Answer.DECLINED, reason="Second")


def set_by_oneself():
    verifier = VerifierFactory()
    ClearanceFactory(person=verifier, verified_by=verifier)


def confirmed_by_its_proposer():
    verifier = VerifierFactory()
    CeilingChangeFactory(proposed_by=verifier, confirmed=True, confirmed_by=verifier)


ANOTHER = SOURCE | {"source_url": "https://publisher.example/others"}


def to_oneself():
    question = QuestionFactory()
    GrantFactory(question=question, person=question.lead)


def publish(**fields):
    return QuestionFactory(**{"published": True} | fields)


def summary_marked(marking):
    Summary.objects.filter(question=publish()).update(marking=marking)


def by_oneself(factory, **more):
    """One person proposes and confirms."""
    proposal = factory()
    type(proposal).objects.update(confirmed_by=proposal.proposed_by, confirmed_at=NOW, **more)


def dropped_wrongly(factory, **more):
    """Dropped by nobody, dropped at no time, dropped and confirmed."""
    return [
        lambda: factory(dropped_at=NOW),
        lambda: factory(dropped_by=VerifierFactory()),
        lambda: factory(
            dropped_by=VerifierFactory(),
            dropped_at=NOW,
            confirmed_by=VerifierFactory(),
            confirmed_at=NOW,
            **more,
        ),
    ]


def named_wrongly(factory):
    """Confirmed by nobody, and confirmed at no time."""
    return [
        lambda: factory(confirmed_at=NOW),
        lambda: factory(confirmed_by=VerifierFactory()),
    ]


NAMED = (
    {
        "organisation_leaves_after_joining": [
            lambda: OrganisationFactory(joined_on=LATER, left_on=EARLIER)
        ],
        "user_email_is_lower_case": [lambda: UserFactory(email="Sam@force.example")],
        "membership_ends_after_it_starts": [
            lambda: MembershipFactory(starts_on=LATER, ends_on=EARLIER)
        ],
        "membership_open_once": [lambda: twice(MembershipFactory, "user", "organisation", "role")],
        "clearance_set_by_somebody_else": [set_by_oneself],
        "clearance_ends_after_it_starts": [
            lambda: ClearanceFactory(valid_from=LATER, valid_until=EARLIER)
        ],
        "revocation_for_one_of_the_reasons": [
            lambda: RevocationFactory(reason=""),
            lambda: RevocationFactory(reason="failed"),
        ],
        "ceiling_change_one_open_per_scheme": [lambda: twice(CeilingChangeFactory, "scheme")],
        "ceiling_change_installed_once_per_scheme": [
            lambda: twice(CeilingChangeFactory, "scheme", installed=True)
        ],
        "ceiling_change_to_a_marking": [lambda: CeilingChangeFactory(marking=3)],
        "ceiling_change_by_two_people": [confirmed_by_its_proposer],
        "ceiling_change_names_its_people": [
            lambda: CeilingChangeFactory(proposed_by=None),
            lambda: CeilingChangeFactory(confirmed=True, confirmed_by=None),
            lambda: CeilingChangeFactory(confirmed=True, confirmed_at=None),
            lambda: CeilingChangeFactory(installed=True, confirmed_at=None),
            lambda: CeilingChangeFactory(installed=True, proposed_by=VerifierFactory()),
            lambda: CeilingChangeFactory(installed=True, confirmed_by=VerifierFactory()),
        ],
        "ceiling_change_dropped_or_confirmed": [
            lambda: CeilingChangeFactory(dropped=True, dropped_by=None),
            lambda: CeilingChangeFactory(dropped=True, dropped_at=None),
            lambda: CeilingChangeFactory(dropped=True, confirmed=True),
            lambda: CeilingChangeFactory(dropped=True, installed=True),
        ],
        "seal_covers_something": [
            lambda: SealFactory(xid_from=10),
            lambda: SealFactory(events=0),
        ],
        "researcher_one_stub_per_address": [
            lambda: twice(StubFactory, "organisation", stub_email="one@university.example"),
        ],
        "researcher_return_date_only_when_away": [
            lambda: ResearcherFactory(availability="available", available_from=LATER)
        ],
        "expertise_once": [
            lambda: twice(ExpertiseFactory, "researcher", "discipline", is_primary=False)
        ],
        "expertise_one_primary": [lambda: twice(ExpertiseFactory, "researcher")],
        "output_once_per_title": [lambda: twice(OutputFactory, "researcher", "title")],
        "output_has_a_title": [lambda: OutputFactory(title="")],
        "theme_name_once": [lambda: (ThemeFactory(name="Guns"), ThemeFactory(name="guns"))],
        "theme_of_a_kind": [lambda: ThemeFactory(kind="crime")],
        "theme_ends_after_it_starts": [lambda: ThemeFactory(starts_on=LATER, ends_on=EARLIER)],
        "question_has_a_marking": [lambda: QuestionFactory(marking=3)],
        "full_text_has_words": [lambda: QuestionFactory(words="")],
        "summary_has_words": [lambda: publish(words="")],
        "summary_is_official_at_most": [lambda: summary_marked(2)],
        "summary_source_is_named_and_licensed": [
            lambda: publish(source=SOURCE | {"source_title": ""}),
            lambda: publish(source=SOURCE | {"source_licence": ""}),
        ],
        "question_once_per_submission": [
            lambda: twice(QuestionFactory, "posted_by", submission=uuid4()),
        ],
        "summary_published_once": [lambda: (publish(words="Why?"), publish(words="Why?"))],
        "note_has_a_marking": [lambda: NoteFactory(marking=3)],
        "note_once_per_submission": [lambda: twice(NoteFactory, "by", "question", "submission")],
        "note_has_words": [lambda: NoteFactory(words="")],
        "attachment_has_a_marking": [lambda: AttachmentFactory(marking=3)],
        "attachment_once_per_submission": [
            lambda: twice(AttachmentFactory, "by", "question", "submission")
        ],
        "attachment_of_a_fair_size": [
            lambda: AttachmentFactory(content=b""),
            lambda: AttachmentFactory(size=2 * 1024 * 1024 + 1),
        ],
        "release_by_two_people": [lambda: by_oneself(ReleaseFactory)],
        "release_dropped_or_confirmed": dropped_wrongly(ReleaseFactory),
        "release_names_its_people": named_wrongly(ReleaseFactory),
        "release_is_official_at_most": [lambda: ReleaseFactory(marking=2)],
        "release_one_open_per_question": [lambda: twice(ReleaseFactory, "question")],
        "remarking_by_two_people": [lambda: by_oneself(RemarkingFactory)],
        "remarking_dropped_or_confirmed": dropped_wrongly(RemarkingFactory),
        "remarking_to_another_marking": [
            lambda: RemarkingFactory(to_marking=3, confirmed_at=NOW),
        ],
        "remarking_down_by_two_people": [
            *named_wrongly(RemarkingFactory),
            lambda: RemarkingFactory(from_marking=0, to_marking=1),
        ],
        "remarking_one_open_per_question": [lambda: twice(RemarkingFactory, "question")],
        "breakglass_by_two_people": [
            lambda: by_oneself(BreakGlassFactory, until=NOW + GLASS_LASTS)
        ],
        "breakglass_dropped_or_confirmed": dropped_wrongly(
            BreakGlassFactory, until=NOW + GLASS_LASTS
        ),
        "break_glass_for_four_hours": [
            lambda: BreakGlassFactory(broken=True, until=None),
            lambda: BreakGlassFactory(broken=True, until=NOW + GLASS_LASTS, confirmed_at=None),
            lambda: BreakGlassFactory(
                broken=True, until=NOW + GLASS_LASTS + SECOND, confirmed_at=NOW
            ),
            lambda: BreakGlassFactory(broken=True, until=NOW, confirmed_at=NOW),
            lambda: BreakGlassFactory(until=NOW),
        ],
        "break_glass_one_open_each": [lambda: twice(BreakGlassFactory, "question", "proposed_by")],
        "grant_to_somebody_else": [to_oneself],
        "grant_has_a_reason": [lambda: GrantFactory(reason="")],
        "grant_ends_after_it_starts": [lambda: GrantFactory(granted_at=NOW, expires_at=NOW)],
        "grant_revoked_by_somebody": [
            lambda: GrantFactory(revoked=True, revoked_at=None),
            lambda: GrantFactory(revoked=True, revoked_by=None),
        ],
        "grant_one_standing_each": [lambda: twice(GrantFactory, "question", "person")],
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
        "decision_has_its_reason": [
            lambda: DecisionFactory(voice="researcher", answer="could-help", reason=""),
            lambda: DecisionFactory(answer="declined"),
            lambda: DecisionFactory(voice="lead", answer="no"),
            lambda: DecisionFactory(voice="researcher", answer="not-me"),
        ],
        "first_look_one_active_each": [
            lambda: twice(FirstLookFactory, "researcher", queued=True),
            lambda: twice(FirstLookFactory, "researcher", running=True),
        ],
        "first_look_running_is_held": [
            lambda: FirstLookFactory(running=True, token=None),
            lambda: FirstLookFactory(running=True, lease_until=None),
        ],
        "glimpse_once_per_look": [lambda: twice(GlimpseFactory, "look", "question")],
        "glimpse_is_a_share": [
            lambda: GlimpseFactory(share=0),
            lambda: GlimpseFactory(share=1.01),
            lambda: GlimpseFactory(place=0),
        ],
        "exclusion_of_one_thing": [
            ExclusionFactory,
            lambda: ExclusionFactory(theme=ThemeFactory(), question=QuestionFactory()),
            lambda: ExclusionFactory(theme=ThemeFactory(), organisation=OrganisationFactory()),
        ],
        "exclusion_once": [lambda: twice(ExclusionFactory, "researcher", theme=ThemeFactory())],
        "person_search_running_is_held": [
            lambda: PersonSearch.objects.create(requested_by=UserFactory(), state="running")
        ],
        "hit_once_per_search": [find_twice],
    }
    | OF_PEOPLE
    | OF_LIFE
)
UNIQUE = {
    "accounts.Organisation.slug": lambda: twice(OrganisationFactory, "slug"),
    "accounts.Organisation.name": lambda: twice(OrganisationFactory, "name"),
    "accounts.User.email": lambda: twice(UserFactory, "email"),
    "clearances.Clearance.submission": lambda: twice(ClearanceFactory, "submission"),
    "clearances.Revocation.clearance": lambda: twice(RevocationFactory, "clearance"),
    "accounts.Seal.previous": lambda: twice(SealFactory, "previous"),
    "researchers.Discipline.slug": lambda: twice(DisciplineFactory, "slug"),
    "researchers.Discipline.name": lambda: twice(DisciplineFactory, "name"),
    "researchers.Approach.slug": lambda: twice(ApproachFactory, "slug"),
    "researchers.Approach.name": lambda: twice(ApproachFactory, "name"),
    "researchers.Researcher.user": lambda: twice(ResearcherFactory, user=AcademicFactory()),
    "priorities.Theme.slug": lambda: twice(ThemeFactory, "slug"),
    "matching.Decision.follows": follow_twice,
} | UNIQUE_OF_PEOPLE


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
    ("name", "broken"),
    [(name, broken) for name, cases in (NAMED | BY_TRIGGER).items() for broken in cases],
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
        lambda: ClearanceFactory(valid_from=LATER, valid_until=LATER),
        lambda: twice(ClearanceFactory, "person", "scheme", "sponsor", "verified_by"),
        lambda: twice(CeilingChangeFactory, "scheme", confirmed=True),
        lambda: twice(CeilingChangeFactory, "scheme", dropped=True),
        lambda: ResearcherFactory(availability="unavailable", available_from=LATER),
        lambda: ResearcherFactory(availability="limited", available_from=LATER),
        lambda: twice(QuestionFactory, submission=uuid4()),
        lambda: twice(QuestionFactory, "words"),
        lambda: publish(words="🔍" * 2000),
        lambda: (publish(words="Why?"), publish(words="Why?", source=ANOTHER)),
        lambda: twice(ReleaseFactory, "question", dropped_by=VerifierFactory(), dropped_at=NOW),
        lambda: RemarkingFactory(from_marking=0, to_marking=2, confirmed_at=NOW),
        lambda: twice(GrantFactory, "question", "person", revoked=True),
        lambda: twice(BreakGlassFactory, "question"),
        lambda: AttachmentFactory(size=2 * 1024 * 1024),
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
