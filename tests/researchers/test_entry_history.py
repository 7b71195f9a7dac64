from uuid import uuid4

import pytest
from django.urls import reverse

from researchers.services import register
from tests.factories import AcademicFactory, DisciplineFactory, ResearcherFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

OWN = reverse("researchers:own-history")


def change(entry):
    entry.statement = "I count tills."
    register.save_expertise(
        entry=entry,
        disciplines=[DisciplineFactory(name="Law")],
        approaches=[],
        looked_at=[],
        by=entry.user,
    )
    for hours in (4, 8):
        register.save_availability(
            entry=entry, capacity={"hours_per_month": hours, "formats": ["bid"]}, by=entry.user
        )


def test_the_person_and_coordinators_read_who_changed_what(
    academic, academic_client, coordinator_client
):
    change(academic.researcher)

    for response in (
        academic_client.get(OWN),
        coordinator_client.get(
            reverse("researchers:person-history", args=[academic.researcher.pk])
        ),
    ):
        assert_well_made(response)
        words = response.content.decode()
        shown = (
            "Discipline added: Law",
            ", by Ada Academic",
            "I count tills.",
            "Hours per month",
            "Write a bid",
        )
        assert [one for one in shown if one not in words] == []


def test_nobody_else_reads_it(academic_client, lead_client):
    other = reverse("researchers:person-history", args=[ResearcherFactory().pk])

    assert [client.get(other).status_code for client in (academic_client, lead_client)] == [403] * 2


def test_of_nobody_there_is_no_history(coordinator_client):
    address = reverse("researchers:person-history", args=[uuid4()])

    assert coordinator_client.get(address).status_code == 404


def test_before_anything_is_saved_there_is_nothing_to_read(sign_in):
    response = sign_in(AcademicFactory()).get(OWN)

    assert_well_made(response)
    assert "Nothing has been written down yet." in response.content.decode()
