from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from researchers.models import Approach
from tests.answers import errors_of, lines_of
from tests.factories import ApproachFactory, ResearcherFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

LIST, NEW = reverse("researchers:approaches"), reverse("researchers:approach-new")
RIGHT = {
    "name": "Key nodes",
    "definition": "Finds who holds a network together.",
    "parent": "",
    "cues": "key node\r\nbroker",
    "starts_on": "1/9/2026",
    "ends_on": "",
}


def edit(approach):
    return reverse("researchers:approach-edit", args=[approach.slug])


def listed(response):
    return [approach.name for approach in response.context["listing"].shown]


@pytest.fixture
def four():
    networks = ApproachFactory(name="Networks")
    ApproachFactory(name="Key nodes", parent=networks)
    ApproachFactory(name="Alchemy", ends_on=date(2024, 1, 1))
    ApproachFactory(name="Tomorrow", starts_on=date(2099, 1, 1))


@pytest.mark.usefixtures("four")
def test_wide_approaches_stand_before_their_parts_and_tell_of_their_days(lead_client):
    response = lead_client.get(LIST)

    assert_well_made(response)
    assert listed(response) == ["Alchemy", "Networks", "Key nodes", "Tomorrow"]
    words = response.content.decode()
    assert [w for w in (">Ended<", ">To come<", "Part of Networks") if w not in words] == []
    assert NEW not in words


@pytest.mark.usefixtures("four")
def test_the_list_can_show_only_those_in_force(coordinator_client):
    response = coordinator_client.get(f"{LIST}?in_force=on")

    assert_well_made(response)
    assert listed(response) == ["Networks", "Key nodes"]
    assert NEW in response.content.decode()
    table = lines_of(coordinator_client.get(f"{LIST}?in_force=on&format=csv"))
    assert [line["Part of"] for line in table] == ["", "Networks"]


def test_the_list_counts_whom_the_reader_may_see(lead_client, coordinator_client):
    approach = ApproachFactory()
    for level in (0, 1):
        ResearcherFactory(shows_profile=level).approaches.add(approach)

    counts = [
        [line["People"] for line in lines_of(client.get(f"{LIST}?format=csv"))]
        for client in (lead_client, coordinator_client)
    ]

    assert counts == [["1"], ["2"]]


def test_the_list_asks_as_often_for_one_row_as_for_three(lead_client):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            ApproachFactory(parent=ApproachFactory())
        with CaptureQueriesContext(connection) as asked:
            lead_client.get(LIST)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 7


def test_a_coordinator_adds_an_approach_once_however_often_they_click(coordinator_client):
    parent = ApproachFactory(slug="networks")
    assert_well_made(coordinator_client.get(NEW))

    answers = [coordinator_client.post(NEW, RIGHT | {"parent": "networks"}) for _ in range(2)]

    assert [response.url for response in answers] == [LIST, LIST]
    approach = Approach.objects.get(slug="key-nodes")
    assert (approach.parent, approach.cues) == (parent, "key node\nbroker")
    assert AuditEvent.objects.filter(action="approach.added").count() == 1


def test_a_changed_approach_keeps_its_link_and_its_people(coordinator_client):
    approach = ApproachFactory(slug="nodes", parent=ApproachFactory(slug="networks"))
    person = ResearcherFactory()
    person.approaches.add(approach)
    shown = coordinator_client.get(edit(approach))
    assert_well_made(shown)
    assert shown.context["form"]["parent"].value() == "networks"

    coordinator_client.post(edit(approach), RIGHT | {"ends_on": "2/9/2026"})

    approach.refresh_from_db()
    assert (approach.slug, approach.name, approach.parent) == ("nodes", "Key nodes", None)
    assert list(person.approaches.all()) == [approach]


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"name": ""}, {"name": "Enter a name"}),
        ({"name": "!!"}, {"name": "Enter a name that no other approach has"}),
        ({"name": "Taken"}, {"name": "Enter a name that no other approach has"}),
        ({"definition": ""}, {"definition": "Enter a definition"}),
        ({"definition": "x" * 301}, {"definition": "Definition must be 300 characters or fewer"}),
        ({"parent": "part"}, {"parent": "Part of must be one of those on the list"}),
        ({"starts_on": "soon"}, {"starts_on": "First day must be a date, like 20/1/2026"}),
        ({"ends_on": "1/1/2020"}, {"ends_on": "The last day must be on or after the first"}),
    ],
)
def test_a_wrong_approach_is_explained_and_not_kept(coordinator_client, wrong, errors):
    ApproachFactory(name="Taken")
    ApproachFactory(slug="part", parent=ApproachFactory())

    response = coordinator_client.post(NEW, RIGHT | wrong)

    assert response.status_code == 422
    assert_well_made(response)
    assert errors_of(response) == {name: [error] for name, error in errors.items()}
    assert Approach.objects.count() == 3


def test_what_has_parts_becomes_no_part(coordinator_client):
    wide = ApproachFactory()
    ApproachFactory(parent=wide)
    ApproachFactory(slug="other")

    response = coordinator_client.post(edit(wide), RIGHT | {"parent": "other"})

    assert errors_of(response) == {"parent": ["This one has parts, so it cannot be a part itself"]}


@pytest.mark.parametrize("name", ["academic", "lead", "auditor"])
def test_only_coordinators_change_approaches(request, name):
    client = request.getfixturevalue(f"{name}_client")
    address = edit(ApproachFactory())

    assert client.get(LIST).status_code == 200
    assert [client.get(a).status_code for a in (NEW, address)] == [403, 403]
    assert client.post(NEW, RIGHT).status_code == 403
