"""The application serves nobody while its role could see past the rules that the database keeps.

Row-level security does not hold for superusers, for roles that bypass it and for the owners of the
tables, and an owner can take triggers off. Nothing would look wrong; so it is asked at each start.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.db.backends.signals import connection_created
from django.db.backends.utils import CursorWrapper

# The tables whose rows are shown by policies, by the names they have in the database.
PROTECTED_TABLES: tuple[str, ...] = (
    "clearances_clearance",
    "clearances_revocation",
    "matching_decision",
    "matching_formality",
    "matching_glimpse",
    "matching_hit",
    "matching_reply",
    "matching_searchwords",
    "matching_suggestion",
    "priorities_assent",
    "priorities_assumption",
    "priorities_attachment",
    "priorities_breakglass",
    "priorities_challenge",
    "priorities_descent",
    "priorities_draft",
    "priorities_fulltext",
    "priorities_fulltextevent",
    "priorities_grant",
    "priorities_grantevent",
    "priorities_move",
    "priorities_knownwork",
    "priorities_note",
    "priorities_question",
    "priorities_question_co_owners",
    "priorities_question_only_organisations",
    "priorities_questionevent",
    "priorities_release",
    "priorities_remarking",
    "priorities_scoring",
    "priorities_summary",
    "priorities_summaryevent",
    "priorities_version",
    "researchers_accessneeds",
    "researchers_interest",
)

# Who logged in, not who it has become since: a role taken on can be laid down again. What may be
# done by a role that it is a member of counts as its own. Of the built-in roles these go past
# grants; what the server's first superuser owns is not in pg_shdepend, but it is a superuser.
_POWERS = """
SELECT session_user,
    bool_or(rolsuper),
    bool_or(rolbypassrls),
    bool_or(rolcreaterole),
    bool_or(rolname IN ('pg_read_all_data', 'pg_write_all_data', 'pg_execute_server_program',
        'pg_read_server_files', 'pg_write_server_files')),
    bool_or(EXISTS (
        SELECT FROM pg_shdepend
        WHERE refclassid = 'pg_authid'::regclass AND refobjid = role.oid AND deptype = 'o'
        AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    ))
FROM pg_roles AS role WHERE pg_has_role(session_user, role.oid, 'MEMBER')
"""
_FAULTS = (
    "is a superuser or can become one",
    "bypasses row-level security or can become a role that does",
    "may make roles",
    "is a member of a built-in role that goes past what is granted",
    "owns tables or other things of the database, or can become a role that does",
)
_UNPROTECTED = """
SELECT wanted FROM unnest(%s::text[]) AS wanted
LEFT JOIN pg_class ON pg_class.oid = to_regclass(wanted) WHERE relrowsecurity IS NOT TRUE
"""
_HINT = (
    "Web, worker, beat and manage.py log in as empac_web by DATABASE_URL. What needs the tables' "
    "owner is called with AS_OWNER=1 and OWNER_DATABASE_URL: AS_OWNER=1 manage.py migrate."
)


def faults(cursor: CursorWrapper) -> Iterator[str]:
    """Yield in what the cursor's login is too mighty, and which tables have no row security."""
    cursor.execute(_POWERS)
    role, *powers = cursor.fetchone()
    for has_power, fault in zip(powers, _FAULTS, strict=True):
        if has_power:
            yield f"The role {role} {fault}."
    cursor.execute(_UNPROTECTED, [list(PROTECTED_TABLES)])
    for (table,) in cursor.fetchall():
        yield f"Row-level security is not on for the table {table}."


@register(Tags.database)
def check_role(*, databases: Sequence[str] | None = None, **_: Any) -> list[Error]:
    """Ask for `manage.py check --database default` and `migrate`; set-up may be mighty."""
    if settings.AS_OWNER or DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        with connection.cursor() as cursor:
            return [Error(fault, hint=_HINT, id="empac.E001") for fault in faults(cursor)]
    except OperationalError:  # without a database there is nothing to find fault with
        return []


def refuse_to_start() -> None:
    """Raise unless the application may serve; web, worker and beat call it once as they start.

    While the database does not answer they may start, and are asked at their first connection.

    Raises:
        ImproperlyConfigured: the role may too much, or a table has no row-level security.
    """
    if settings.AS_OWNER:
        message = "AS_OWNER is for set-up: web, worker and beat never run as the tables' owner."
        raise ImproperlyConfigured(message)
    connection_created.connect(_ask)
    try:
        connection.ensure_connection()
    except OperationalError:
        return
    finally:
        connection.close()  # a fork, or the main thread of a web server, has no use for it


def _ask(**_: Any) -> None:
    """Ask at a connection that was just made; it is no use where there is a fault."""
    with connection.cursor() as cursor:
        found = list(faults(cursor))
    if found:
        connection.close()
        raise ImproperlyConfigured(" ".join([*found, _HINT]))
    connection_created.disconnect(_ask)
