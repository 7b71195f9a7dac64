"""What comes by a file: read in, looked over, saved in one act, and taken back in one.

Saving and undoing here are those of works; people of an organisation have theirs in `loading`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from researchers.models import Import, Output, Researcher
from researchers.reading import people, table
from researchers.reading.cleaning import clean
from researchers.reading.values import Problem, Reading, Row, Table
from researchers.services.people_previews import people_preview
from researchers.services.previews import Preview, PreviewRow, preview

SOURCES = {"xlsx": Import.Source.CSV}
FIELDS = ("kind", "title", "abstract", "year", "people", "venue", "doi")
SHOWN_FAULTS = 20
ROWS_GONE = "It can no longer be undone: its rows were kept for 30 days."


@act
def take_up(
    *,
    researcher: Researcher,
    content: bytes,
    reading: Reading,
    submission: UUID,
    by: User,
    file_name: str = "",
) -> Import:
    """Keep what was read of a file, to be looked over. Nothing is on the person's list yet.

    The page sent twice, or a file that still waits to be looked over, gives the one import.
    """
    about = {"researcher": researcher, "organisation": None} | read_rows(reading)
    return keep(about, content, submission, by, file_name)


def keep(
    about: dict[str, Any], content: bytes, submission: UUID, by: User, file_name: str
) -> Import:
    """Keep what was read of works or of people: `about` says whose, and what."""
    digest = hashlib.sha256(content).hexdigest()
    whose = {name: about[name] for name in ("researcher", "organisation")}
    mine = Import.objects.filter(by=by, **whose)
    waiting = mine.filter(digest=digest, state=Import.State.READY).first()
    # A table sent again whose columns have been named is sent to name them otherwise.
    is_waiting = waiting and needs_columns(waiting) == _is_table(about["rows"])
    if is_waiting and not mine.filter(submission=submission).exists():
        return waiting
    fields = about | {"file_name": clean(file_name)[:200], "digest": digest}
    found, is_new = Import.objects.get_or_create(by=by, submission=submission, defaults=fields)
    if is_new:
        audit.record(by=by, action="import.read", target=found)
    return found


def read_rows(reading: Reading) -> dict[str, Any]:
    """The fields of an import that follow from what was read."""
    return {
        "source": SOURCES.get(reading.format, reading.format),
        "rows": _rows(reading),
        "problems": [asdict(problem) for problem in reading.problems],
    }


def _rows(reading: Reading) -> list[dict[str, Any]]:
    if reading.table:
        headings = {"line": 0, "cells": reading.table.headings}
        return [headings, *(asdict(row) for row in reading.table.rows)]
    return [asdict(entry) for entry in reading.entries]


def needs_columns(found: Import) -> bool:
    """Whether its rows are those of a table whose columns nobody has given a meaning."""
    return _is_table(found.rows)


def _is_table(rows: list[dict[str, Any]]) -> bool:
    return bool(rows) and "cells" in rows[0]


def table_of(found: Import) -> Table:
    """The table that an import is until its columns have a meaning."""
    rows = [Row(row["line"], row["cells"]) for row in found.rows]
    return Table(rows[0].cells, rows[1:])


@act
def name_columns(*, found: Import, columns: Mapping[str, int], by: User) -> Import:
    """Say which column of a table is which field; its rows become what there is to look over."""
    found = locked(found, Import.State.READY)
    if needs_columns(found):
        rows, new = _understood(found, columns)
        problems = [Problem(**problem) for problem in found.problems] + new
        found.rows = rows
        found.problems = [asdict(one) for one in sorted(problems, key=lambda one: one.line)]
        found.save(update_fields=["rows", "problems"])
    return found


def _understood(
    found: Import, columns: Mapping[str, int]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    if found.source == Import.Source.PEOPLE:
        listed, problems = people.people(table_of(found), columns)
        return [asdict(one) for one in listed], problems
    reading = table.works(table_of(found), columns)
    return _rows(reading), reading.problems


@act
def choose(*, found: Import, ticks: Mapping[int, bool], kinds: Mapping[int, str], by: User) -> None:
    """Remember what the person ticked, and which kinds they changed, for rows by their number."""
    found = locked(found, Import.State.READY)
    for number, is_ticked in ticks.items():
        found.rows[number]["ticked"] = is_ticked
    for number, kind in kinds.items():
        found.rows[number]["kind"] = Output.Kind(kind).value
    found.save(update_fields=["rows"])


@act
def choose_all(*, found: Import, is_ticked: bool, by: User) -> None:
    """Tick all rows that are new, or none at all."""
    found = locked(found, Import.State.READY)
    for row in looked_over(found).rows:
        found.rows[row.number]["ticked"] = is_ticked and row.is_new
    found.save(update_fields=["rows"])


def looked_over(found: Import) -> Preview:
    """What saving would do, of works as of people."""
    return people_preview(found) if found.source == Import.Source.PEOPLE else preview(found)


@act
def save(*, found: Import, by: User) -> int:
    """Put every ticked row on the person's list, or none of them; give how many.

    Raises:
        ValidationError: nothing is ticked, it was saved before, or a ticked row cannot stand
            beside what is on the list; the rows are named.
    """
    found = locked(found, Import.State.READY)
    chosen = [row for row in preview(found).rows if row.is_ticked]
    if not chosen:
        raise ValidationError("Tick at least one row to save.", code="none")
    _refuse_what_is_there(chosen, found.researcher)
    for row, output in zip(chosen, _brought(chosen, found), strict=True):
        found.rows[row.number]["output"] = str(output.pk)
    found.state, found.saved_at = Import.State.SAVED, timezone.now()
    found.save(update_fields=["rows", "state", "saved_at"])
    Researcher.objects.filter(pk=found.researcher_id).update(updated_at=timezone.now())
    audit.record(by=by, action="import.saved", target=found)
    return len(chosen)


def _brought(chosen: Iterable[PreviewRow], found: Import) -> list[Output]:
    outputs = [_output(row, found) for row in chosen]
    try:
        with transaction.atomic():
            return Output.objects.bulk_create(outputs)
    except IntegrityError as error:
        words = "Your list has changed meanwhile. Look the rows over again."
        raise ValidationError(words) from error


def _output(row: PreviewRow, found: Import) -> Output:
    fields = {name: row.fields[name] for name in FIELDS}
    output = Output(researcher=found.researcher, came_with=found, **fields)
    output.clean_fields(exclude=["researcher", "came_with"])
    return output


def _refuse_what_is_there(chosen: Iterable[PreviewRow], researcher: Researcher) -> None:
    """The list holds each kind, title and year once, and each DOI once."""
    there = {(o.kind, o.title, o.year) for o in researcher.outputs.all()}
    dois = {output.doi for output in researcher.outputs.all()}
    faults = []
    for row in chosen:
        work = row.fields
        key = (work["kind"], work["title"], work["year"])
        if key in there:
            faults.append(f"{row.place}: the same title, kind and year is there already.")
        elif work["doi"] and work["doi"] in dois:
            faults.append(f"{row.place}: a work with the same DOI is there already.")
        there.add(key)
        dois.add(work["doi"])
    if faults:
        raise ValidationError(["Untick these rows: nothing was saved.", *faults[:SHOWN_FAULTS]])


@act
def undo(*, found: Import, by: User) -> Preview:
    """Take off the list what an import brought, but for what the person has changed since.

    Raises:
        ValidationError: it is not saved, or its rows are gone after 30 days.
    """
    found = locked(found, Import.State.SAVED)
    if not found.rows:
        raise ValidationError(ROWS_GONE)
    brought = {str(output.pk): output for output in found.outputs.all()}
    for row in found.rows:
        output = brought.get(row.get("output", ""))
        if output and (why := _why_kept(output, row)):
            row["kept"] = why
            del brought[row["output"]]
    Output.objects.filter(pk__in=list(brought)).delete()
    found.state, found.undone_at = Import.State.UNDONE, timezone.now()
    found.save(update_fields=["rows", "state", "undone_at"])
    Researcher.objects.filter(pk=found.researcher_id).update(updated_at=timezone.now())
    audit.record(by=by, action="import.undone", target=found)
    return preview(found)


def _why_kept(output: Output, row: Mapping[str, Any]) -> str:
    if output.pinned_at:
        return "you pinned it"
    if output.set_aside_at:
        return "you set it aside"
    is_changed = any(getattr(output, name) != row[name] for name in FIELDS)
    return "you changed it" if is_changed else ""


def locked(found: Import, state: str) -> Import:
    """The import, held until the act is done: of two clicks at once the second finds it done."""
    mine = Import.objects.select_for_update(of=("self",))
    held = mine.select_related("researcher", "organisation")
    held = held.filter(pk=found.pk, state=state).first()
    if held is None:
        now = Import.objects.get(pk=found.pk).get_state_display().lower()
        words = f"This import is {now}, so that cannot be done."
        raise ValidationError(words, code="state")
    return held
