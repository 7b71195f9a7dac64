from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from accounts.markings import Marking
from accounts.models import AuditEvent
from accounts.permissions import Role
from priorities import services
from priorities.models import FullText, Question, Reading, Theme
from tests.factories import (
    AcademicFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    MembershipFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ThemeFactory,
    words_of,
)
from tests.matching.scenes import at_once

pytestmark = pytest.mark.django_db


def acts():
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def published(words="Why there?", **fields):
    return {
        "words": words,
        "source_title": "Areas of research interest",
        "source_url": "https://publisher.example/1",
        "source_licence": "Open Government Licence v3.0",
        "source_year": None,
        "is_paraphrase": False,
    } | fields


def test_post_keeps_the_words_the_person_and_their_organisation():
    lead = PoliceLeadFactory()

    question = services.post(
        by=lead, submission=uuid4(), words="Why here?", background="Tills", handling_note="Ask me"
    )

    question.refresh_from_db()
    text = question.full_text
    assert (text.words, text.background, text.handling_note) == ("Why here?", "Tills", "Ask me")
    assert (question.marking, question.released_at) == (Marking.OFFICIAL, None)
    assert question.posted_by == lead
    assert question.organisation == lead.current_memberships[0].organisation
    assert acts() == ["question.posted"]


def test_post_sent_twice_gives_one_question():
    lead, submission = PoliceLeadFactory(), uuid4()
    first = services.post(by=lead, submission=submission, words="Why here?")

    again = services.post(by=lead, submission=submission, words="Why here?")

    assert again == first
    assert [words_of(q) for q in Question.objects.all()] == ["Why here?"]
    assert acts() == ["question.posted"]


def test_post_sent_twice_with_other_words_loses_neither():
    lead, submission = PoliceLeadFactory(), uuid4()
    services.post(by=lead, submission=submission, words="Why here?")

    with pytest.raises(ValidationError, match="send it again"):
        services.post(by=lead, submission=submission, words="Why here, I mean?")

    assert [words_of(q) for q in Question.objects.all()] == ["Why here?"]
    assert acts() == ["question.posted"]


@pytest.mark.django_db(transaction=True)
def test_post_sent_twice_at_once_gives_one_question():
    lead, submission = PoliceLeadFactory(), uuid4()

    def post():
        return services.post(by=lead, submission=submission, words="Why here?")

    first, second = at_once(post, post)

    assert first == second == Question.objects.get()
    assert acts() == ["question.posted"]


def test_post_confines_a_question_to_the_organisations_that_are_named():
    lead = PoliceLeadFactory()
    only = lead.memberships.get().organisation

    question = services.post(
        by=lead, submission=uuid4(), words="Why here?", only_organisations=[only]
    )

    assert list(question.only_organisations.all()) == [only]


def sensitive(lead):
    return services.post(
        by=lead, submission=uuid4(), words="Why?", marking=Marking.OFFICIAL_SENSITIVE
    )


def test_post_takes_official_sensitive_of_who_is_cleared_where_it_is_switched_on(settings):
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = "The chief"
    lead = PoliceLeadFactory()
    CeilingChangeFactory(confirmed=True)
    ClearanceFactory(person=lead)

    assert sensitive(lead).marking == Marking.OFFICIAL_SENSITIVE


@pytest.mark.parametrize("clearance", [{"ended": True}, {"revoked": True}])
def test_post_refuses_a_marking_above_that_of_the_person(settings, clearance):
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = "The chief"
    lead = PoliceLeadFactory()
    CeilingChangeFactory(confirmed=True)
    ClearanceFactory(person=lead, **clearance)

    with pytest.raises(ValidationError, match="not cleared for this marking") as refused:
        sensitive(lead)

    assert list(refused.value.message_dict) == ["marking"]
    assert not Question.objects.exists()


def test_post_refuses_official_sensitive_while_nobody_owns_its_risk():
    lead = PoliceLeadFactory()
    CeilingChangeFactory(confirmed=True)
    ClearanceFactory(person=lead)

    with pytest.raises(ValidationError, match="does not hold OFFICIAL-SENSITIVE"):
        sensitive(lead)

    assert not Question.objects.exists()


def test_the_submission_of_another_person_says_nothing_and_stops_nothing():
    theirs, lead = QuestionFactory(), PoliceLeadFactory()

    mine = services.post(by=lead, submission=theirs.submission, words="Why here?")

    assert mine != theirs
    assert mine.lead == lead


@pytest.mark.parametrize(
    "make_user",
    [
        AcademicFactory,
        CoordinatorFactory,
        lambda: PoliceLeadFactory(membership__ends_on=date(2024, 2, 1)),
    ],
    ids=["academic", "coordinator", "no longer a lead"],
)
def test_only_a_police_lead_of_today_posts(make_user):
    with pytest.raises(ValidationError, match="Only a police lead"):
        services.post(by=make_user(), submission=uuid4(), words="Why here?")

    assert not Question.objects.exists()


def test_a_lead_who_is_also_an_academic_posts_for_the_force():
    lead = PoliceLeadFactory(membership__starts_on=date(2025, 1, 1))
    MembershipFactory(user=lead, role=Role.ACADEMIC, starts_on=date(2020, 1, 1))

    question = services.post(by=lead, submission=uuid4(), words="Why here?")

    assert question.organisation == lead.memberships.get(role=Role.POLICE_LEAD).organisation


def adopt(*rows, by=None, lead=None):
    lead = lead or PoliceLeadFactory()
    organisation = lead.memberships.get().organisation
    by = by or CoordinatorFactory()
    return services.adopt_published(rows=rows, by=by, lead=lead, organisation=organisation)


def test_adopt_published_keeps_sources_and_shows_the_questions_to_researchers():
    by, lead = CoordinatorFactory(), PoliceLeadFactory()

    [question] = adopt(published(), by=by, lead=lead)

    question.refresh_from_db()
    assert {name: getattr(question.summary, name) for name in published()} == published()
    assert (question.marking, question.released_at) == (Marking.PUBLIC, question.posted_at)
    assert (question.posted_by, question.lead) == (by, lead)
    assert not FullText.objects.exists()
    assert Question.objects.visible_to(AcademicFactory()).get() == question
    assert question.organisation == lead.memberships.get().organisation
    assert acts() == ["question.adopted"]


def test_adopt_published_twice_adds_nothing_the_second_time():
    rows = [published("Why here?"), published("Why there?")]
    adopt(*rows)

    again = adopt(*rows, published("And now?"))

    assert [words_of(question) for question in again] == ["And now?"]
    assert Question.objects.count() == 3
    assert acts() == ["question.adopted"] * 3


def test_adopt_published_takes_a_question_that_stands_twice_in_the_file_once():
    added = adopt(published(), published())

    assert list(Question.objects.all()) == added
    assert len(added) == 1


def test_adopt_published_takes_the_same_words_of_another_source():
    added = adopt(published(), published(source_url="https://publisher.example/2"))

    assert len(added) == 2


@pytest.mark.django_db(transaction=True)
def test_one_file_sent_twice_at_once_is_taken_up_once():
    by, lead = CoordinatorFactory(), PoliceLeadFactory()
    rows = [published(f"Why {n}?") for n in range(30)]

    first, second = at_once(
        lambda: adopt(*rows, by=by, lead=lead), lambda: adopt(*reversed(rows), by=by, lead=lead)
    )

    assert len(first) + len(second) == Question.objects.count() == len(acts()) == 30


@pytest.mark.parametrize(
    "lead",
    [AcademicFactory, lambda: PoliceLeadFactory(membership__ends_on=date(2024, 2, 1))],
    ids=["an academic", "no longer a lead"],
)
def test_adopt_published_wants_a_police_lead_of_today(lead):
    with pytest.raises(ValidationError, match="police lead"):
        adopt(published(), lead=lead())

    assert not Question.objects.exists()


def test_hand_over_lets_a_colleague_answer_from_now_on():
    question, by = QuestionFactory(), CoordinatorFactory()
    first, colleague = question.lead, PoliceLeadFactory(organisation=question.organisation)

    services.hand_over(question=question, lead=colleague, by=by)

    question.refresh_from_db()
    assert (question.lead, question.posted_by) == (colleague, first)
    event = AuditEvent.objects.get()
    assert (event.action, event.by) == ("question.handed-over", by)
    assert event.reason == f"From {first.pk} to {colleague.pk}"


def test_hand_over_wants_a_police_lead_of_the_same_force():
    question = QuestionFactory()

    for lead in (PoliceLeadFactory(), AcademicFactory(organisation=question.organisation)):
        with pytest.raises(ValidationError, match="police lead"):
            services.hand_over(question=question, lead=lead, by=CoordinatorFactory())

    assert acts() == []


def test_of_two_who_hand_a_question_over_at_once_one_is_told():
    question = QuestionFactory()
    one, other = PoliceLeadFactory.create_batch(2, organisation=question.organisation)
    stale = Question.objects.get()
    services.hand_over(question=question, lead=one, by=CoordinatorFactory())

    with pytest.raises(ValidationError, match="just handed it over"):
        services.hand_over(question=stale, lead=other, by=CoordinatorFactory())

    assert Question.objects.get().lead == one


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (published(source_licence=""), IntegrityError),
        (published("x" * 2001), DataError),
    ],
)
def test_adopt_published_adds_all_or_nothing(bad, error):
    by, lead = CoordinatorFactory(), PoliceLeadFactory()

    with pytest.raises(error), transaction.atomic():
        adopt(published("Why here?"), bad, by=by, lead=lead)

    assert not Question.objects.exists()
    assert acts() == []


def test_change_readings_adds_and_takes_away_what_is_asked():
    question, (gone, stays, new) = QuestionFactory(), ThemeFactory.create_batch(3)
    by = CoordinatorFactory()
    services.change_readings(question=question, added=[gone, stays], removed=[], by=by)

    services.change_readings(question=question, added=[new], removed=[gone], by=by)

    assert {reading.theme for reading in question.readings.all()} == {stays, new}
    assert acts() == ["reading.added", "reading.added", "reading.removed", "reading.added"]


def test_change_readings_keeps_the_reader_and_the_day_of_a_reading_that_stays():
    reading = ReadingFactory()

    services.change_readings(
        question=reading.question, added=[reading.theme], removed=[], by=CoordinatorFactory()
    )

    kept = Reading.objects.get()
    assert (kept.pk, kept.by, kept.at) == (reading.pk, reading.by, reading.at)
    assert acts() == []


def test_change_readings_leaves_other_questions_alone():
    reading = ReadingFactory()
    other = ReadingFactory(theme=reading.theme)

    services.change_readings(
        question=reading.question, added=[], removed=[reading.theme], by=CoordinatorFactory()
    )

    assert list(Reading.objects.all()) == [other]


def test_save_theme_adds_a_theme_and_writes_it_down():
    theme = ThemeFactory.build(slug="rural-crime")

    services.save_theme(theme=theme, by=CoordinatorFactory())

    assert Theme.objects.get() == theme
    assert acts() == ["theme.added"]


def test_save_theme_changes_a_theme_and_writes_it_down():
    theme = ThemeFactory()
    theme.description = "Sharper."

    services.save_theme(theme=theme, by=CoordinatorFactory())

    assert Theme.objects.get().description == "Sharper."
    assert acts() == ["theme.changed"]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"slug": "not a slug"}, {"ends_on": date(2023, 1, 1)}]
)
def test_save_theme_keeps_nothing_that_breaks_a_rule(wrong):
    with pytest.raises(ValidationError):
        services.save_theme(theme=ThemeFactory.build(**wrong), by=CoordinatorFactory())

    assert not Theme.objects.exists()
    assert acts() == []


def test_save_theme_that_comes_twice_is_one():
    first = services.save_theme(theme=ThemeFactory.build(slug="guns"), by=CoordinatorFactory())
    fields = {name: getattr(first, name) for name in ("slug", "name", "description", "starts_on")}

    again = services.save_theme(theme=Theme(**fields), by=CoordinatorFactory())

    assert again == first
    assert acts() == ["theme.added"]


@pytest.mark.django_db(transaction=True)
def test_a_theme_added_twice_at_once_is_one():
    by = CoordinatorFactory()
    fields = {"slug": "guns", "name": "Guns", "description": "x", "starts_on": date(2026, 1, 1)}

    def add():
        return services.save_theme(theme=Theme(**fields), by=by)

    first, second = at_once(add, add)

    assert first == second == Theme.objects.get()
    assert acts() == ["theme.added"]


@pytest.mark.parametrize("theirs", [{"slug": "guns"}, {"name": "GUNS"}])
def test_save_theme_refuses_the_name_or_the_link_of_another(theirs):
    ThemeFactory(**theirs)

    with pytest.raises(ValidationError, match="no other theme"):
        services.save_theme(
            theme=ThemeFactory.build(slug="guns", name="Guns"), by=CoordinatorFactory()
        )

    assert acts() == []
