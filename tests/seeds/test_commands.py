import json
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import Membership, Organisation, User
from accounts.permissions import Role
from clearances.ceilings import ceiling
from clearances.models import Clearance
from priorities.models import Question, Reading, Theme
from researchers.models import Approach, Discipline, Output, Researcher
from seeds.reference import DATA, TABLES
from seeds.sign_ins import DEMO_PASSWORD, SIGN_INS
from tests.answers import page_of
from tests.html_rules import assert_well_made, text

pytestmark = pytest.mark.django_db

THERE = (
    "66 researchers, 12 police leads, 2 coordinators, 2 vetting verifiers, 2 auditors, 25 questions"
)
REFERENCE = {
    name: DATA / "reference" / f"{name}.json" for name in (*TABLES, "approaches", "ceilings")
}


def run(command):
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue().strip()


def counts():
    ours = ("accounts", "clearances", "researchers", "priorities", "matching")
    models = [model for app in ours for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: model.objects.count() for model in models}


def ids():
    models = (User, Researcher, Output)
    return {model: {*model.objects.values_list("pk", flat=True)} for model in models}


@pytest.fixture
def demo():
    run("load_demo")


def test_load_reference_says_what_it_added_and_adds_nothing_twice():
    first = run("load_reference")
    before = counts()

    second = run("load_reference")

    rows = {name: len(json.loads(path.read_text())) for name, path in REFERENCE.items()}
    assert first == ", ".join(f"{count} {name} added" for name, count in rows.items())
    assert second == ", ".join(f"0 {name} added" for name in rows)
    assert counts() == before


def test_parts_of_approaches_stand_under_their_wide_one():
    run("load_reference")

    Approach.objects.filter(slug="grounded-theory").delete()
    run("load_reference")

    part = Approach.objects.get(slug="grounded-theory")
    assert part.parent == Approach.objects.get(slug="social-science")
    for approach in Approach.objects.all():
        approach.full_clean()


def test_load_reference_leaves_what_people_have_edited():
    run("load_reference")
    Organisation.objects.filter(slug="derby").update(short_name="Our Derby")
    Theme.objects.filter(slug="protection").update(name="Guarding", ends_on=date(2099, 1, 1))
    Discipline.objects.filter(slug="law").delete()

    said = run("load_reference")

    assert said.endswith(
        "0 themes added, 1 disciplines added, 0 approaches added, 0 ceilings added"
    )
    assert Organisation.objects.get(slug="derby").short_name == "Our Derby"
    assert Theme.objects.get(slug="protection").name == "Guarding"


def test_load_demo_twice_leaves_everything_as_it_was():
    first = run("load_demo")
    before = counts()

    second = run("load_demo")

    assert first == second == THERE
    assert counts() == before


@pytest.mark.usefixtures("demo")
def test_load_demo_leaves_what_people_have_edited():
    person = Researcher.objects.exclude(outputs=None).first()
    Researcher.objects.filter(pk=person.pk).update(statement="I changed my mind.")
    person.outputs.first().delete()
    User.objects.filter(pk=person.user_id).update(name="A new name", is_active=False)
    Reading.objects.first().delete()
    before = counts()

    run("load_demo")

    person.refresh_from_db()
    assert (person.statement, person.user.name) == ("I changed my mind.", "A new name")
    assert counts() == before


@pytest.mark.usefixtures("demo")
def test_load_demo_leaves_memberships_that_ended_or_were_taken_up_again():
    ended, again = Membership.objects.filter(role=Role.POLICE_LEAD)[:2]
    for membership in (ended, again):
        membership.ends_on = date(2025, 1, 1)
        membership.save()
    again.pk, again.starts_on, again.ends_on = None, date(2026, 1, 1), None
    again.save()
    before = counts()

    run("load_demo")

    assert counts() == before


@pytest.mark.usefixtures("demo")
def test_load_demo_bears_a_lead_who_changed_their_name():
    User.objects.filter(memberships__role=Role.POLICE_LEAD).update(name="Alex")

    run("load_demo")

    assert Question.objects.count() == 25


@pytest.mark.usefixtures("demo")
def test_nobody_has_an_address_that_could_be_somebodys():
    assert [user.email for user in User.objects.all() if not user.email.endswith(".example")] == []


@pytest.mark.usefixtures("demo")
def test_every_force_and_the_unit_have_leads_and_every_university_researchers():
    police = Organisation.objects.filter(kind__in=["force", "unit"])
    universities = Organisation.objects.filter(kind="university")

    leads = Organisation.objects.filter(memberships__role=Role.POLICE_LEAD)
    homes = Organisation.objects.filter(pk__in=Researcher.objects.values("organisation"))
    assert set(leads) == set(police)
    assert set(homes) >= set(universities)
    assert universities.count() == 8


@pytest.mark.usefixtures("demo")
def test_every_organisation_with_members_has_one_contact_point():
    with_members = Organisation.objects.exclude(memberships=None).with_contact_points()

    assert {len(organisation.contact_points) for organisation in with_members} == {1}


@pytest.mark.usefixtures("demo")
def test_every_researcher_has_one_primary_discipline_and_a_membership():
    everybody = Researcher.objects.for_listing().select_related("user")

    assert [person for person in everybody if person.primary_discipline is None] == []
    assert [person for person in everybody if person.user.roles != {Role.ACADEMIC}] == []


@pytest.mark.usefixtures("demo")
def test_load_demo_on_a_later_day_leaves_clearances_as_they_are():
    before = list(Clearance.objects.values_list("submission", "valid_until"))

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        run("load_demo")

    assert list(Clearance.objects.values_list("submission", "valid_until")) == before


@pytest.mark.usefixtures("demo")
def test_clearances_of_every_state_are_there_and_the_researcher_who_signs_in_has_none():
    states = [clearance.state for clearance in Clearance.objects.select_related("revocation")]
    ewan = User.objects.get(email=dict(SIGN_INS)["Researcher"])

    assert {*states} == {Clearance.State.LIVE, Clearance.State.ENDED, Clearance.State.REVOKED}
    assert Clearance.objects.ending(timezone.localdate()).exists()
    assert not Clearance.objects.filter(person=ewan).exists()
    assert ceiling(ewan) is Marking.OFFICIAL


@pytest.mark.usefixtures("demo")
def test_every_question_shows_its_source_and_its_licence(coordinator_client):
    for question in Question.objects.all():
        response = coordinator_client.get(reverse("priorities:question", args=[question.pk]))

        assert_well_made(response)
        words = text(page_of(response).elements[0])
        source = question.summary
        shown = (source.source_title, source.source_licence)
        assert [part for part in shown if " ".join(part.split()) not in words] == []
        assert f'href="{source.source_url}"' in response.content.decode().replace("&amp;", "&")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("role", "email"), SIGN_INS)
def test_each_sign_in_that_is_printed_opens_the_home_of_its_role(role, email):
    response = Client().post("/", {"username": email, "password": DEMO_PASSWORD}, follow=True)

    assert response.redirect_chain == [("/home", 302)]
    assert response.context["user"].role_words == role


@pytest.mark.usefixtures("demo")
def test_some_questions_are_read_under_a_theme_and_some_are_not():
    assert Reading.objects.count() == 12
    assert Question.objects.filter(readings=None).count() == 13


def test_everybody_has_the_same_id_on_every_machine():
    with transaction.atomic():
        run("load_demo")
        first = ids()
        transaction.set_rollback(True)

    run("load_demo")

    assert ids() == first
