"""Pages about people's clearances: the list, one person, recording, revoking."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.models import Clearance, Revocation, Scheme
from tests.answers import errors_of, lines_of, page_of
from tests.clearances.reading import PEOPLE, person_page, said
from tests.factories import (
    AcademicFactory,
    ClearanceFactory,
    OrganisationFactory,
    UserFactory,
    VerifierFactory,
)
from tests.html_rules import assert_well_made, get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]

TODAY = date(2026, 11, 23)


@pytest.fixture
def four(full_is_sensitive):
    """Somebody of each kind that a filter asks for."""
    east, west = OrganisationFactory(slug="east"), OrganisationFactory(slug="west")
    ann, bob, cat, dan = (
        AcademicFactory(name=name, organisation=body)
        for name, body in [("Ann", east), ("Bob", west), ("Cat", east), ("Dan", west)]
    )
    verified = {"verified_by": VerifierFactory(name="Zoe")}
    ClearanceFactory(person=ann, **verified)
    ClearanceFactory(person=bob, valid_until=TODAY + timedelta(days=60), **verified)
    ClearanceFactory(person=cat, revoked=True, revocation__by=verified["verified_by"], **verified)
    return ann, bob, cat, dan


OTHERS = {"Vera Verifier", "Zoe"}
FILTERS = [
    ("", {"Ann", "Bob", "Cat", "Dan"} | OTHERS),
    ("name=an", {"Ann", "Dan"}),
    ("name=_", set()),
    ("organisation=east", {"Ann", "Cat"}),
    ("organisation=east&organisation=west", {"Ann", "Bob", "Cat", "Dan"}),
    ("state=ending", {"Bob"}),
    ("state=none", {"Cat", "Dan"} | OTHERS),
    ("state=none&state=ending", {"Bob", "Cat", "Dan"} | OTHERS),
    ("state=none&organisation=west", {"Dan"}),
]


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters_narrow_the_list_the_csv_and_the_fragment_alike(client, query, expected):
    page = client.get(f"{PEOPLE}?{query}")
    table = client.get(f"{PEOPLE}?{query}&format=csv")
    fragment = client.get(f"{PEOPLE}?{query}", headers={"HX-Request": "true"})

    assert_well_made(page)
    assert {one.person.name for one in page.context["listing"].shown} == expected
    assert {line["Name"] for line in lines_of(table)} == expected
    assert {one.person.name for one in fragment.context["listing"].shown} == expected


def test_an_unknown_filter_is_explained(client):
    page = client.get(f"{PEOPLE}?state=all")

    assert errors_of(page)
    assert_well_made(page)


def test_the_csv_tells_what_is_in_force(client, four):
    lines = {line["Name"]: line for line in lines_of(client.get(f"{PEOPLE}?format=csv"))}

    assert lines["Bob"] == {
        "Name": "Bob",
        "Email address": four[1].email,
        "Organisation": four[1].memberships.get().organisation.name,
        "Clearances in force": "NPPV 2 (full) until 2027-01-22",
        "Highest marking": "OFFICIAL-SENSITIVE",
    }
    told = (lines["Cat"]["Clearances in force"], lines["Cat"]["Highest marking"])
    assert told == ("", "OFFICIAL")


@pytest.mark.usefixtures("four")
def test_the_list_says_who_ends_soon_and_who_has_none(client):
    words = said(client.get(PEOPLE))

    assert words.count("Ends soon") == 1
    assert "NPPV 2 (full) until 22 January 2027 Ends soon" in words
    assert words.count("No clearance in force") == 4


def test_a_persons_page_shows_every_clearance_they_ever_had(client, full_is_sensitive):
    person = UserFactory(name="Ann")
    ClearanceFactory(person=person, ended=True, scheme=Scheme.NPPV_1)
    ClearanceFactory(person=person, scheme=Scheme.NPPV_3, valid_from=date(2027, 1, 1))
    live = ClearanceFactory(person=person, sponsor__name="Rutland Police")
    ClearanceFactory(person=person, revoked=True, revocation__reason="mistake", scheme="dv")
    ClearanceFactory(scheme=Scheme.CTC)

    page = client.get(person_page(person))

    words = said(page)
    for part in (
        "Highest marking today: OFFICIAL-SENSITIVE",
        "NPPV 1 Ended",
        "NPPV 3 To come",
        "NPPV 2 (full) In force",
        "Developed vetting (DV) Revoked",
        "by " + live.verified_by.name + ", who saw the record on 8 January 2024",
        "sponsored by Rutland Police",
        "It was recorded by mistake.",
    ):
        assert part in words
    assert "CTC" not in words
    assert words.count("Revoke ") == 2  # the one in force and the one to come


@pytest.mark.parametrize("count", [1, 3])
def test_a_persons_page_takes_as_many_queries_however_many_rows(client, count):
    person = UserFactory()
    for _ in range(count):
        ClearanceFactory(person=person)
        ClearanceFactory(person=person, revoked=True)

    with CaptureQueriesContext(connection) as captured:
        client.get(person_page(person))

    # Session, reader and their roles, the person, and three for where they stand.
    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) == 7


def answers(**changes):
    return {
        "scheme": "nppv-3",
        "sponsor": "rutland",
        "verified_on": "20/11/2026",
        "valid_from": "1/11/2026",
        "valid_until": "31/10/2029",
        "submission": str(uuid4()),
    } | changes


@pytest.fixture
def record():
    """Where a clearance of somebody is recorded."""
    OrganisationFactory(slug="rutland")
    return reverse("clearances:record", args=[UserFactory(name="Ann").pk])


def test_a_clearance_is_recorded_once_however_often_it_is_sent(client, record, verifier):
    sent = answers()

    first, second = (client.post(record, sent) for _ in range(2))

    one = Clearance.objects.get()
    assert first.url == second.url == person_page(one.person)
    assert (one.verified_by, one.sponsor.slug, one.valid_until) == (
        verifier,
        "rutland",
        date(2029, 10, 31),
    )
    words = said(client.get(first.url))
    assert "The clearance is recorded." in words
    assert "NPPV 3 In force" in words


def test_a_page_sent_again_with_other_answers_asks_and_then_records_both(client, record):
    sent = answers()
    client.post(record, sent)

    page = client.post(record, sent | {"valid_until": "31/10/2030"})

    assert page.status_code == 422
    assert "You have recorded a clearance from this page" in said(page)
    [fresh] = [
        get(i, "value") for i in page_of(page).all("input") if get(i, "name") == "submission"
    ]
    assert fresh != sent["submission"]
    client.post(record, sent | {"valid_until": "31/10/2030", "submission": fresh})
    assert Clearance.objects.count() == 2


WRONG = [
    ({"scheme": ""}, "scheme", "Select the scheme"),
    ({"scheme": "top-secret"}, "scheme", "Scheme must be one of those on the list"),
    ({"sponsor": ""}, "sponsor", "Select the sponsor"),
    ({"sponsor": "derby"}, "sponsor", "Sponsor must be one of those on the list"),
    ({"verified_on": ""}, "verified_on", "Enter the day on which you saw the record"),
    (
        {"verified_on": "24/11/2026"},
        "verified_on",
        "The day on which you saw the record must be today or earlier",
    ),
    ({"valid_from": ""}, "valid_from", "Enter the first day of the clearance"),
    ({"valid_from": "soon"}, "valid_from", "Valid from must be a date, like 20/1/2026"),
    ({"valid_until": ""}, "valid_until", "Enter the last day of the clearance"),
    ({"valid_until": "22/11/2026"}, "valid_until", "The last day must be today or later"),
    (
        {"valid_from": "1/12/2026", "valid_until": "30/11/2026"},
        "valid_until",
        "The last day must be on or after the first",
    ),
    (
        {"valid_until": "31/10/2206"},
        "valid_until",
        "The last day must be within 10 years of the first",
    ),
]


@pytest.mark.parametrize(("changes", "field", "words"), WRONG)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    client, record, changes, field, words
):
    page = client.post(record, answers(**changes))

    assert page.status_code == 422
    assert errors_of(page) == {field: [words]}
    assert_well_made(page)
    assert not Clearance.objects.exists()


def test_a_university_is_no_sponsor(client, record):
    OrganisationFactory(slug="derby", kind="university")

    assert client.post(record, answers(sponsor="derby")).status_code == 422


@pytest.mark.parametrize("days", [{"verified_on": "23/11/2026"}, {"valid_until": "23/11/2026"}])
def test_today_is_a_day_to_see_a_record_and_to_end(client, record, days):
    assert client.post(record, answers(**days)).status_code == 302


def test_a_verifier_sees_their_own_page_but_records_and_revokes_nothing_there(client, verifier):
    OrganisationFactory(slug="rutland")
    one = ClearanceFactory(person=verifier)
    pages = [
        reverse("clearances:record", args=[verifier.pk]),
        reverse("clearances:revoke", args=[one.pk]),
    ]

    links = {get(link, "href") for link in page_of(client.get(person_page(verifier))).all("a")}
    got = [client.get(page).status_code for page in pages]
    posted = [client.post(page, answers(reason="left")).status_code for page in pages]

    assert "another verifier must" in said(client.get(person_page(verifier)))
    assert links.isdisjoint(pages)
    assert got == posted == [403, 403]
    assert list(Clearance.objects.all()) == [one]
    assert not Revocation.objects.exists()


def test_a_clearance_is_revoked_once_however_often_it_is_sent(client, full_is_sensitive, verifier):
    one = ClearanceFactory()
    page = reverse("clearances:revoke", args=[one.pk])
    assert "It ends at once" in said(client.get(page))

    first, second = (client.post(page, {"reason": "left"}) for _ in range(2))

    assert first.url == second.url == person_page(one.person)
    assert Revocation.objects.get().by == verifier
    words = said(client.get(first.url))
    assert "They left the post it was given for." in words
    assert "Highest marking today: OFFICIAL" in words
    assert client.get(page).url == person_page(one.person)


@pytest.mark.parametrize("reason", ["", "failed vetting"])
def test_a_revocation_has_one_of_four_reasons(client, reason):
    one = ClearanceFactory()

    page = client.post(reverse("clearances:revoke", args=[one.pk]), {"reason": reason})

    assert page.status_code == 422
    assert_well_made(page)
    assert not Revocation.objects.exists()
