"""What the database lets each person write when the statement itself holds no condition.

The rule of each table is declared here in its words: who reads, owns, knows, posted. Everything is
tried for real, as the web server's role, and undone.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction

from accounts.acting import acting_as
from tests.security.forms import (
    HISTORY,
    TABLES,
    Asker,
    E,
    F,
    Keys,
    M,
    Seen,
    asked,
    glimpsed,
    told_of_match,
)

Rule = Callable[[Any, Asker, Seen], bool]


def reads(row: Any, who: Asker, _: Seen) -> bool:
    return row.question_id in who.ruled[F]


def owns(row: Any, who: Asker, _: Seen) -> bool:
    return row.question_id in who.owned


def reads_or_owns(row: Any, who: Asker, seen: Seen) -> bool:
    return reads(row, who, seen) or owns(row, who, seen)


def reads_and_owns(row: Any, who: Asker, seen: Seen) -> bool:
    return reads(row, who, seen) and owns(row, who, seen)


def reaches(row: Any, who: Asker, seen: Seen) -> bool:
    return reads(row, who, seen) and row.marking <= who.actor.ceiling


def owns_child(row: Any, who: Asker, _: Seen) -> bool:
    return row.child_id in who.owned


def descends(row: Any, who: Asker, seen: Seen) -> bool:
    return row.parent_id in who.ruled[E] and owns_child(row, who, seen)


def answers(row: Any, who: Asker, seen: Seen) -> bool:
    return reaches(row.version, who, seen) and owns(row, who, seen)


def posted(row: Any, who: Asker, seen: Seen) -> bool:
    """Whether they posted the question and know of it still."""
    return row.question_id in who.known and seen.posted[row.question_id] == who.user.pk


def coordinates(_row: Any, who: Asker, _: Seen) -> bool:
    return who.actor.is_member and who.actor.is_coordinator


def changes_question(row: Any, who: Asker, seen: Seen) -> bool:
    return coordinates(row, who, seen) or row.pk in who.ruled[F] | who.owned


def moves(row: Any, who: Asker, seen: Seen) -> bool:
    return coordinates(row, who, seen) or row.question_id in who.ruled[F] | who.owned


def is_theirs(row: Any, who: Asker, _: Seen) -> bool:
    return row.person_id == who.user.pk


def is_its_author(row: Any, who: Asker, _: Seen) -> bool:
    return row.author_id == who.user.pk


def vets(row: Any, who: Asker, _: Seen) -> bool:
    return who.is_verifier and row.person_id != who.user.pk


@dataclass(frozen=True)
class Writes:
    """Who may add, change and remove rows; without a rule nobody may.

    `by` is the column that has to name whoever adds; `mark` one that can be changed at will.
    """

    insert: Rule | None = None
    by: str = ""
    update: Rule | None = None
    mark: str = ""
    delete: Rule | None = None
    # Whether a changed row may name any other question of which the rule holds.
    moves: bool = False


PROPOSAL = Writes(owns, "proposed_by_id", reads_or_owns, "reason", moves=True)
LISTED_BESIDE = Writes(insert=lambda *of: owns(*of) or posted(*of), delete=owns)
WRITES = {
    "question": Writes(
        lambda _row, who, _: who.actor.is_member, "posted_by_id", changes_question, "posted_at"
    ),
    "summary": Writes(
        lambda *of: reads(*of) or posted(*of),
        update=reads,
        mark="source_title",
        delete=reads_or_owns,
        moves=True,
    ),
    "full text": Writes(posted, update=reads_and_owns, mark="wanted", moves=True),
    "move": Writes(moves, "by_id"),
    "scoring": Writes(lambda *of: coordinates(*of) or reads_and_owns(*of), "by_id"),
    "note": Writes(reaches, "by_id"),
    "attachment": Writes(reaches, "by_id"),
    "assumption": Writes(lambda *of: reaches(*of) and owns(*of), "by_id"),
    "challenge": Writes(reaches, "by_id"),
    "version": Writes(reaches, "by_id"),
    "known work": Writes(reaches, "by_id"),
    "descent": Writes(descends, "by_id", delete=owns_child),
    "assent": Writes(answers, "by_id"),
    "release": PROPOSAL,
    "remarking": PROPOSAL,
    "grant": Writes(reads_and_owns, "by_id", owns, "reason", moves=True),
    "broken glass": Writes(
        coordinates,
        "proposed_by_id",
        lambda *of: coordinates(*of) or owns(*of),
        "reason",
        moves=True,
    ),
    "co-owner": LISTED_BESIDE,
    "only organisation": LISTED_BESIDE,
    "suggestion": Writes(told_of_match),
    "decision": Writes(
        lambda row, who, _: (
            row.question_id in who.ruled[M]
            or (row.researcher.user_id == who.user.pk and row.question_id in who.ruled[E])
        ),
        "by_id",
    ),
    "formality": Writes(lambda row, who, _: row.question_id in who.ruled[M], "by_id"),
    "reply": Writes(
        lambda row, who, seen: coordinates(row, who, seen) and row.question_id in who.ruled[M],
        "by_id",
    ),
    "glimpse": Writes(glimpsed),
    "hit": Writes(asked),
    "search words": Writes(asked),
    "needs": Writes(lambda *_: True, "person_id", is_theirs, "access", is_theirs),
    "draft": Writes(lambda *_: True, "author_id", is_its_author, "kind", is_its_author),
    "interest": Writes(lambda *_: True, "person_id", is_theirs, "note", is_theirs),
    "clearance": Writes(vets, "verified_by_id"),
    "revocation": Writes(lambda row, who, seen: vets(row.clearance, who, seen), "by_id"),
}
SQL_TABLES = {name: model._meta.db_table for name, model in TABLES.items()} | {
    name: table for name, (table, _) in HISTORY.items()
}
KEYS = {name: model._meta.pk.column for name, model in TABLES.items()}
MARK = {"posted_at": "1999-01-01", "kind": "synthesis"}
# Of the many rows of these not all are offered: their policy is the one by which they are read.
THINNED = {"suggestion": 7, "decision": 3}
# To which a row is moved: the sensitive ones, and of the others one in so many.
MOVED_TO = 12
COMMANDS = ("INSERT", "UPDATE", "DELETE")
# What the database says to a whole statement that it does not run.
REFUSALS = ("row-level security", "permission denied", "is append-only")

# Tries a statement once for each key, undoes it, and gives the keys with which it was let through:
# row-level security is asked before any constraint is.
TRY = """
CREATE FUNCTION pg_temp.tried(statement text, keys text[], changed jsonb) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    key text;
    n bigint;
BEGIN
    FOREACH key IN ARRAY keys LOOP
        BEGIN
            EXECUTE statement USING key, changed;
            GET DIAGNOSTICS n = ROW_COUNT;
            IF n > 0 THEN RAISE SQLSTATE 'EM001'; END IF;
        EXCEPTION
            WHEN insufficient_privilege THEN NULL;
            WHEN SQLSTATE 'EM001' OR integrity_constraint_violation OR unique_violation
                OR check_violation OR not_null_violation OR foreign_key_violation
                THEN RETURN NEXT key;
        END;
    END LOOP;
END $$
"""


def prepare() -> None:
    """Make the function, and copies of all rows to offer: inside a transaction that is undone."""
    with connection.cursor() as cursor:
        cursor.execute(TRY)
        for name in WRITES:
            copied = _offered(name)
            cursor.execute(f"CREATE TEMP TABLE {copied} AS SELECT * FROM {SQL_TABLES[name]}")
            cursor.execute(f"GRANT SELECT ON {copied} TO empac_web")


def differences_of_writes(
    who: Asker,
    seen: Seen,
    tables: Collection[str] = tuple(SQL_TABLES),
    commands: Collection[str] = COMMANDS,
) -> dict[str, set[str]]:
    """By table and act what somebody can write against the rule, or cannot by it."""
    found: dict[str, set[str]] = {}
    for name in tables:
        for command in commands:
            for act, can, may in _OF_COMMAND[command](name, who, seen):
                if can != may:
                    found[f"{name}: {act}"] = can ^ may
    return found


Tried = Iterator[tuple[str, set[str], set[str]]]


def _inserts(name: str, who: Asker, seen: Seen) -> Tried:
    """Offer a copy of each row in their own name, and each as it is."""
    writes = WRITES.get(name)
    if writes is None or writes.insert is None:
        return
    rows = seen.rows[name][:: THINNED.get(name, 1)]
    may = _keys(rows, writes.insert, who, seen)
    statement = (
        f"INSERT INTO {SQL_TABLES[name]} SELECT (jsonb_populate_record(o, $2)).*"
        f" FROM {_offered(name)} o WHERE o.{KEYS[name]}::text = $1"
    )
    keys = [str(row.pk) for row in rows]
    if not writes.by:
        yield "add", _tried(who, statement, keys), may
        return
    yield "add", _tried(who, statement, keys, f'{{"{writes.by}": "{who.user.pk}"}}'), may
    own = {str(r.pk) for r in rows if getattr(r, writes.by) == who.user.pk}
    # What they could add in their own name they cannot in another's.
    yield "add in another's name", _tried(who, statement, list(may)), may & own


def _updates(name: str, who: Asker, seen: Seen) -> Tried:
    """Change all rows without a condition, each by its key, and each to belong elsewhere."""
    writes = WRITES.get(name, Writes())
    table, rows = SQL_TABLES[name], seen.rows.get(name, [])
    may = _keys(rows, writes.update, who, seen)
    if not writes.mark:
        key = HISTORY[name][1] if name in HISTORY else KEYS[name]
        changed = _left(who, f"UPDATE {table} SET {key} = NULL", f"{key} IS NULL", name)
        yield "change", changed or set(), may
        return
    mark = MARK.get(writes.mark, "marked")
    change = f"UPDATE {table} SET {writes.mark} = '{mark}'"
    where = f" WHERE {KEYS[name]}::text = $1"
    yield "change", _tried(who, change + where, [str(row.pk) for row in rows]), may
    if name != "question":  # of those somebody knows of more than they may change
        changed = _left(who, change, f"{writes.mark} = '{mark}'", name)
        yield "change all", changed or set(), may
    if writes.update in {is_theirs, is_its_author}:
        others = [str(getattr(row, writes.by)) for row in rows]
        others = [other for other in others if other != str(who.user.pk)]
        give = f"UPDATE {table} SET {writes.by} = $1::uuid"
        yield "give away", _tried(who, give, others[:1]), set()
    if writes.moves and writes.update:
        every = seen.rows["question"]
        questions = [q for n, q in enumerate(every) if n % MOVED_TO == 0 or q.marking == 2]
        own = [_Of(question.pk) for question in questions] if may else []
        to = {str(one.question_id) for one in own if writes.update(one, who, seen)}
        move = f"UPDATE {table} SET question_id = $1::uuid"
        yield "move", _tried(who, move, [str(q.pk) for q in questions]), to


def _deletes(name: str, who: Asker, seen: Seen) -> Tried:
    writes = WRITES.get(name, Writes())
    gone = _gone(who, name)
    yield "remove", gone, _keys(seen.rows.get(name, []), writes.delete, who, seen)


_OF_COMMAND = {"INSERT": _inserts, "UPDATE": _updates, "DELETE": _deletes}


@dataclass(frozen=True)
class _Of:
    """A row of which only the question is known."""

    question_id: UUID


def _keys(rows: list[Any], rule: Rule | None, who: Asker, seen: Seen) -> set[str]:
    return {str(row.pk) for row in rows if rule and rule(row, who, seen)}


def _offered(name: str) -> str:
    return f"offered_{SQL_TABLES[name]}"


def _tried(who: Asker, statement: str, keys: list[str], changed: str = "{}") -> set[str]:
    with acting_as(who.user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT pg_temp.tried(%s, %s, %s)", [statement, keys, changed])
        return {key for (key,) in cursor.fetchall()}


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _left(who: Asker, statement: str, condition: str, name: str) -> set[str] | None:
    """The keys of rows for which a condition holds once a statement has run; None if refused."""
    key = HISTORY[name][1] if name in HISTORY else KEYS[name]
    with _undone():
        try:
            with transaction.atomic(), acting_as(who.user.pk), connection.cursor() as cursor:
                cursor.execute(statement)
        except Error as error:
            if any(refused in str(error) for refused in REFUSALS):
                return None
            raise
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {key}::text FROM {SQL_TABLES[name]} WHERE {condition}")
            return {found for (found,) in cursor.fetchall()}


def _gone(who: Asker, name: str) -> Keys:
    """The keys of rows that somebody removes by asking for all to be removed."""
    key = HISTORY[name][1] if name in HISTORY else KEYS[name]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}::text FROM {SQL_TABLES[name]}")
        before = {found for (found,) in cursor.fetchall()}
    left = _left(who, f"DELETE FROM {SQL_TABLES[name]}", "true", name)
    return set() if left is None else before - left
