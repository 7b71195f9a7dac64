"""The auditor's page of the access log."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts import seals
from accounts.models import AccessEvent, Seal
from tests.answers import errors_of, lines_of, page_of
from tests.factories import AccessEventFactory, QuestionFactory, UserFactory
from tests.html_rules import assert_well_made, get, text

pytestmark = pytest.mark.django_db

PAGE = "/access-log"


def shown(response):
    """Give the numbers of the things whose entries the page shows."""
    links = [get(link, "href") or "" for link in page_of(response).all("a")]
    return [link.removeprefix("?thing=") for link in links if link.startswith("?thing=")]


def words(response):
    return text(page_of(response).elements[0])


def test_it_shows_who_did_what_with_the_name_of_today(auditor_client):
    reader = UserFactory(name="Robin Reader")
    entry = AccessEventFactory(actor=reader.pk, object_id="q-1")
    AccessEventFactory(verb="export", facet="matches", reason="matching:matches, rows: 3")
    AccessEventFactory(actor=None, verb="sign-in-failed", object_type="", object_id="", facet="")

    page = auditor_client.get(PAGE)

    assert_well_made(page)
    said = words(page)
    assert "Read: full text" in said
    assert f"Robin Reader {reader.pk}" in said
    assert "Downloaded: match results" in said
    assert "matching:matches, rows: 3" in said
    assert "an account that is gone" in said
    assert "nobody signed in" in said
    assert entry.object_id in shown(page)


def test_the_newest_stands_first_a_page_at_a_time(auditor_client):
    AccessEventFactory.create_batch(30)

    first, second = auditor_client.get(PAGE), auditor_client.get(PAGE, {"page": 2})

    numbers = [*AccessEvent.objects.filter(verb="read", facet="full-text").order_by("-id")]
    things = [entry.object_id for entry in numbers]
    # Looking at the first page and signing in are entries too; the looks name no thing.
    assert shown(first) == things[:25]
    assert set(things[25:]) < set(shown(second))
    assert_well_made(second)


@pytest.fixture
def log():
    """Give entries by name, on either side of midnight in England in summer."""
    person = UserFactory()
    at = {
        "early": datetime(2026, 6, 30, 22, 59, tzinfo=UTC),
        "midnight": datetime(2026, 6, 30, 23, tzinfo=UTC),
        "late": datetime(2026, 7, 1, 22, 59, tzinfo=UTC),
        "next": datetime(2026, 7, 1, 23, tzinfo=UTC),
    }
    made = {
        name: AccessEventFactory(at=when, object_id=name, actor=person.pk)
        for name, when in at.items()
    }
    made["failed"] = AccessEventFactory(
        at=at["early"],
        actor=None,
        verb="sign-in-failed",
        object_type="accounts.user",
        object_id=str(person.pk),
    )
    made["refused"] = AccessEventFactory(at=at["next"], verb="refused", object_id="refused")
    return person, made


PERSON = "their id"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"verb": "refused"}, {"refused"}),
        ({"verb": ["refused", "sign-in-failed"]}, {"refused", PERSON}),
        ({"person": PERSON}, {"early", "midnight", "late", "next", PERSON}),
        ({"person": PERSON, "verb": "read"}, {"early", "midnight", "late", "next"}),
        ({"thing": "late"}, {"late"}),
        ({"since": "1/7/2026", "until": "1/7/2026"}, {"midnight", "late"}),
        ({"until": "30/6/2026"}, {"early", PERSON}),
        ({"since": "2/7/2026", "until": "2/7/2026"}, {"next", "refused"}),
        ({"verb": "read", "thing": "refused"}, set()),
    ],
)
def test_filters_narrow_it(auditor_client, log, asked, expected):
    person, _ = log
    asked = {name: str(person.pk) if value == PERSON else value for name, value in asked.items()}

    page = auditor_client.get(PAGE, asked)
    lines = lines_of(auditor_client.get(PAGE, asked | {"format": "csv"}))

    assert_well_made(page)
    wanted = {str(person.pk) if name == PERSON else name for name in expected}
    assert set(shown(page)) == wanted == {line["Thing’s id"] for line in lines}


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ({"person": "Ada"}, {"person": ["Enter an id as it stands in the log"]}),
        ({"verb": "thought"}, {"verb": ["Act must be one of those on the list"]}),
        ({"since": "soon"}, {"since": ["From must be a date, like 20/1/2026"]}),
        (
            {"since": "2/7/2026", "until": "1/7/2026"},
            {"until": ["The last day must not be before the first"]},
        ),
    ],
)
def test_a_wrong_filter_is_explained(auditor_client, asked, errors):
    page = auditor_client.get(PAGE, asked)

    assert_well_made(page)
    assert errors_of(page) == errors


def test_csv_holds_the_moment_and_the_ids(auditor_client):
    reader = UserFactory(name="Robin Reader")
    entry = AccessEventFactory(actor=reader.pk, object_id="q-1")

    [line] = lines_of(auditor_client.get(PAGE, {"thing": "q-1", "format": "csv"}))

    assert line == {
        "Number": str(entry.pk),
        "When": entry.at.isoformat(),
        "Person’s id": str(reader.pk),
        "Name today": "Robin Reader",
        "Act": "read",
        "Facet": "full-text",
        "Thing": "priorities.question",
        "Thing’s id": "q-1",
        "More": "",
    }


def test_it_says_how_far_the_log_is_sealed_and_whether_that_held(auditor_client, auditor):
    said = words(auditor_client.get(PAGE))
    assert "Nothing is sealed yet." in said
    assert "No verification has been run yet" in said
    AccessEventFactory(cluster=1, xid=5)
    [made] = seals.seal()
    seals.verify()

    page = auditor_client.get(PAGE)

    assert_well_made(page)
    said = words(page)
    assert f"seal {made.pk}." in said
    assert f"every seal up to {made.pk} held" in said
    # The sign-in and the first look of this test, which is one transaction and not over.
    assert "2 entries wait" in said


def test_it_says_loudly_when_a_seal_is_broken(auditor_client):
    Seal.objects.create(
        cluster=1, xid_from=0, xid_to=9, events=1, root="a" * 64, previous=seals.NO_ROOT
    )
    seals.verify()

    page = auditor_client.get(PAGE)

    assert_well_made(page)
    assert "Broken" in words(page)
    assert "It was set over 1 entries; there are 0." in words(page)


def test_only_an_auditor_has_it_in_the_menu(auditor_client, coordinator_client):
    home = auditor_client.get("/home")

    assert_well_made(home)
    assert home.content.decode().count(f'href="{PAGE}"') == 2
    assert PAGE not in coordinator_client.get("/home").content.decode()


def test_an_auditor_reads_no_question_by_being_one(world_question, auditor_client):
    for address in (f"/questions/{world_question.pk}", f"/questions/{world_question.pk}/shortlist"):
        assert auditor_client.get(address).status_code == 404


@pytest.fixture
def world_question(auditor):
    """A question of the auditor's own organisation."""
    organisation = auditor.memberships.get().organisation
    return QuestionFactory(organisation=organisation, posted_at=timezone.now())
