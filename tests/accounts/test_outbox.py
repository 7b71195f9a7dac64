"""Mails as jobs: nothing is lost, nothing goes out twice by itself, and no words are kept."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as sent
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts import outbox, tasks
from accounts.acting import acting_as
from accounts.models import Invitation, Mail
from accounts.outbox import Letter
from tests.factories import InvitationFactory, MailFactory, UserFactory
from tests.workers import wait_for

State = Mail.State


def deliver(mail):
    """As a worker does: for nobody, as the role of the web server."""
    with acting_as(None):
        tasks.deliver(str(mail.pk))
    mail.refresh_from_db()


def sweep():
    with acting_as(None):
        tasks.sweep()


@pytest.fixture
def rung(monkeypatch):
    """Give the ids that the workers are told of; no worker listens."""
    told = []
    monkeypatch.setattr(
        outbox.current_app, "send_task", lambda _name, arguments, **_: told.append(*arguments)
    )
    return told


@pytest.fixture
def _mails_on(settings):
    settings.MAIL_IS_ON = True


@pytest.mark.django_db
def test_a_mail_that_waits_is_sent_once_however_often_a_worker_comes(mail_server):
    mail = MailFactory()

    for _ in range(3):
        deliver(mail)

    assert [to for to, _ in mail_server.taken] == [[mail.to_address]]
    assert (mail.state, mail.attempts, mail.token, mail.note) == (State.SENT, 1, None, "")
    assert mail.ended_at is not None


@pytest.mark.django_db
def test_a_mail_to_a_person_goes_to_the_address_they_have_by_then(mail_server):
    person = UserFactory(email="new@force.example")
    mail = MailFactory(kind="confirmed", to=person, to_address="", about=person.pk)
    type(person).objects.filter(pk=person.pk).update(email="newer@force.example")

    deliver(mail)

    assert [to for to, _ in mail_server.taken] == [["newer@force.example"]]


@pytest.mark.django_db
def test_a_server_that_is_away_leaves_it_waiting_and_nothing_uncertain(mail_server):
    mail = MailFactory()
    mail_server.stop()

    deliver(mail)

    assert (mail.state, mail.attempts) == (State.QUEUED, 0)


@pytest.mark.django_db
def test_a_server_that_says_later_is_asked_again_later(mail_server, rung):
    mail = MailFactory()
    mail_server.refuses = True
    deliver(mail)
    assert (mail.state, mail.note) == (State.QUEUED, "The mail server asked to try later.")
    sweep()
    assert rung == []

    mail_server.refuses = False
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        sweep()
        deliver(mail)

    assert (rung, mail.state, len(mail_server.taken)) == ([str(mail.pk)], State.SENT, 1)


@pytest.mark.django_db
def test_a_server_that_says_later_ten_times_is_believed(mail_server):
    mail = MailFactory(attempts=Mail.MOST_ATTEMPTS - 1)
    mail_server.refuses = True

    deliver(mail)

    assert (mail.state, mail.note) == (State.FAILED, "The mail server refused it.")


@pytest.mark.django_db
def test_what_a_server_refuses_for_good_is_not_tried_again(mail_server):
    mail = MailFactory()
    mail_server.refuses = "for good"

    deliver(mail)

    assert (mail.state, mail.attempts) == (State.FAILED, 1)


@pytest.mark.django_db
def test_a_line_that_breaks_while_sending_leaves_it_uncertain_and_it_is_never_sent_again(
    mail_server, rung
):
    mail = MailFactory()
    mail_server.refuses = "hang up"
    deliver(mail)
    assert mail.state == State.UNCERTAIN
    assert mail.note == "The line to the mail server broke: SMTPServerDisconnected."

    mail_server.refuses = False
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        sweep()
        deliver(mail)

    assert (rung, mail.state, mail_server.taken) == ([], State.UNCERTAIN, [])


class PowerCut(BaseException):
    """What ends a worker between two lines."""


@pytest.mark.django_db
def test_a_worker_that_dies_while_sending_leaves_it_uncertain_after_its_lease(
    mail_server, rung, monkeypatch
):
    mail = MailFactory()

    def dies(**_):
        raise PowerCut

    with monkeypatch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(outbox.door, "send", dies)
        deliver(mail)
    sweep()
    mail.refresh_from_db()
    assert mail.state == State.SENDING

    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        sweep()
        deliver(mail)

    assert (mail.state, mail.note) == (State.UNCERTAIN, "The worker ended while sending.")
    assert (rung, mail_server.taken) == ([], [])


@pytest.mark.django_db
def test_what_is_not_needed_any_more_is_dropped_when_its_turn_comes(mail_server):
    mail = MailFactory()
    Invitation.objects.update(revoked_at=timezone.now())

    deliver(mail)

    assert (mail.state, mail_server.taken) == (State.DROPPED, [])


@pytest.mark.django_db
def test_while_mails_are_off_rows_wait_and_nobody_is_rung_for(rung):
    mail = MailFactory()

    sweep()
    deliver(mail)

    assert (mail.state, rung, sent.outbox) == (State.QUEUED, [], [])


@pytest.mark.django_db
@pytest.mark.usefixtures("_mails_on")
def test_the_sweep_rings_for_what_waits_and_not_twice_within_half_a_minute(rung):
    mail = MailFactory()

    sweep()
    sweep()
    assert rung == [str(mail.pk)]

    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        sweep()
    assert rung == [str(mail.pk)] * 2


@pytest.mark.django_db
@pytest.mark.usefixtures("_mails_on")
def test_one_sweep_rings_for_so_many_at_most(rung, monkeypatch):
    monkeypatch.setattr(outbox, "MOST_RINGS_A_SWEEP", 2)
    MailFactory.create_batch(3)

    sweep()
    assert len(rung) == 2
    sweep()
    assert len(set(rung)) == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("_mails_on")
def test_a_queue_that_is_away_loses_nothing(monkeypatch, django_capture_on_commit_callbacks):
    invitation = InvitationFactory()

    def away(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox.current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True) as done:
        mail = outbox.queue(kind="invitation", to="a@b.example", about=invitation.pk)

    assert len(done) == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert list(Mail.objects.due()) == [mail]


@pytest.mark.django_db
@pytest.mark.usefixtures("_mails_on")
def test_workers_are_told_once_the_transaction_has_ended(rung, django_capture_on_commit_callbacks):
    person = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        mail = outbox.queue(kind="confirmed", to=person, about=person.pk, by=person)
        assert rung == []

    assert rung == [str(mail.pk)]
    assert (mail.to, mail.to_address, mail.by) == (person, "", person)


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["a@b.example", None])
def test_what_is_under_way_already_is_not_queued_twice(to):
    to = to or UserFactory()
    about = InvitationFactory().pk

    first, second = (outbox.queue(kind="invitation", to=to, about=about) for _ in range(2))
    assert first == second

    Mail.objects.filter(pk=first.pk).update(state=State.SENT, ended_at=timezone.now())
    assert outbox.queue(kind="invitation", to=to, about=about) != first


@pytest.mark.django_db
def test_a_mail_that_nobody_writes_is_not_queued():
    with pytest.raises(KeyError):
        outbox.queue(kind="no such kind", to="a@b.example", about=InvitationFactory().pk)


@pytest.mark.django_db
def test_an_app_registers_a_kind_with_the_function_that_writes_it(mail_server, monkeypatch):
    monkeypatch.setattr(outbox, "_writers", {})

    @outbox.kind("greeting")
    def greeting(mail):
        return Letter("Greetings", f"About {mail.about}.")

    mail = outbox.queue(kind="greeting", to="a@b.example", about=UserFactory().pk)
    deliver(mail)

    ((to, raw),) = mail_server.taken
    assert to == ["a@b.example"]
    assert f"About {mail.about}." in raw
    assert "Subject: Greetings" in raw


@pytest.mark.django_db
def test_no_word_of_a_mail_is_kept():
    fields = {field.name for field in Mail._meta.get_fields()}

    assert not fields & {"subject", "words", "body"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"to_address": ""},
        {"state": "sending"},
        {"state": "sent"},
        {"ended_at": timezone.now()},
    ],
)
def test_the_database_keeps_rows_that_make_sense(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        MailFactory(**wrong)


@pytest.mark.django_db
def test_old_mails_are_taken_away_since_they_hold_addresses():
    long_ago = timezone.now() - timedelta(days=91)
    MailFactory(state=State.SENT, ended_at=long_ago)
    recent = MailFactory(state=State.SENT, ended_at=timezone.now())
    waits = MailFactory(queued_at=long_ago)

    tasks.tidy()

    assert set(Mail.objects.all()) == {recent, waits}


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_sends(mail_server, monkeypatch):
    mail = MailFactory()
    both = threading.Barrier(2, timeout=20)
    open_line = outbox.door.open_line

    def together():
        both.wait()  # both have found the row waiting
        return open_line()

    monkeypatch.setattr(outbox.door, "open_line", together)

    def work():
        try:
            with acting_as(None):
                tasks.deliver(str(mail.pk))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)

    assert wait_for(lambda: Mail.objects.get().state == State.SENT, seconds=20)
    assert len(mail_server.taken) == 1
