from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from researchers import services
from researchers.models import Researcher
from tests.answers import errors_of, lines_of, ticked, words_of
from tests.factories import (
    AcademicFactory,
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
PROFILE = reverse("researchers:profile")


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


def test_the_csv_holds_every_column_of_a_person(coordinator_client):
    person = ResearcherFactory(
        user__name="Ann", organisation__name="East", expertise__discipline__name="Law"
    )
    ExpertiseFactory(researcher=person, discipline__name="Art", is_primary=False)
    person.approaches.add(ApproachFactory(name="Looking"), ApproachFactory(name="Asking"))

    [line] = lines_of(coordinator_client.get(f"{LIST}?format=csv"))

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

    offers = [
        PROFILE in academic_client.get(reverse("researchers:person", args=[pk])).content.decode()
        for pk in (own.pk, other.pk)
    ]

    assert offers == [True, False]


RIGHT = {
    "statement": "I count tills.",
    "availability": "unavailable",
    "available_from": "1/2/2027",
    "availability_note": "On leave",
}


def test_a_researcher_changes_their_own_profile_and_no_other(academic, academic_client):
    other = ResearcherFactory()

    response = academic_client.post(PROFILE, RIGHT, follow=True)

    person = academic.researcher
    person.refresh_from_db()
    assert response.redirect_chain == [(reverse("researchers:person", args=[person.pk]), 302)]
    assert "Your profile is saved." in response.content.decode()
    assert (person.statement, person.availability, person.available_from) == (
        "I count tills.",
        "unavailable",
        date(2027, 2, 1),
    )
    assert Researcher.objects.get(pk=other.pk).statement == other.statement


def test_a_profile_form_changes_nothing_that_it_does_not_show(academic, academic_client):
    academic_client.post(
        PROFILE,
        RIGHT
        | {"name": "Mallory", "is_matchable": "", "shows_profile": "0", "user": "", "title": "Sir"},
    )

    person = Researcher.objects.get(user=academic)
    assert (str(person), person.shows_profile, person.is_matchable) == ("Dr Ada Academic", 1, True)


def test_the_form_shows_what_stands(academic, academic_client):
    academic_client.post(PROFILE, RIGHT)

    response = academic_client.get(PROFILE)

    assert_well_made(response)
    assert ticked(response) == ["unavailable"]
    assert b'value="01/02/2027"' in response.content


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        (
            {"statement": "x" * 3001},
            {"statement": ["What you can help with must be 3,000 characters or fewer"]},
        ),
        (
            {"availability": "available"},
            {"available_from": ["Enter a date only if your time is limited now"]},
        ),
        (
            {"available_from": "soon"},
            {
                "available_from": [
                    "The day from which you have more time must be a date, like 1/2/2027"
                ]
            },
        ),
    ],
)
def test_a_wrong_profile_is_explained_and_keeps_what_was_typed(
    academic, academic_client, wrong, errors
):
    response = academic_client.post(PROFILE, RIGHT | wrong)

    assert response.status_code == 422
    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: Your profile")
    assert errors_of(response) == errors
    assert {name: response.context["form"][name].value() for name in RIGHT} == RIGHT | wrong
    assert Researcher.objects.get(user=academic).statement == academic.researcher.statement


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"availability": ""}, "Select availability"),
        ({"availability": "always"}, "Availability must be one of those on the list"),
        (
            {"availability_note": "x" * 201},
            "Anything to add about your time must be 200 characters or fewer",
        ),
    ],
)
def test_other_wrong_answers_are_refused_beside_their_field(academic_client, wrong, error):
    response = academic_client.post(PROFILE, RIGHT | wrong)

    assert response.status_code == 422
    assert_well_made(response)
    assert errors_of(response) == {name: [error] for name in wrong}


@pytest.mark.parametrize("name", ["coordinator", "lead"])
def test_who_is_no_researcher_has_no_profile_to_change(request, name):
    client = request.getfixturevalue(f"{name}_client")

    assert [client.get(PROFILE).status_code, client.post(PROFILE, RIGHT).status_code] == [403, 403]


def test_a_researcher_without_an_entry_begins_one_by_saving_it(sign_in):
    newcomer = AcademicFactory(name="Nia New")
    client = sign_in(newcomer)

    assert_well_made(client.get(PROFILE))
    assert not Researcher.objects.filter(user=newcomer).exists()
    client.post(PROFILE, RIGHT)

    person = Researcher.objects.get(user=newcomer)
    assert (person.name, person.statement) == ("Nia New", "I count tills.")
    assert person.organisation == newcomer.current_memberships[0].organisation


def test_two_first_saves_at_once_are_one_entry():
    newcomer = AcademicFactory()
    first, second = services.own_profile(newcomer), services.own_profile(newcomer)
    second.statement = "The one that came second."

    for entry in (first, second):
        services.save_profile(researcher=entry, by=newcomer)

    assert Researcher.objects.get(user=newcomer).statement == "The one that came second."
