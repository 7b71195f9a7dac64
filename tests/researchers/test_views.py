from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.answers import lines_of, words_of
from tests.factories import (
    ApproachFactory,
    DisciplineFactory,
    ExpertiseFactory,
    OutputFactory,
    ResearcherFactory,
    UniversityFactory,
)
from tests.html_rules import assert_well_made, title

pytestmark = pytest.mark.django_db

LIST = reverse("researchers:people")


def listed(response):
    return {person.name for person in response.context["listing"].shown}


@pytest.fixture
def three():
    """Three people of two universities, with fields, lenses, times and outputs of their own."""
    east, west = UniversityFactory(slug="east"), UniversityFactory(slug="west")
    law, maps = DisciplineFactory(slug="law"), DisciplineFactory(slug="maps")
    looks = ApproachFactory(slug="looks")
    ResearcherFactory(user__name="Ann", organisation=east, expertise__discipline=law)
    bob = ResearcherFactory(
        user__name="Bob", organisation=west, expertise__discipline=maps, availability="limited"
    )
    cat = ResearcherFactory(
        user__name="Cat",
        organisation=east,
        expertise__discipline=maps,
        availability="unavailable",
        statement="I draw.",
    )
    ExpertiseFactory(researcher=cat, discipline=law, is_primary=False)
    bob.approaches.add(looks)
    OutputFactory(researcher=bob, title="Roads of the Romans", abstract="We walked 100% of them.")


FILTERS = [
    ("", {"Ann", "Bob", "Cat"}),
    ("words=BOB", {"Bob"}),
    ("words=draw", {"Cat"}),
    ("words=romans", {"Bob"}),
    ("words=100%25", {"Bob"}),
    ("words=_", set()),
    ("discipline=law", {"Ann", "Cat"}),
    ("discipline=law&discipline=maps", {"Ann", "Bob", "Cat"}),
    ("approach=looks", {"Bob"}),
    ("organisation=east", {"Ann", "Cat"}),
    ("availability=limited&availability=available", {"Ann", "Bob"}),
    ("discipline=maps&organisation=east&availability=unavailable&words=draw", {"Cat"}),
    ("discipline=maps&approach=looks&organisation=east", set()),
]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters_narrow_the_list_the_csv_and_the_fragment_alike(
    coordinator_client, query, expected
):
    page = coordinator_client.get(f"{LIST}?{query}")
    table = coordinator_client.get(f"{LIST}?{query}&format=csv")
    fragment = coordinator_client.get(f"{LIST}?{query}", headers={"HX-Request": "true"})

    assert_well_made(page)
    assert listed(page) == expected
    assert {line["Name"].removeprefix("Dr ") for line in lines_of(table)} == expected
    assert listed(fragment) == expected


@pytest.mark.usefixtures("three")
def test_the_list_says_how_many_people_filters_hide(coordinator_client):
    content = coordinator_client.get(f"{LIST}?discipline=law").content.decode()

    assert ">2 people, 1 more hidden by filters<" in content


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "query", ["discipline=alchemy", "availability=always", "organisation=north", "approach=x"]
)
def test_an_unknown_filter_is_said_and_hides_nobody(coordinator_client, query):
    response = coordinator_client.get(f"{LIST}?{query}")

    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: ")
    assert listed(response) == {"Ann", "Bob", "Cat"}


def test_the_csv_holds_every_column_of_a_person(lead_client):
    person = ResearcherFactory(
        user__name="Ann", organisation__name="East", expertise__discipline__name="Law"
    )
    ExpertiseFactory(researcher=person, discipline__name="Art", is_primary=False)
    person.approaches.add(ApproachFactory(name="Looking"), ApproachFactory(name="Asking"))

    [line] = lines_of(lead_client.get(f"{LIST}?format=csv"))

    assert line == {
        "Name": "Dr Ann",
        "Disciplines": "Law; Art",
        "Approaches": "Asking; Looking",
        "Organisation": "East",
        "Availability": "Available",
        "Statement": person.statement,
    }


def test_profiles_that_are_not_listed_stand_in_no_list_no_count_and_no_csv(lead_client):
    ResearcherFactory(shows_profile=0)

    page, table = lead_client.get(LIST), lead_client.get(f"{LIST}?format=csv")

    assert page.context["listing"].sentence == "0 people"
    assert lines_of(table) == []
    assert "Nobody is on the register yet" in page.content.decode()


def test_a_profile_shows_its_statement_its_fields_and_its_outputs(lead_client):
    output = OutputFactory(
        researcher__user__name="Ann", researcher__expertise__discipline__name="Law"
    )
    person = output.researcher
    person.approaches.add(ApproachFactory(name="Looking"))

    response = lead_client.get(reverse("researchers:person", args=[person.pk]))

    assert_well_made(response)
    shown = ("Dr Ann", "Law (primary)", "Looking", person.statement, output.title, output.abstract)
    assert [words for words in shown if words not in response.content.decode()] == []


def test_an_empty_profile_says_what_is_missing(lead_client):
    person = ResearcherFactory(statement="", expertise=None)

    response = lead_client.get(reverse("researchers:person", args=[person.pk]))

    assert_well_made(response)
    assert "No statement yet." in response.content.decode()


def test_a_hidden_profile_and_an_unknown_one_get_one_same_answer(lead_client):
    person = ResearcherFactory(shows_profile=0)

    hidden, unknown = (
        lead_client.get(reverse("researchers:person", args=[pk])) for pk in (person.pk, uuid4())
    )

    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert words_of(hidden) == words_of(unknown)


def test_only_ones_own_profile_offers_to_be_changed(academic, academic_client):
    own, other = academic.researcher, ResearcherFactory()

    pages = [academic_client.get(reverse("researchers:person", args=[p.pk])) for p in (own, other)]
    offers = ["Change your entry" in page.content.decode() for page in pages]

    assert offers == [True, False]


def test_a_wide_approach_finds_who_has_a_part_of_it(coordinator_client):
    part = ApproachFactory(slug="nodes", parent=ApproachFactory(slug="networks"))
    person = ResearcherFactory()
    person.approaches.add(part)

    for query in ("approach=networks", "approach=nodes"):
        assert listed(coordinator_client.get(f"{LIST}?{query}")) == {person.name}


def test_the_list_asks_as_often_for_one_person_as_for_three(lead_client):
    counts = []
    for more in (1, 2):
        for person in ResearcherFactory.create_batch(more):
            person.approaches.add(ApproachFactory())
        with CaptureQueriesContext(connection) as asked:
            lead_client.get(LIST)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12


def test_coordinators_see_which_entry_is_a_draft_and_nobody_else_sees_it(
    coordinator_client, lead_client
):
    draft = ResearcherFactory(sent_at=None)

    assert ">Draft<" in coordinator_client.get(LIST).content.decode()
    assert listed(lead_client.get(LIST)) == set()
    page = coordinator_client.get(reverse("researchers:person", args=[draft.pk]))
    assert_well_made(page)
    assert "Not sent yet" in page.content.decode()
