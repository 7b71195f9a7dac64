"""What each role of the database may do, tried by a real login of the one that the product uses."""

from contextlib import closing

import psycopg2
import pytest
from django.db import connection
from psycopg2.errors import InsufficientPrivilege

from tests.workers import database_url

pytestmark = pytest.mark.django_db

TRAILS = ("accounts_accessevent", "accounts_auditevent", "accounts_seal")
CLEARANCES = ("clearances_clearance", "clearances_revocation", "clearances_ceilingchange")
EVERYTHING = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
ADD_ONLY = frozenset({"SELECT", "INSERT"})
# The rights of the product, where they are not EVERYTHING.
RIGHTS = {
    **dict.fromkeys(CLEARANCES[:2], ADD_ONLY),
    CLEARANCES[2]: EVERYTHING - {"DELETE"},
    "django_migrations": {"SELECT"},
    "pghistory_context": set(),
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


def append_only() -> set[str]:
    """The tables whose rows a trigger keeps: the trails and the histories."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'"
        )
        return {table for (table,) in cursor.fetchall()}


def test_the_product_reads_and_writes_rows_and_nothing_else():
    may, kept = rights("empac_web"), append_only()
    assert set(may) >= set(connection.introspection.django_table_names(only_existing=True))
    assert kept >= set(TRAILS)
    expected = dict.fromkeys(may, EVERYTHING) | dict.fromkeys(kept, ADD_ONLY) | RIGHTS
    assert may == expected


def test_a_backup_reads_everything_and_an_auditor_the_trails():
    backup = rights("empac_backup")
    assert set(map(frozenset, backup.values())) == {frozenset({"SELECT"})}
    audit = {table: may for table, may in rights("empac_audit").items() if may}
    assert audit == {table: {"SELECT"} for table in TRAILS}


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
        *(f"TRUNCATE {table} CASCADE" for table in ("accounts_user", *TRAILS, *CLEARANCES)),
        *(f"DELETE FROM {table}" for table in (*TRAILS, *CLEARANCES)),
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


@pytest.mark.parametrize("table", CLEARANCES)
def test_not_even_the_owner_empties_what_was_recorded_of_clearances(table):
    with (
        pytest.raises(psycopg2.errors.RestrictViolation, match="is append-only"),
        closing(psycopg2.connect(database_url("OWNER_DATABASE_URL"))) as owner,
    ):
        run(owner, f"TRUNCATE {table} CASCADE")
