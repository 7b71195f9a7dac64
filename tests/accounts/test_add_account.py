import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, User
from accounts.permissions import Permission
from tests.factories import OrganisationFactory, UserFactory

GOOD = "three lamps by the canal\n"


def add(monkeypatch, password=GOOD, **changed):
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    wanted = {"name": "Ada Quill", "organisation": "emsou", "role": "coordinator"} | changed
    call_command("add_account", wanted.pop("email", "Ada@emsou.example"), **wanted)


@pytest.fixture(autouse=True)
def emsou(db):
    return OrganisationFactory(slug="emsou")


def test_the_person_can_sign_in_and_do_what_the_role_allows(monkeypatch):
    add(monkeypatch)
    user = User.objects.get(email="ada@emsou.example")
    assert user.check_password(GOOD.strip())
    assert user.can(Permission.MATCH_RUN)


@pytest.mark.parametrize("is_contact_point", [True, False])
def test_the_person_is_a_contact_point_where_that_is_asked(monkeypatch, is_contact_point):
    add(monkeypatch, contact_point=is_contact_point)

    assert Membership.objects.get().is_contact_point == is_contact_point


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"password": "short\n"}, "15 characters"),
        ({"organisation": "nowhere"}, "there are: emsou"),
        ({"email": "not an address"}, "valid email"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(monkeypatch, changed, told):
    with pytest.raises(CommandError, match=told):
        add(monkeypatch, **changed)
    assert not User.objects.exists()


def test_an_address_that_is_taken_is_refused(monkeypatch):
    UserFactory(email="ada@emsou.example")
    with pytest.raises(CommandError, match="already exists"):
        add(monkeypatch)
    assert User.objects.count() == 1
