"""What a machine is told about the process, the database and the worker."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import RequestFactory
from django.utils import timezone

from empac import canary, health, tasks
from tests.factories import AccessEventFactory, MatchRunFactory


def ask(view):
    response = view(RequestFactory().get("/"))
    return response.status_code, response.content.decode().strip()


@pytest.fixture
def dead_queue(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


@pytest.fixture
def silence():
    """No worker has been heard, before the test or after it."""
    with canary._store() as store:
        store.delete(canary._KEY)
        yield store
        store.delete(canary._KEY)


def test_livez_touches_nothing(dead_queue):
    assert ask(health.livez) == (200, "alive")  # pytest-django would refuse a query


@pytest.mark.django_db
def test_readyz_is_well_once_the_migrations_have_run():
    assert ask(health.readyz) == (200, "ready")


@pytest.mark.django_db
def test_readyz_counts_the_migrations_that_wait():
    with connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert ask(health.readyz) == (503, "1 migrations have not been run")


@pytest.mark.django_db
def test_the_worker_is_unheard_then_well_then_silent_too_long(silence):
    assert ask(health.worker) == (503, "no worker has been heard yet")
    tasks.sing()
    assert ask(health.worker) == (200, "a worker was heard 0 s ago; the access log is sealed")
    silence.set(canary._KEY, repr(time.time() - 300))
    assert ask(health.worker) == (503, "a worker was heard 300 s ago; the access log is sealed")


def test_the_worker_cannot_be_judged_while_the_queue_is_away(dead_queue):
    assert ask(health.worker) == (503, "the queue does not answer")


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "status"), [(60, 200), (299, 200), (301, 503)])
def test_the_worker_is_unwell_when_the_access_log_waits_long_for_its_seal(silence, age, status):
    tasks.sing()
    with time_machine.travel(0, tick=False):
        AccessEventFactory(at=timezone.now() - timedelta(seconds=age))
        silence.set(canary._KEY, repr(time.time()))
        said = f"a worker was heard 0 s ago; the access log waits {age} s for its seal"
        assert ask(health.worker) == (status, said)


@pytest.mark.usefixtures("dead_database")
def test_the_worker_cannot_be_judged_while_the_database_is_away(silence):
    tasks.sing()
    assert ask(health.worker) == (503, "the database does not answer")


def test_answers_are_never_kept():
    assert "no-store" in health.livez(RequestFactory().get("/")).headers["Cache-Control"]


@pytest.mark.django_db
def test_a_worker_with_a_long_run_in_hand_is_heard(silence):
    MatchRunFactory(running=True)
    assert ask(health.worker) == (200, "a worker was heard 0 s ago; the access log is sealed")
