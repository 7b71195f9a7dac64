"""What coordinators see of people beside what everybody sees."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mail
from matching.models import Decision
from researchers.load import load_of, term_began
from researchers.models import Capacity
from tests.answers import lines_of, words_of
from tests.factories import (
    AccessNeedsFactory,
    CoordinatorFactory,
    DecisionFactory,
    MailFactory,
    ResearcherFactory,
    StubFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

LIST = reverse("researchers:people")
LONG_AGO = timedelta(days=200)


def address(person):
    return reverse("researchers:person", args=[person.pk])


def listed(response):
    return {person.name for person in response.context["listing"].shown}


@pytest.fixture
def four():
    ResearcherFactory(user__name="Fay Fresh")
    ResearcherFactory(user__name="Old Otto", confirmed_at=timezone.now() - LONG_AGO)
    ResearcherFactory(user__name="Di Draft", sent_at=None)
    StubFactory(name="Stu Stub")


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=on-register", {"Fay Fresh", "Old Otto"}),
        ("state=draft", {"Di Draft"}),
        ("state=stub", {"Stu Stub"}),
        ("state=stale", {"Old Otto"}),
        ("state=stale&state=stub", {"Old Otto", "Stu Stub"}),
        ("state=stub&words=fay", set()),
    ],
)
def test_coordinators_filter_by_state(coordinator_client, query, expected):
    page = coordinator_client.get(f"{LIST}?{query}")
    assert_well_made(page)
    assert listed(page) == expected
    table = coordinator_client.get(f"{LIST}?{query}&format=csv")
    assert {line["Name"].removeprefix("Dr ") for line in lines_of(table)} == expected


@pytest.mark.usefixtures("four")
def test_others_have_neither_the_filter_nor_the_columns(academic_client):
    page = academic_client.get(f"{LIST}?state=stub")
    assert listed(page) == {"Ada Academic", "Fay Fresh", "Old Otto"}
    assert "Not confirmed for half a year" not in words_of(page)
    assert "Load people" not in words_of(page)
    assert "State" not in lines_of(academic_client.get(f"{LIST}?format=csv"))[0]


@pytest.mark.usefixtures("four")
def test_the_file_says_state_confirmation_and_load(coordinator_client):
    lines = lines_of(coordinator_client.get(f"{LIST}?format=csv"))
    states = {line["Name"].removeprefix("Dr "): line["State"] for line in lines}
    assert states == {
        "Fay Fresh": "On the register",
        "Old Otto": "On the register",
        "Di Draft": "Draft",
        "Stu Stub": "Not claimed",
    }
    otto = next(line for line in lines if "Otto" in line["Name"])
    assert otto["Last confirmed"] == (timezone.localdate() - LONG_AGO).isoformat()
    assert otto["This term"] == "shortlisted 0 times, 0 yes"


def test_load_counts_what_stands_this_term(coordinator):
    person = ResearcherFactory()
    first = DecisionFactory(researcher=person)
    DecisionFactory(researcher=person, question=first.question, voice="lead", answer="yes")
    DecisionFactory(researcher=person, at=timezone.now() - timedelta(days=150))
    gone = DecisionFactory(researcher=person)
    Decision.objects.create(
        question=gone.question,
        researcher=person,
        voice="coordinator",
        answer="undone",
        by=coordinator,
        follows=gone,
    )
    assert load_of([person.pk], coordinator) == {person.pk: "shortlisted 1 time, 1 yes"}


@pytest.mark.parametrize(
    ("day", "began"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 4, 30), date(2026, 1, 1)),
        (date(2026, 8, 31), date(2026, 5, 1)),
        (date(2026, 12, 31), date(2026, 9, 1)),
    ],
)
def test_there_are_three_terms_a_year(day, began):
    assert term_began(day) == began


def test_the_list_takes_as_many_queries_however_many_rows(coordinator_client):
    for made in (2, 10):
        for _ in range(made):
            DecisionFactory(researcher=ResearcherFactory())
            StubFactory()
        with CaptureQueriesContext(connection) as asked:
            assert coordinator_client.get(f"{LIST}?state=on-register&state=stub").status_code == 200
        # The two beside these begin and end the transaction.
        questions = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
        assert len(questions) <= 14, "\n".join(questions)


def test_a_persons_page_says_what_a_coordinator_needs(coordinator_client):
    person = ResearcherFactory(confirmed_at=timezone.now() - LONG_AGO)
    Capacity.objects.create(researcher=person, engagements_per_term=2)
    DecisionFactory(researcher=person)
    mail = Mail.objects.create(kind="confirmed", to=person.user, about=person.user_id)
    Mail.objects.create(kind="question-opened", to=person.user, about=person.user_id)
    page = coordinator_client.get(address(person))
    assert_well_made(page)
    said = words_of(page)
    for words in (
        *("For coordinators", "over half a year ago", "Gives 2 engagements a term"),
        *("shortlisted 1 time, 0 yes", "Confirmed: waiting to be sent"),
        "Take together with another entry",
    ):
        assert words in said
    assert [*page.context["for_coordinators"]["mails"]] == [mail]
    assert "Access needs" not in said

    AccessNeedsFactory(person=person.user)
    assert "Access needs" in words_of(coordinator_client.get(address(person)))


def test_a_stub_says_until_when_and_to_whom_mails_went(coordinator_client):
    stub = StubFactory()
    MailFactory(invitation__email=stub.stub_email)
    page = coordinator_client.get(address(stub))
    assert_well_made(page)
    assert "It goes after" in words_of(page)
    assert "Invitation: waiting to be sent" in words_of(page)
    assert stub.stub_email in words_of(page)


def test_others_see_none_of_it(academic_client, lead_client):
    person = ResearcherFactory()
    DecisionFactory(researcher=person, by=CoordinatorFactory())
    for client in (academic_client, lead_client):
        page = client.get(address(person))
        assert "For coordinators" not in words_of(page)
        assert "shortlisted" not in words_of(page)
