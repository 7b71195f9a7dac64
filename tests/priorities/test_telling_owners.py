"""The mail that tells owners that two coordinators let somebody into their question."""

import email
import threading
from datetime import date, timedelta

import pytest
from django.core import mail as outbox
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.acting import acting_as
from accounts.markings import Marking
from priorities import jobs, tasks
from priorities.models import BreakGlass
from tests.factories import BreakGlassFactory, CoordinatorFactory, PoliceLeadFactory
from tests.workers import wait_for

# Its own marking, not the question's.
BODY = """\
OFFICIAL

Somebody was let into one of your questions for four hours by two coordinators. \
Sign in to see which.

https://connect.example.org/home

This message was sent by EMPAC Connect. Nobody reads answers to it.

OFFICIAL
"""


@pytest.fixture
def server(mail_server):
    return mail_server


@pytest.fixture
def _on(settings):
    settings.MAIL_IS_ON = True


def run(job, *arguments):
    """Do it as a worker does: for nobody, as the role of the web server."""
    with acting_as(None):
        return job(*arguments)


@pytest.mark.django_db
def test_every_owner_gets_a_mail_of_their_own_without_a_word_of_the_question(server):
    glass = BreakGlassFactory(
        broken=True,
        question__words="Why do the tills never empty?",
        question__marking=Marking.OFFICIAL_SENSITIVE,
    )
    question, other = glass.question, PoliceLeadFactory(name="Other Owner")
    question.co_owners.add(other)

    run(tasks.tell, str(glass.pk))

    glass.refresh_from_db()
    assert glass.told_at is not None
    assert sorted(to for to, _ in server.taken) == sorted([[question.lead.email], [other.email]])
    for (to,), raw in server.taken:
        message = email.message_from_string(raw)
        assert message["To"] == to
        assert message["Subject"] == "Somebody was let into one of your questions"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message.get_payload().replace("\r", "") == BODY
        assert [words for words in private(glass) if words in raw.replace(to, "")] == []


def private(glass):
    """Give all that the mail must not say: whose question, of what, and who opened it why."""
    question = glass.question
    people = [question.lead, glass.proposed_by, glass.confirmed_by]
    ids = [question.pk, glass.pk, *(person.pk for person in people)]
    names = [question.organisation.name, question.organisation.short_name]
    words = ["tills", "SENSITIVE", glass.reason, *names, *(person.name for person in people)]
    return [*map(str, ids), *words]


@pytest.mark.django_db
def test_whoever_is_told_is_told_once(server):
    glass = BreakGlassFactory(broken=True)

    for _ in range(3):
        run(tasks.tell, str(glass.pk))

    assert len(server.taken) == 1
    assert run(jobs.due) == []


@pytest.mark.django_db
def test_a_mail_that_is_refused_stays_due_and_goes_out_later(server):
    glass = BreakGlassFactory(broken=True)
    server.refuses = True
    run(tasks.tell, str(glass.pk))
    assert run(jobs.due) == [glass.pk]

    server.refuses = False
    run(tasks.tell, str(glass.pk))

    assert len(server.taken) == 1
    assert run(jobs.due) == []


@pytest.mark.django_db
def test_a_mail_server_that_is_away_leaves_it_due(server):
    glass = BreakGlassFactory(broken=True)
    server.stop()

    run(tasks.tell, str(glass.pk))

    assert run(jobs.due) == [glass.pk]


class PowerCut(BaseException):
    """What ends a worker between two lines."""


@pytest.mark.django_db
@pytest.mark.usefixtures("_on")
def test_a_crash_between_sending_and_marking_sends_twice_and_never_not_at_all():
    glass, sent = BreakGlassFactory(broken=True), []

    def then_crash(owner):
        sent.append(owner)
        raise PowerCut

    with pytest.raises(PowerCut):
        run(jobs.tell, glass.pk, then_crash)
    assert run(jobs.due) == [glass.pk]

    assert run(jobs.tell, glass.pk, sent.append)
    assert sent == [glass.question.lead, glass.question.lead]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [{}, {"dropped": True}])
def test_what_nobody_confirmed_is_told_to_nobody(server, kind):
    glass = BreakGlassFactory()
    if kind:
        now = timezone.now()
        BreakGlass.objects.update(dropped_by=CoordinatorFactory(), dropped_at=now)

    run(tasks.tell, str(glass.pk))

    assert (server.taken, run(jobs.due)) == ([], [])


@pytest.mark.django_db
def test_a_question_without_an_owner_waits_for_one(server):
    glass = BreakGlassFactory(broken=True)
    question, gone = glass.question, glass.question.lead
    gone.memberships.update(ends_on=date(2024, 2, 1))

    run(tasks.tell, str(glass.pk))
    assert server.taken == []
    question.lead = PoliceLeadFactory(organisation=question.organisation)
    question.save()
    run(tasks.tell, str(glass.pk))

    assert [to for to, _ in server.taken] == [[question.lead.email]]


@pytest.mark.django_db
def test_while_mails_are_off_nobody_is_told_and_nothing_is_marked():
    glass = BreakGlassFactory(broken=True)

    run(tasks.tell, str(glass.pk))
    run(tasks.sweep)

    glass.refresh_from_db()
    assert (glass.told_at, outbox.outbox) == (None, [])


@pytest.mark.django_db
def test_the_sweep_rings_for_those_who_are_due_by_id_alone(server, monkeypatch):
    due = BreakGlassFactory(broken=True)
    BreakGlassFactory(broken=True, told_at=timezone.now() + timedelta(seconds=1))
    rung = []
    monkeypatch.setattr(tasks.tell, "apply_async", lambda arguments, **_: rung.append(arguments))

    run(tasks.sweep)

    assert rung == [(str(due.pk),)]


@pytest.mark.django_db
@pytest.mark.usefixtures("_on")
def test_a_queue_that_is_away_stops_nobody_from_opening(
    sign_in, monkeypatch, django_capture_on_commit_callbacks
):
    glass = BreakGlassFactory()

    def away(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(tasks.tell, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True) as rung:
        answer = sign_in(CoordinatorFactory()).post(
            reverse("priorities:glass-settle", args=[glass.pk])
        )

    assert (answer.status_code, len(rung)) == (302, 1)
    assert run(jobs.due) == [glass.pk]


@pytest.mark.django_db
def test_the_owner_is_told_on_the_page_whether_a_mail_went_out(server, sign_in):
    glass = BreakGlassFactory(broken=True)
    address = reverse("priorities:question", args=[glass.question_id])
    owner = sign_in(glass.question.lead)

    before = owner.get(address).content.decode()
    run(tasks.tell, str(glass.pk))
    after = owner.get(address).content.decode()

    assert "A mail about it is on its way" in before
    assert "told by mail on" in after


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_sends():
    glass = BreakGlassFactory(broken=True)
    sent, holds, go_on = [], threading.Event(), threading.Event()

    def slowly(owner):
        holds.set()
        go_on.wait(20)
        sent.append(owner.pk)

    def work(send, answers):
        try:
            answers.append(run(jobs.tell, glass.pk, send))
        finally:
            connections.close_all()

    answers = []
    first = threading.Thread(target=work, args=(slowly, answers))
    first.start()
    assert holds.wait(20)
    second = threading.Thread(target=work, args=(lambda o: sent.append(o.pk), answers))
    second.start()
    assert wait_for(lambda: waiting() == 1, seconds=20)
    go_on.set()
    first.join(20)
    second.join(20)

    assert sent == [glass.question.lead_id]
    assert sorted(answers) == [False, True]


def waiting():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]
