"""The commands that set-up and containers call."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from empac import canary
from empac.checkout_lock import AlreadyRunning
from empac.frontend import Frontend, FrontendError
from empac.launch import Launch
from seeds.sign_ins import DEMO_PASSWORD, SIGN_INS


def call(*arguments, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_prepare_data_leaves_every_sign_in_that_up_prints_working():
    said = call("prepare_data", verbosity=0)
    assert "load_demo took" in said
    for _, email in SIGN_INS:
        assert User.objects.get(email=email).check_password(DEMO_PASSWORD)


@pytest.mark.django_db
def test_prepare_data_loads_nobody_where_no_demo_is_wanted():
    call("prepare_data", "--no-demo", verbosity=0)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_prepare_data_gives_the_products_role_the_password_it_was_given(settings):
    settings.WEB_DB_PASSWORD = 'it\'s "quoted"'
    call("prepare_data", "--no-demo", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolcanlogin, rolpassword LIKE 'SCRAM-SHA-256$%'"
            " FROM pg_authid WHERE rolname = 'empac_web'"
        )
        assert cursor.fetchone() == (True, True)


@pytest.mark.django_db
def test_wait_for_db_returns_once_it_answers():
    assert call("wait_for_db") == ""


@pytest.mark.usefixtures("dead_database")
def test_wait_for_db_gives_up_with_what_the_database_said():
    with pytest.raises(CommandError, match="within 0 seconds: "):
        call("wait_for_db", "--seconds=0.1")


@pytest.mark.django_db
def test_check_worker_is_content_once_one_was_heard():
    canary.sing()
    assert call("check_worker") == ""


@pytest.mark.django_db
def test_check_worker_names_silence_and_a_queue_that_is_away(settings):
    with canary._store() as store:
        store.delete(canary._KEY)
    with pytest.raises(CommandError, match="No worker has been heard"):
        call("check_worker")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(CommandError, match="The queue does not answer"):
        call("check_worker")


@pytest.mark.parametrize(
    ("current", "said"), [(True, "is built already"), (False, "The front end is built")]
)
def test_build_assets_builds_what_is_not_current(monkeypatch, current, said):
    built = []
    monkeypatch.setattr(Frontend, "is_current", lambda _self: current)
    monkeypatch.setattr(Frontend, "build", lambda _self: built.append(1))
    assert said in call("build_assets")
    assert bool(built) is not current


def test_build_assets_fails_with_the_reason(monkeypatch):
    def fail(_self):
        message = "no Node"
        raise FrontendError(message)

    monkeypatch.setattr(Frontend, "is_current", lambda _self: False)
    monkeypatch.setattr(Frontend, "build", fail)
    with pytest.raises(CommandError, match="no Node"):
        call("build_assets")


def test_up_prints_a_sign_in_for_each_role_and_ends_with_one_sentence(monkeypatch):
    welcomes = []

    def refuse(_self, welcome):
        welcomes.append(list(welcome))
        message = "Already running from this folder: process 7. Stop that one first."
        raise AlreadyRunning(message)

    monkeypatch.setattr(Launch, "run", refuse)
    with pytest.raises(CommandError, match=r"process 7\. Stop that one first"):
        call("up")
    with pytest.raises(CommandError, match="process 7"):
        call("up", "--no-demo")
    with_demo, without = welcomes
    assert all(any(email in line for line in with_demo) for _, email in SIGN_INS)
    assert without == []
