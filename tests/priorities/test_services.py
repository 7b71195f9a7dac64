from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from accounts.models import AuditEvent
from accounts.permissions import Role
from priorities import services
from priorities.models import Question, Reading, Theme
from tests.factories import (
    AcademicFactory,
    CoordinatorFactory,
    MembershipFactory,
    OrganisationFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ThemeFactory,
)

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

    question = services.post(by=lead, submission=uuid4(), words="Why here?", audience="researchers")

    question.refresh_from_db()
    assert (question.words, question.audience) == ("Why here?", "researchers")
    assert question.posted_by == lead
    assert question.organisation == lead.current_memberships[0].organisation
    assert acts() == ["question.posted"]


def test_post_sent_twice_gives_one_question():
    lead, submission = PoliceLeadFactory(), uuid4()
    first = services.post(by=lead, submission=submission, words="Why here?")

    again = services.post(by=lead, submission=submission, words="Why here, I mean?")

    assert again == first
    assert [q.words for q in Question.objects.all()] == ["Why here?"]
    assert acts() == ["question.posted"]


def test_post_never_returns_the_question_of_another_persons_submission():
    theirs = QuestionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        services.post(by=PoliceLeadFactory(), submission=theirs.submission, words="Why here?")

    assert list(Question.objects.all()) == [theirs]
    assert acts() == []


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


def test_adopt_published_keeps_sources_and_shows_the_questions_to_researchers():
    by, force = CoordinatorFactory(), OrganisationFactory()

    [question] = services.adopt_published(rows=[published()], by=by, organisation=force)

    question.refresh_from_db()
    assert {name: getattr(question, name) for name in published()} == published()
    assert (question.audience, question.organisation, question.posted_by) == (
        "researchers",
        force,
        by,
    )
    assert acts() == ["question.adopted"]


def test_adopt_published_twice_adds_nothing_the_second_time():
    by, force = CoordinatorFactory(), OrganisationFactory()
    rows = [published("Why here?"), published("Why there?")]
    services.adopt_published(rows=rows, by=by, organisation=force)

    again = services.adopt_published(rows=[*rows, published("And now?")], by=by, organisation=force)

    assert [question.words for question in again] == ["And now?"]
    assert Question.objects.count() == 3


def test_adopt_published_takes_a_question_that_stands_twice_in_the_file_once():
    rows = [published(), published()]

    added = services.adopt_published(
        rows=rows, by=CoordinatorFactory(), organisation=OrganisationFactory()
    )

    assert list(Question.objects.all()) == added
    assert len(added) == 1


def test_adopt_published_takes_the_same_words_of_another_source():
    rows = [published(), published(source_url="https://publisher.example/2")]

    added = services.adopt_published(
        rows=rows, by=CoordinatorFactory(), organisation=OrganisationFactory()
    )

    assert len(added) == 2


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (published(source_licence=""), IntegrityError),
        (published("x" * 2001), DataError),
    ],
)
def test_adopt_published_adds_all_or_nothing(bad, error):
    rows = [published("Why here?"), bad]

    with pytest.raises(error):
        services.adopt_published(
            rows=rows, by=CoordinatorFactory(), organisation=OrganisationFactory()
        )

    assert not Question.objects.exists()
    assert acts() == []


def test_set_readings_adds_what_is_new_and_takes_away_what_is_gone():
    question, (gone, stays, new) = QuestionFactory(), ThemeFactory.create_batch(3)
    by = CoordinatorFactory()
    services.set_readings(question=question, themes=[gone, stays], by=by)

    services.set_readings(question=question, themes=[stays, new], by=by)

    assert {reading.theme for reading in question.readings.all()} == {stays, new}
    assert acts() == ["reading.added", "reading.added", "reading.removed", "reading.added"]


def test_set_readings_keeps_the_reader_and_the_day_of_a_reading_that_stays():
    reading = ReadingFactory()

    services.set_readings(
        question=reading.question,
        themes=[reading.theme, ThemeFactory()],
        by=CoordinatorFactory(),
    )

    kept = Reading.objects.get(theme=reading.theme)
    assert (kept.pk, kept.by, kept.at) == (reading.pk, reading.by, reading.at)


def test_set_readings_to_what_they_are_leaves_no_trace():
    reading = ReadingFactory()

    services.set_readings(
        question=reading.question, themes=[reading.theme], by=CoordinatorFactory()
    )

    assert acts() == []


def test_set_readings_may_take_away_all_and_leaves_other_questions_alone():
    reading, other = ReadingFactory(), ReadingFactory()

    services.set_readings(question=reading.question, themes=[], by=CoordinatorFactory())

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
