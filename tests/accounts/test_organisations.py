from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Organisation
from accounts.permissions import Role
from tests.answers import lines_of
from tests.factories import MembershipFactory, OrganisationFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

LIST = reverse("accounts:organisations")
ENDED = date(2024, 2, 1)


@pytest.fixture
def east():
    """A force with two contact points, and everybody who is none."""
    east = OrganisationFactory(name="East", joined_on=date(2016, 3, 4))
    for name, more in {
        "Wim": {"is_contact_point": True},
        "Ann": {"is_contact_point": True, "role": Role.COORDINATOR},
        "Eve, no contact point": {},
        "Cat, who left": {"is_contact_point": True, "ends_on": ENDED},
        "Dan, whose account is closed": {"is_contact_point": True, "user__is_active": False},
    }.items():
        MembershipFactory(organisation=east, user__name=name, **more)
    return east


def test_contact_points_are_todays_by_name(east):
    found = Organisation.objects.with_contact_points().get(pk=east.pk)

    assert [membership.user.name for membership in found.contact_points] == ["Ann", "Wim"]


def test_the_list_names_the_contact_points(academic_client, east):
    response = academic_client.get(LIST)

    assert_well_made(response)
    content = response.content.decode()
    assert "Contact point: Ann, Wim" in content
    assert "No contact point yet" in content


def test_an_organisation_that_left_is_marked_and_has_no_contact_point_any_more(
    academic_client, east
):
    Organisation.objects.filter(pk=east.pk).update(left_on=ENDED)

    content = academic_client.get(LIST).content.decode()

    assert "since 4 March 2016 until 1 February 2024" in content
    assert "Ann" not in content


def test_the_csv_holds_every_column(academic_client, east):
    Organisation.objects.exclude(pk=east.pk).update(left_on=ENDED, name="West")

    lines = lines_of(academic_client.get(f"{LIST}?format=csv"))

    assert lines == [
        {
            "Organisation": "East",
            "Kind": "Police force",
            "Joined": "2016-03-04",
            "Left": "",
            "Contact points": "Ann; Wim",
        },
        {
            "Organisation": "West",
            "Kind": "University",
            "Joined": "2016-03-04",
            "Left": "2024-02-01",
            "Contact points": "",
        },
    ]


def test_who_has_no_role_learns_whom_to_ask(sign_in, east):
    membership = MembershipFactory(organisation=east, ends_on=ENDED)
    browser = sign_in(membership.user)

    assert f'href="{LIST}"' in browser.get("/home").content.decode()
    assert browser.get(LIST).status_code == 200
