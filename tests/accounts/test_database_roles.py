"""What each role of the database may do, tried by a real login of the one that the product uses."""

from contextlib import closing

import psycopg2
import pytest
from django.apps import apps
from django.db import connection
from psycopg2.errors import InsufficientPrivilege

from tests.conftest import APPEND_ONLY, NEVER_EMPTIED
from tests.workers import database_url

pytestmark = pytest.mark.django_db

WRITES = {"INSERT", "UPDATE", "DELETE"}
# What the product may not do to tables, of what it may do to all others.
KEPT_FROM_WEB = {
    **{table: {"UPDATE", "DELETE"} for table in (*APPEND_ONLY, *NEVER_EMPTIED[:2])},
    NEVER_EMPTIED[2]: {"DELETE"},
    "django_migrations": WRITES,
}


@pytest.fixture
def web():
    """A connection that logged in as the product does."""
    with closing(psycopg2.connect(database_url("WEB_DATABASE_URL"))) as login:
        login.autocommit = True
        yield login


def run(login, sql):
    with login.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def rights(role: str) -> dict[str, set[str]]:
    """What the role may do to each table of the product and to all kinds of rows in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, array_remove(array_agg(CASE WHEN"
            " has_table_privilege(%s, pg_class.oid, what) THEN what END), NULL)"
            " FROM pg_class, unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'"
            "::text[]) AS what WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace GROUP BY relname",
            [role],
        )
        return {table: set(may) for table, may in cursor.fetchall()}


def test_the_product_reads_and_writes_rows_and_nothing_else():
    may = rights("empac_web")
    assert set(may) >= {model._meta.db_table for model in apps.get_models()}
    expected = {table: {"SELECT"} | WRITES - KEPT_FROM_WEB.get(table, set()) for table in may}
    assert may == expected


def test_a_backup_reads_everything_and_an_auditor_the_trails():
    backup = rights("empac_backup")
    assert set(map(frozenset, backup.values())) == {frozenset({"SELECT"})}
    audit = {table: may for table, may in rights("empac_audit").items() if may}
    assert audit == {table: {"SELECT"} for table in APPEND_ONLY}


def test_only_the_backup_sees_past_row_security_and_nobody_is_a_superuser():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolcanlogin, rolbypassrls,"
            " rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication"
            " FROM pg_roles WHERE rolname LIKE 'empac\\_%' ORDER BY 1"
        )
        assert cursor.fetchall() == [
            ("empac_audit", False, False, False),
            ("empac_backup", False, True, False),
            ("empac_web", True, False, False),
        ]


def test_every_sequence_gives_the_product_its_next_number_and_the_backup_its_state():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'S' AND NOT ("
            "has_sequence_privilege('empac_web', oid, 'USAGE')"
            " AND has_sequence_privilege('empac_backup', oid, 'SELECT'))"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "sql",
    [
        *(f"TRUNCATE {table} CASCADE" for table in ("accounts_user", *APPEND_ONLY, *NEVER_EMPTIED)),
        *(f"DELETE FROM {table}" for table in (*APPEND_ONLY, *NEVER_EMPTIED)),
        "UPDATE accounts_seal SET root = ''",
        "UPDATE clearances_revocation SET reason = 'left'",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '9999', now())",
        "DROP TRIGGER append_only ON accounts_seal",
        "ALTER TABLE accounts_seal DISABLE TRIGGER append_only",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "CREATE ROLE mine",
        "SET ROLE empac_backup",
        "ALTER ROLE empac_web BYPASSRLS",
        "SELECT pg_read_file('postgresql.conf')",
    ],
)
def test_the_database_refuses_the_product(web, sql):
    with pytest.raises(InsufficientPrivilege):
        run(web, sql)


def test_the_product_can_ask_what_seals_and_health_ask(web):
    assert run(web, "SELECT system_identifier > 0 FROM pg_control_system()") == [(True,)]
    assert run(web, "SELECT count(*) > 0 FROM django_migrations") == [(True,)]


@pytest.mark.parametrize("table", NEVER_EMPTIED)
def test_not_even_the_owner_empties_what_was_recorded_of_clearances(table):
    with (
        pytest.raises(psycopg2.errors.RestrictViolation, match="is append-only"),
        closing(psycopg2.connect(database_url("OWNER_DATABASE_URL"))) as owner,
    ):
        run(owner, f"TRUNCATE {table} CASCADE")
