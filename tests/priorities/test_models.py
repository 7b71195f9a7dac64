from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.permissions import Role
from priorities.models import FullText, Question, Summary, Theme
from priorities.policy import Facet
from tests.factories import (
    AcademicFactory,
    CoordinatorFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ThemeFactory,
    UserFactory,
)

TODAY = date(2026, 11, 23)
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"])
WORD = st.text(LETTERS, min_size=1, max_size=30)
SENTENCES = st.lists(WORD, min_size=1, max_size=60).map(" ".join)
# Longer than a heading, with a space where a heading may be cut.
LONG = st.lists(WORD, min_size=56, max_size=70).map(" ".join)


def headed(words):
    """A question whose reader may read these words of it."""
    question = Question()
    question.full = FullText(words=words)
    return question.headline


@given(SENTENCES)
def test_a_headline_begins_the_words_and_fits_a_heading(words):
    headline = headed(words)

    assert words.startswith(headline.removesuffix("…"))
    assert len(headline) <= 111


@given(SENTENCES)
def test_words_that_fit_are_the_headline_as_they_are(words):
    assume(len(words) <= 110)

    assert headed(words) == words


@given(LONG)
def test_a_headline_ends_with_a_whole_word_wherever_there_is_a_space(words):
    shown = headed(words).removesuffix("…")

    rest = words.removeprefix(shown)
    assert rest.lstrip(",;:(").startswith(" ")


def test_one_endless_word_is_cut():
    assert headed("a" * 300) == "a" * 110 + "…"


def test_a_headline_does_not_end_in_a_comma():
    words = "a" * 100 + ", " + "b" * 50

    assert headed(words) == "a" * 100 + "…"


@pytest.fixture
def world(db):
    """One question for each way of being visible, by name."""
    force = OrganisationFactory()
    colleague = PoliceLeadFactory(organisation=force)
    return {
        "force": force,
        "questions": {
            "ours": QuestionFactory(posted_by=colleague),
            "ours, shared": QuestionFactory(posted_by=colleague, shared=True),
            "theirs": QuestionFactory(),
            "theirs, shared": QuestionFactory(shared=True),
        },
    }


def test_who_may_not_read_a_question_is_told_only_that_it_is_one():
    question = Question()
    question.full, question.released = None, None

    assert question.headline == "A question that is not released"


def test_who_reads_the_summary_alone_has_its_words_for_a_heading():
    question = Question()
    question.full, question.released = None, Summary(words="Why here?")

    assert question.headline == "Why here?"


def seen(world, user, facet=Facet.EXISTENCE):
    visible = Question.objects.visible_to(user, facet)
    return {name for name, question in world["questions"].items() if question in visible}


EVERYTHING = {"ours", "ours, shared", "theirs", "theirs, shared"}
OURS = {"ours", "ours, shared"}
SHARED = {"ours, shared", "theirs, shared"}
ENDED = date(2024, 2, 1)


@pytest.mark.parametrize(
    ("memberships", "expected"),
    [
        ([], set()),
        ([(Role.COORDINATOR, None)], SHARED),
        ([(Role.POLICE_LEAD, None)], OURS | SHARED),
        ([(Role.ACADEMIC, None)], SHARED),
        ([(Role.POLICE_LEAD, None), (Role.ACADEMIC, None)], OURS | SHARED),
        ([(Role.POLICE_LEAD, None), (Role.COORDINATOR, None)], OURS | SHARED),
        ([(Role.POLICE_LEAD, ENDED)], set()),
        ([(Role.ACADEMIC, ENDED)], set()),
        ([(Role.COORDINATOR, ENDED)], set()),
        ([(Role.COORDINATOR, ENDED), (Role.ACADEMIC, None)], SHARED),
    ],
)
def test_each_role_adds_the_questions_that_it_may_see(world, memberships, expected):
    user = UserFactory()
    for role, ends_on in memberships:
        MembershipFactory(user=user, organisation=world["force"], role=role, ends_on=ends_on)

    assert seen(world, user) == expected


@pytest.mark.parametrize(
    ("make", "full", "known"),
    [
        (PoliceLeadFactory, OURS, OURS | SHARED),
        (CoordinatorFactory, set(), EVERYTHING),
        (AcademicFactory, set(), SHARED),
    ],
)
def test_a_lead_reads_it_all_and_a_coordinator_knows_that_it_is_there(world, make, full, known):
    user = make(organisation=world["force"])

    found = Question.objects.known_to(user)
    assert seen(world, user, Facet.FULL_TEXT) == full
    assert {name for name, question in world["questions"].items() if question in found} == known


def test_for_reading_gives_what_the_reader_may_read_and_none_in_place_of_the_rest(world):
    lead = PoliceLeadFactory(organisation=world["force"])

    read = {q.pk: q for q in Question.objects.for_reading(lead)}

    found = {name: read[q.pk] for name, q in world["questions"].items()}
    assert {name for name, q in found.items() if q.full} == OURS
    assert {name for name, q in found.items() if q.released} == SHARED
    assert found["ours"].shown_marking == found["ours"].marking


def test_a_lead_of_two_forces_sees_the_questions_of_both(world):
    user = PoliceLeadFactory(organisation=world["force"])
    other = world["questions"]["theirs"].organisation
    MembershipFactory(user=user, organisation=other, role=Role.POLICE_LEAD)

    assert seen(world, user, Facet.FULL_TEXT) == OURS | {"theirs"}


def test_an_academic_of_the_same_organisation_does_not_see_what_police_keep_there(world):
    user = AcademicFactory(organisation=world["force"])

    assert seen(world, user) == SHARED


def test_who_posted_a_question_sees_it_no_longer_after_leaving_the_force(world):
    author = world["questions"]["ours"].posted_by
    author.memberships.update(ends_on=ENDED)

    assert seen(world, author) == set()


def test_who_moved_to_another_force_reads_the_questions_of_that_one_only(world):
    author = world["questions"]["ours"].posted_by
    author.memberships.update(ends_on=ENDED)
    MembershipFactory(user=author, organisation=world["questions"]["theirs"].organisation)

    assert seen(world, author, Facet.FULL_TEXT) == {"theirs"}


LEADS = [
    ("of the force", lambda lead: None, True),
    ("who left", lambda lead: lead.memberships.update(ends_on=ENDED), False),
    ("whose account is closed", lambda lead: type(lead).objects.update(is_active=False), False),
    (
        "of another force",
        lambda lead: lead.memberships.update(organisation=OrganisationFactory()),
        False,
    ),
    (
        "of a force that left",
        lambda lead: OrganisationFactory._meta.model.objects.update(left_on=date(2024, 2, 1)),
        False,
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "leads"), [row[1:] for row in LEADS], ids=[r[0] for r in LEADS])
def test_a_question_is_led_while_its_lead_is_a_police_lead_of_its_force(change, leads):
    question = QuestionFactory()
    change(question.lead)

    assert Question.objects.without_lead().exists() == (not leads)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "leads"),
    [row[1:] for row in LEADS if "account" not in row[0]],
    ids=[row[0] for row in LEADS if "account" not in row[0]],
)
def test_led_by_and_is_led_by_agree(change, leads):
    question = QuestionFactory()
    change(question.lead)
    lead = type(question.lead).objects.get()

    assert question.is_led_by(lead) == leads
    assert Question.objects.led_by(lead).exists() == leads
    assert not question.is_led_by(PoliceLeadFactory(organisation=question.organisation))


def test_a_question_is_listed_once_however_many_roles_and_readings_it_has(world):
    user = PoliceLeadFactory(organisation=world["force"])
    MembershipFactory(user=user, organisation=world["force"], role=Role.ACADEMIC)
    for theme in ThemeFactory.create_batch(2):
        ReadingFactory(question=world["questions"]["ours, shared"], theme=theme)
    GrantFactory(question=world["questions"]["ours, shared"], person=user)

    assert Question.objects.visible_to(user).count() == 3


@pytest.mark.django_db
def test_read_under_gives_the_questions_of_one_theme():
    first, second = ReadingFactory.create_batch(2)

    assert list(Question.objects.read_under(first.theme)) == [first.question]
    assert list(Question.objects.read_under(second.theme)) == [second.question]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "stands"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (date(2020, 1, 1), date(2026, 11, 22), False),
        (date(2026, 11, 24), None, False),
    ],
)
def test_a_theme_stands_from_its_first_day_through_its_last(starts_on, ends_on, stands):
    ThemeFactory(starts_on=starts_on, ends_on=ends_on)

    assert Theme.objects.on(TODAY).exists() == stands


@pytest.mark.django_db
def test_the_newest_question_stands_first():
    older, newer = QuestionFactory.create_batch(2)

    assert list(Question.objects.all()) == [newer, older]


@pytest.mark.django_db
def test_things_say_what_they_are():
    reading = ReadingFactory(theme__name="County lines", question__words="Why here?")

    assert (str(reading), str(reading.theme)) == ("County lines", "County lines")
    assert str(reading.question) == "A question that is not released"


@pytest.mark.django_db
def test_an_inactive_coordinator_sees_no_question_but_their_own():
    QuestionFactory()

    assert not Question.objects.visible_to(CoordinatorFactory(is_active=False)).exists()
