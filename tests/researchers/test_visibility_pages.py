"""Each section, at each level, for each reader: on the page, in the list, by filters, on cards."""

from itertools import product
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from researchers.models import Capacity, Level, Researcher
from tests.answers import errors_of, lines_of, ticked, words_of
from tests.factories import AcademicFactory, OutputFactory, ResearcherFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

LIST, VISIBILITY = reverse("researchers:people"), reverse("researchers:visibility")
# What of the entry below only one section tells.
TOLD = {
    "evidence": "Ledgers of the Romans",
    "availability": "On leave in spring",
    "contact": "ada.marsh@university.example",
}
# The furthest level from which each reader is shown a section.
READERS = {"self": -1, "coordinator": 0, "member": 1, "unconfirmed": 2, "anonymous": 2}


@pytest.fixture
def entry():
    entry = ResearcherFactory(
        user__name="Ada Marsh", user__email=TOLD["contact"], availability_note=TOLD["availability"]
    )
    OutputFactory(researcher=entry, title=TOLD["evidence"])
    Capacity.objects.create(researcher=entry, travel_note="By train", formats=["bid"])
    return entry


@pytest.fixture
def browsers(entry, sign_in, coordinator, lead):
    people = {
        "self": entry.user,
        "coordinator": coordinator,
        "member": lead,
        "unconfirmed": AcademicFactory(membership__confirmed_at=None),
    }
    return {name: sign_in(user) for name, user in people.items()} | {"anonymous": Client()}


def show(entry, **levels):
    Researcher.objects.filter(pk=entry.pk).update(
        **{f"shows_{section}": level for section, level in levels.items()}
    )


@pytest.mark.parametrize(("profile", "level"), list(product(Level, Level)))
def test_a_page_tells_each_reader_only_what_they_may_see(entry, browsers, profile, level):
    show(entry, profile=profile, evidence=level, availability=level, contact=level)
    page = reverse("researchers:person", args=[entry.pk])

    for name, client in browsers.items():
        response = client.get(page)
        if name == "anonymous":
            assert response.status_code == 302
        elif READERS[name] > profile:
            assert response.status_code == 404
        else:
            assert_well_made(response)
            words = response.content.decode()
            is_shown = READERS[name] <= min(profile, level)
            assert {w in words for w in TOLD.values()} == {is_shown}
            assert ("Evidence</h2>" in words, "By train" in words) == (is_shown, is_shown)


@pytest.mark.parametrize("level", Level)
def test_nobody_is_found_by_a_section_that_the_reader_may_not_see(entry, browsers, level):
    show(entry, profile=Level.PUBLIC, evidence=level, availability=level)

    for name, client in browsers.items():
        if name == "anonymous":
            continue
        found = [
            client.get(f"{LIST}?{query}").context["listing"].page.paginator.count
            for query in ("words=romans", "availability=available", "words=Ada")
        ]
        is_shown = READERS[name] <= level
        assert found == [is_shown, is_shown, True], name


@pytest.mark.parametrize("level", Level)
def test_list_and_csv_tell_of_availability_only_whom_it_is_shown(entry, browsers, level):
    show(entry, availability=level)

    for name in ("coordinator", "member"):
        is_shown = READERS[name] <= level
        [line] = lines_of(browsers[name].get(f"{LIST}?format=csv"))
        rows = browsers[name].get(LIST, headers={"HX-Request": "true"}).content.decode()
        assert line["Availability"] == ("Available" if is_shown else "")
        assert ("· Available" in rows) == is_shown


# The public card


def card(entry, client=None):
    return (client or Client()).get(reverse("researchers:card", args=[entry.pk]))


@pytest.mark.parametrize("level", Level)
def test_a_card_shows_anybody_the_public_sections_and_no_other(entry, browsers, level):
    show(entry, profile=Level.PUBLIC, evidence=level, availability=level, contact=level)

    for client in browsers.values():
        response = card(entry, client)
        assert_well_made(response)
        words = response.content.decode()
        assert entry.statement in words
        assert {told in words for told in TOLD.values()} == {level == Level.PUBLIC}


@pytest.mark.parametrize(
    "kept_back",
    [
        {"shows_profile": Level.MEMBERS},
        {"shows_profile": Level.COORDINATORS, "shows_evidence": Level.PUBLIC},
        {"shows_profile": Level.PUBLIC, "sent_at": None},
    ],
)
def test_there_is_no_card_of_what_is_not_public_as_of_what_is_not_there(entry, browsers, kept_back):
    Researcher.objects.filter(pk=entry.pk).update(**kept_back)
    unknown = Client().get(reverse("researchers:card", args=[uuid4()]))

    for client in browsers.values():
        assert card(entry, client).status_code == 404
    assert words_of(card(entry)) == words_of(unknown)


def test_there_is_no_card_of_an_entry_that_was_merged(entry):
    show(entry, profile=Level.PUBLIC)
    Researcher.objects.filter(pk=entry.pk).update(merged_into=ResearcherFactory())

    assert card(entry).status_code == 404


def test_who_is_left_out_of_matching_may_still_have_a_card(entry):
    Researcher.objects.filter(pk=entry.pk).update(shows_profile=Level.PUBLIC, is_matchable=False)

    assert card(entry).status_code == 200


# The page on which it is said


RIGHT = {
    "shows_profile": "2",
    "shows_evidence": "1",
    "shows_availability": "0",
    "shows_contact": "0",
}


def test_a_person_says_who_sees_what(entry, browsers):
    response = browsers["self"].post(VISIBILITY, RIGHT, follow=True)

    assert response.redirect_chain == [(reverse("researchers:register"), 302)]
    now = Researcher.objects.get(pk=entry.pk)
    assert [getattr(now, name) for name in RIGHT] == [2, 1, 0, 0]
    assert reverse("researchers:card", args=[entry.pk]) in response.content.decode()
    again = browsers["self"].get(VISIBILITY)
    assert_well_made(again)
    assert ticked(again) == ["2", "1", "0", "0"]


def test_what_was_never_said_is_safe(sign_in):
    newcomer = AcademicFactory()
    client = sign_in(newcomer)

    # The last is the box that lets them be suggested.
    assert ticked(client.get(VISIBILITY)) == ["1", "1", "1", "0", None]


def test_whoever_wishes_it_is_suggested_for_nothing(entry, browsers):
    browsers["self"].post(VISIBILITY, RIGHT)
    assert entry not in Researcher.objects.matchable()

    browsers["self"].post(VISIBILITY, RIGHT | {"is_matchable": "on"})

    assert entry in Researcher.objects.matchable()


@pytest.mark.parametrize("wrong", ["", "3", "everybody"])
def test_a_wrong_level_is_explained_and_nothing_is_saved(entry, browsers, wrong):
    response = browsers["self"].post(VISIBILITY, RIGHT | {"shows_contact": wrong})

    assert response.status_code == 422
    assert_well_made(response)
    assert list(errors_of(response)) == ["shows_contact"]
    assert Researcher.objects.get(pk=entry.pk).shows_profile == Level.MEMBERS
