"""Of a mail in doubt a person says what is to be: once, and nothing goes out twice by itself."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Mail
from tests.answers import lines_of, words_of
from tests.factories import LostMailFactory, MailFactory

pytestmark = pytest.mark.django_db

MAILS = "/mails"
State = Mail.State


@pytest.fixture
def lost():
    return LostMailFactory(to_address="ann@university.example", note="The line broke.")


def settle(client, mail, answer):
    return client.post(reverse("accounts:mail-settle", args=[mail.pk]), {"is": answer}, follow=True)


def test_what_perhaps_arrived_stands_on_a_page_and_on_home(lost, coordinator_client):
    MailFactory(to_address="waits@university.example")

    page = words_of(coordinator_client.get(MAILS))
    [line] = lines_of(coordinator_client.get(MAILS, {"format": "csv"}))

    assert ("ann@university.example" in page, "waits@" in page) == (True, False)
    assert (line["Mail"], line["What is known"]) == ("Invitation", "Perhaps sent")
    assert "One mail has perhaps not arrived" in words_of(coordinator_client.get("/home"))


def test_one_that_arrived_is_left_at_that(lost, coordinator_client):
    assert "Noted: it arrived." in words_of(settle(coordinator_client, lost, "arrived"))

    lost.refresh_from_db()
    assert (lost.state, Mail.objects.count()) == (State.SENT, 1)
    assert AuditEvent.objects.filter(action="mail.arrived", target_id=str(lost.pk)).exists()


def test_one_that_did_not_is_sent_once_more_however_often_it_is_clicked(lost, coordinator_client):
    settle(coordinator_client, lost, "again")
    said = words_of(settle(coordinator_client, lost, "again"))

    lost.refresh_from_db()
    again = Mail.objects.exclude(pk=lost.pk).get()
    assert (lost.state, again.state) == (State.DROPPED, State.QUEUED)
    assert (again.kind, again.about, again.to_address) == (lost.kind, lost.about, lost.to_address)
    assert "Somebody has settled this already." in said


def test_what_was_never_in_doubt_is_not_settled(coordinator_client):
    mail = MailFactory()

    settle(coordinator_client, mail, "again")

    mail.refresh_from_db()
    assert (mail.state, Mail.objects.count()) == (State.QUEUED, 1)


def test_what_was_sent_once_more_by_other_means_is_in_doubt_no_longer(lost, coordinator_client):
    MailFactory(kind=lost.kind, about=lost.about, to_address=lost.to_address)
    other = LostMailFactory()

    page = words_of(coordinator_client.get(MAILS))

    assert (lost.to_address in page, other.to_address in page) == (False, True)
