"""Which tables keep a history: triggers write down each change, however it is made."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models
from django.db.migrations import RunSQL

Model = TypeVar("Model", bound=models.Model)

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {events}
FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON {events} FROM empac_web;
"""
# What was there before has no first entry, without which its first change has no "from".
BASELINE = """
DO $$ DECLARE kept text; BEGIN
    SELECT string_agg(quote_ident(attname), ', ') INTO kept FROM pg_attribute
    WHERE attrelid = '{events}'::regclass AND attnum > 0 AND NOT attisdropped
      AND attname NOT LIKE 'pgh\\_%';
    EXECUTE format(
        'INSERT INTO {events} (pgh_created_at, pgh_label, pgh_obj_id, %1$s)'
        ' SELECT now(), ''baseline'', id, %1$s FROM {rows}', kept
    );
END $$
"""


def tracked(*, exclude: tuple[str, ...] = ()) -> Callable[[type[Model]], type[Model]]:
    """Keep a history of a model's rows in a table of its own, in the app of the model.

    What is excluded is in no entry, and a change of it alone makes none. Who, by which act, is in
    the entry itself, not in pghistory's table of contexts: that one is written by UPDATE, which
    nobody who is being recorded should have. No entry is tied to what it names by a constraint.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,
    )


def begin_history(rows: str, events: str = "") -> list[RunSQL]:
    """For a migration: begin the history of a table with the rows there are, and close it.

    Goes behind the making of the table of events, which is named for the one that it follows.
    """
    tables = {"rows": rows, "events": events or f"{rows}event"}
    return [
        RunSQL(BASELINE.format(**tables), RunSQL.noop),
        RunSQL(
            APPEND_ONLY.format(**tables), "DROP TRIGGER append_only ON {events}".format(**tables)
        ),
    ]
