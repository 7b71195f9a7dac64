"""What people need at events: their own, coordinators', and gone in time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.acting import acting_as
from accounts.models import AccessEvent
from researchers import jobs
from researchers.models import AccessNeeds
from tests.answers import errors_of, lines_of
from tests.factories import AccessNeedsFactory, InterestFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db
PAGE, LIST = "/account/needs", "/access-needs"
TODAY = "%d/%m/%Y"


def said(**changes):
    day = timezone.localdate() + timedelta(days=20)
    return {"access": "A hearing loop", "diet": "", "event_on": day.strftime(TODAY)} | changes


def test_somebody_says_what_they_need_and_changes_it(lead, lead_client):
    lead_client.post(PAGE, said())
    lead_client.post(PAGE, said(diet="No nuts"))

    needs = AccessNeeds.objects.get()
    assert (needs.person, needs.access, needs.diet) == (lead, "A hearing loop", "No nuts")


def test_nothing_said_is_nothing_kept(lead, lead_client):
    AccessNeedsFactory(person=lead)

    answer = lead_client.post(PAGE, said(access="", event_on=""))

    assert (answer.status_code, AccessNeeds.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    ("day", "error"),
    [
        ("", "Enter the last day of the event that you come to"),
        ("1/1/2020", "The day must be today or later"),
        ("soon", "The last day of the event that you come to must be a date, like 20/1/2026"),
    ],
)
def test_a_wrong_day_is_explained_and_what_was_typed_stays(lead_client, day, error):
    answer = lead_client.post(PAGE, said(event_on=day))

    assert answer.status_code == 422
    assert errors_of(answer) == {"event_on": [error]}
    assert "A hearing loop" in answer.content.decode()
    assert_well_made(answer)


def test_a_coordinator_reads_what_everybody_needs_and_that_is_noted(
    coordinator, coordinator_client
):
    needs = AccessNeedsFactory(person__name="Ada")

    answer = coordinator_client.get(LIST)
    (line,) = lines_of(coordinator_client.get(LIST, {"format": "csv"}))

    assert_well_made(answer)
    assert needs.access in answer.content.decode()
    assert (line["Name"], line["Access"]) == ("Ada", needs.access)
    noted = AccessEvent.objects.filter(actor=coordinator.pk, facet="needs")
    assert {event.verb for event in noted} == {"read", "export"}


@pytest.mark.parametrize("who", ["lead_client", "academic_client", "auditor_client"])
def test_nobody_else_reads_the_list(request, who):
    assert request.getfixturevalue(who).get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("factory", "said"),
    [(AccessNeedsFactory, {}), (InterestFactory, {"other_name": "A cousin"})],
)
def test_the_database_shows_others_no_row(factory, said, academic, coordinator, lead):
    row = factory(person=academic, **said)
    table = row._meta.db_table

    def shown(user):
        with acting_as(user.pk), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            return cursor.fetchone()[0]

    assert [shown(user) for user in (academic, coordinator, lead)] == [1, 1, 0]


def test_needs_go_thirty_days_after_the_event():
    today = timezone.localdate()
    kept, _ = (AccessNeedsFactory(event_on=today - timedelta(days=days)) for days in (30, 31))

    with acting_as(None):
        gone = [jobs.purge_needs(), jobs.purge_needs()]

    assert (gone, [*AccessNeeds.objects.all()]) == ([1, 0], [kept])


def test_the_page_shows_what_stands(lead, lead_client):
    AccessNeedsFactory(person=lead, diet="No nuts")

    answer = lead_client.get(PAGE)

    assert_well_made(answer)
    assert "No nuts" in answer.content.decode()
