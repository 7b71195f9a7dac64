"""Nobody but the person and the verifiers learns of a clearance."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clearances.models import Scheme
from tests.answers import page_of, words_of
from tests.clearances.reading import CEILINGS, PEOPLE, person_page, said
from tests.factories import (
    AcademicFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    PoliceLeadFactory,
    UserFactory,
)
from tests.html_rules import get, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]

OUTSIDERS = [AcademicFactory, PoliceLeadFactory, CoordinatorFactory, UserFactory]


@pytest.mark.parametrize("make", OUTSIDERS)
def test_nobody_else_can_tell_a_clearance_from_one_that_is_not_there(sign_in, make):
    user = make()
    one, own = ClearanceFactory(), ClearanceFactory(person=user)
    browser = sign_in(user)
    pages = [
        PEOPLE,
        f"{PEOPLE}?format=csv",
        CEILINGS,
        person_page(one.person),
        person_page(user),
        reverse("clearances:revoke", args=[one.pk]),
        reverse("clearances:revoke", args=[own.pk]),
    ]

    got = [browser.get(page) for page in pages]
    unknown = browser.get("/nowhere")

    assert {answer.status_code for answer in got} == {404}
    assert {words_of(answer) for answer in got} == {words_of(unknown)}


@pytest.mark.parametrize("make", OUTSIDERS)
def test_no_other_page_mentions_somebodys_clearance(sign_in, make):
    one = ClearanceFactory(person=AcademicFactory(), sponsor__name="Canary Constabulary")
    browser = sign_in(make())

    pages = [browser.get(page) for page in ("/home", "/people", "/people?format=csv", "/account")]

    words = [words_of(page) for page in pages]
    assert [w for w in words if "Canary" in w or one.get_scheme_display() in w] == []


def test_an_account_tells_its_owner_all_that_verifiers_see(sign_in, full_is_sensitive):
    person = AcademicFactory(name="Ann", organisation__name="University of Derby")
    ClearanceFactory(person=person, sponsor__name="Rutland Police")
    ClearanceFactory(person=person, revoked=True, scheme=Scheme.NPPV_1)

    words = said(sign_in(person).get("/account"))

    for part in (
        person.email,
        "Researcher, University of Derby, since 1 January 2024",
        "OFFICIAL-SENSITIVE",
        "until 31 December 2099, sponsored by Rutland Police",
        "NPPV 1 Revoked",
    ):
        assert part in words
    assert "Revoke " not in words


def test_an_account_without_a_role_says_what_is_left(sign_in):
    words = said(sign_in(UserFactory()).get("/account"))

    assert "You belong to no organisation today" in words
    assert "None is recorded." in words


def test_the_name_at_the_top_leads_to_the_account(sign_in):
    user = AcademicFactory(name="Ann")

    links = page_of(sign_in(user).get("/home")).all("a")

    assert [get(link, "href") for link in links if text(link) == "Ann"] == ["/account"]


def test_home_tells_a_verifier_what_waits(client, verifier):
    assert "No clearance ends within 60 days." in said(client.get("/home"))
    for _ in range(2):
        ClearanceFactory(valid_until=timezone.localdate() + timedelta(days=9))
    CeilingChangeFactory()
    CeilingChangeFactory(scheme=Scheme.NPPV_1, proposed_by=verifier)

    words = said(client.get("/home"))

    assert "2 people’s clearances end within 60 days" in words
    assert "One proposal waits for you to confirm" in words


def test_only_verifiers_have_the_menu_entry(client, sign_in):
    menus = [text(page_of(c.get("/home")).all("nav")[0]) for c in (client, sign_in(UserFactory()))]

    assert ["Clearances" in menu for menu in menus] == [True, False]


def test_who_is_not_signed_in_is_asked_to():
    assert Client().get(PEOPLE).status_code == 302
