"""Asking for people, watching the work and stopping it, as pages."""

import pytest

from matching.models import MatchRun
from tests.factories import MatchRunFactory, PoliceLeadFactory, QuestionFactory
from tests.matching.reading import address, page, words

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def test_people_are_looked_for_by_a_press_of_the_button_only(coordinator_client):
    question = QuestionFactory(shared=True)
    find = f"/questions/{question.pk}/find-people"
    assert coordinator_client.get(find).status_code == 405
    assert not MatchRun.objects.exists()
    for _ in range(2):
        response = coordinator_client.post(find)
        assert (response.status_code, response["Location"]) == (302, address(question))
    run = MatchRun.objects.get()
    assert (run.state, run.requested_by.name) == ("queued", "Cora Coordinator")


def test_progress_is_a_fragment_that_asks_again_until_it_is_over(coordinator_client):
    run = MatchRunFactory(running=True, done=3, total=9)
    response = coordinator_client.get(f"/runs/{run.pk}", headers=HTMX)
    html = response.content.decode()
    assert "Step 1 of 2: reading profiles" in html
    assert "3 of 9 texts read." in html
    assert f'hx-get="/runs/{run.pk}"' in html
    assert "<html" not in html
    assert "HX-Refresh" not in response
    for state in ("done", "failed", "cancelled"):
        MatchRun.objects.update(state=state)
        over = coordinator_client.get(f"/runs/{run.pk}", headers=HTMX)
        assert over["HX-Refresh"] == "true"
        assert "hx-get" not in over.content.decode()


def test_who_opens_the_fragment_itself_is_led_to_its_page(coordinator_client):
    run = MatchRunFactory(running=True)
    assert coordinator_client.get(f"/runs/{run.pk}").url == address(run.question)


def test_a_run_can_be_stopped_from_its_page(coordinator_client):
    run = MatchRunFactory(running=True, done=3, total=9)
    stop = f"/runs/{run.pk}/cancel"
    assert f'action="{stop}"' in page(coordinator_client, run.question).content.decode()
    assert coordinator_client.get(stop).status_code == 405
    said = words(coordinator_client.post(stop, follow=True))
    assert "Stopped. Nothing was changed." in said
    assert "The last search was stopped on" in said


def test_who_stops_a_run_too_late_is_told(coordinator_client):
    run = MatchRunFactory()
    said = words(coordinator_client.post(f"/runs/{run.pk}/cancel", follow=True))
    assert "It was over before it could be stopped." in said
    run.refresh_from_db()
    assert run.state == "done"


def force_of(lead):
    return lead.memberships.get().organisation


def test_an_owner_looks_for_people_with_all_the_words_and_nobody_else_sees_who(
    lead, lead_client, coordinator_client
):
    question = QuestionFactory(posted_by=lead)
    lead_client.post(f"/questions/{question.pk}/find-people")
    run = MatchRun.objects.get()
    assert (run.basis, run.requested_by) == ("full-text", lead)
    for client, status in ((lead_client, 200), (coordinator_client, 404)):
        assert client.get(address(question)).status_code == status
    assert b"Shortlist<" not in lead_client.get(address(question)).content


def test_runs_and_lists_are_for_coordinators_and_owners(lead_client, academic_client, lead):
    run = MatchRunFactory(question__posted_by=PoliceLeadFactory(organisation=force_of(lead)))
    for client in (lead_client, academic_client):
        for refused in (
            client.get(address(run.question)),
            client.get(f"/runs/{run.pk}"),
            client.post(f"/runs/{run.pk}/cancel"),
            client.post(f"/questions/{run.question.pk}/find-people"),
        ):
            assert refused.status_code == 404
