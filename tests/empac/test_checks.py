"""What serves people refuses to start as a role that could see past the database's rules."""

import os
import subprocess
import sys
import uuid
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.backends.signals import connection_created

from empac import checks
from tests.workers import database_url

pytestmark = pytest.mark.django_db

CELERY = [sys.executable, "-m", "celery", "--app", "empac"]
STARTS = {
    "web": [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "empac.wsgi:application"],
    "worker": [*CELERY, "worker", "--pool", "solo"],
    "beat": [*CELERY, "beat", "--schedule", "celerybeat"],
}


def owner():
    login = psycopg2.connect(database_url("OWNER_DATABASE_URL"))
    login.autocommit = True
    return closing(login)


@contextmanager
def login(options: str, *then: str):
    """The address of a role made for one test with these options, after statements on {role}."""
    role = f"test_{uuid.uuid4().hex[:12]}"
    with owner() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'test' {options}")
        try:
            for statement in then:
                cursor.execute(statement.format(role=role))
            parts = urlsplit(database_url("OWNER_DATABASE_URL"))
            place = f"{role}:test@{parts.netloc.rpartition('@')[2]}"
            yield urlunsplit(parts._replace(netloc=place))
        finally:
            cursor.execute(f"DROP OWNED BY {role} CASCADE; DROP ROLE {role}")


def faults(url: str) -> str:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        return " ".join(checks.faults(cursor))


def test_the_role_of_the_product_has_no_fault_and_the_owner_has():
    assert faults(database_url("WEB_DATABASE_URL")) == ""
    assert "The role empac is a superuser" in faults(database_url("OWNER_DATABASE_URL"))


@pytest.mark.parametrize(
    ("options", "then", "named"),
    [
        ("", [], ""),
        ("", ["GRANT empac_web TO {role}"], ""),
        ("SUPERUSER", [], "is a superuser"),
        ("BYPASSRLS", [], "bypasses row-level security"),
        ("CREATEROLE", [], "may make roles"),
        ("IN ROLE empac_backup", [], "bypasses row-level security or can become a role that does"),
        ("NOINHERIT IN ROLE empac_backup", [], "bypasses row-level security"),
        ("IN ROLE pg_read_all_data", [], "built-in role"),
        ("", ["CREATE SCHEMA {role}_own", "CREATE TABLE {role}_own.mine (id int)",
              "ALTER TABLE {role}_own.mine OWNER TO {role}"], "owns tables"),
        ("", ["CREATE SCHEMA {role}_own AUTHORIZATION {role}"], "owns tables or other things"),
    ],
)  # fmt: skip
def test_a_role_that_may_too_much_is_named(options, then, named):
    with login(options, *then) as url:
        found = faults(url)
        assert named in found
        assert bool(found) is bool(named)
        with owner() as connection, connection.cursor() as cursor:
            role = urlsplit(url).username
            cursor.execute(f"DROP SCHEMA IF EXISTS {role}_own CASCADE")


def test_a_role_that_owns_a_role_of_tables_is_named():
    with login("", "CREATE SCHEMA {role}_own AUTHORIZATION {role}") as above:
        role = urlsplit(above).username
        with login("", f"GRANT {role} TO {{role}}") as url:
            assert "owns tables or other things of the database, or can become" in faults(url)


def test_a_role_taken_on_hides_nothing():
    with (
        closing(psycopg2.connect(database_url("OWNER_DATABASE_URL"))) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SET ROLE empac_web")
        assert "The role empac is a superuser" in " ".join(checks.faults(cursor))


def test_a_table_without_row_security_or_that_is_not_there_is_named(monkeypatch):
    with login("", "CREATE TABLE {role}_open (id int)", "CREATE TABLE {role}_kept (id int)",
               "ALTER TABLE {role}_kept ENABLE ROW LEVEL SECURITY") as url:  # fmt: skip
        role = urlsplit(url).username
        tables = [f"{role}_{name}" for name in ("open", "kept", "gone")]
        monkeypatch.setattr(checks, "PROTECTED_TABLES", tuple(tables))
        try:
            assert faults(url) == (
                f"Row-level security is not on for the table {tables[0]}. "
                f"Row-level security is not on for the table {tables[2]}."
            )
        finally:
            with owner() as connection, connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE {tables[0]}, {tables[1]}")


@pytest.fixture
def start(tmp_path):
    """Start one of STARTS in a folder of its own and return how it ended."""

    def started(program: str, url: str, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {"DATABASE_URL": url, "REDIS_URL": django_settings.REDIS_URL}
        own["PYTHONPATH"] = str(django_settings.BASE_DIR)
        return subprocess.run(
            STARTS[program],
            cwd=tmp_path,
            env=os.environ | own | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return started


@pytest.mark.parametrize("program", STARTS)
def test_web_worker_and_beat_end_at_once_as_the_owner(start, program):
    done = start(program, database_url("OWNER_DATABASE_URL"))
    assert done.returncode != 0
    assert "The role empac is a superuser" in done.stdout + done.stderr


@pytest.mark.parametrize("program", STARTS)
def test_web_worker_and_beat_end_at_once_where_they_were_told_to_be_the_owner(start, program):
    done = start(program, database_url("WEB_DATABASE_URL"), AS_OWNER="1")
    assert done.returncode != 0
    assert "AS_OWNER is for set-up" in done.stdout + done.stderr


def test_web_ends_at_once_as_a_role_that_bypasses_row_security(start):
    with login("BYPASSRLS") as url:
        done = start("web", url)
    assert done.returncode != 0
    assert "bypasses row-level security" in done.stdout + done.stderr


def test_commands_check_the_role_unless_they_are_called_as_the_owner(settings):
    with pytest.raises(SystemCheckError, match=r"empac\.E001.*is a superuser"):
        call_command("check", databases=["default"])
    settings.AS_OWNER = True
    call_command("check", databases=["default"])
    settings.AS_OWNER = False
    call_command("check")  # asks no database


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_no_fault_and_asked_once_it_is_back(monkeypatch, tmp_path):
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict["OPTIONS"], "host", str(tmp_path))
        call_command("check", databases=["default"])
        checks.refuse_to_start()
    try:
        for _ in range(2):  # a fault is found again at each connection, and none is kept
            with pytest.raises(ImproperlyConfigured, match="is a superuser"):
                connection.ensure_connection()
            assert connection.connection is None
        with monkeypatch.context() as mended:
            mended.setattr(checks, "faults", lambda _cursor: iter(()))
            connection.ensure_connection()
        connection.close()
        connection.ensure_connection()  # it was asked once and was well
    finally:
        connection_created.disconnect(checks._ask)
