"""What became of a row of a tracked model, for people to read."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from pghistory.core import event_models
from pghistory.models import Event

from accounts.models import Organisation, User
from pages.templatetags.page import uk_date, uk_datetime

# A page shows so many; the table keeps all.
SHOWN = 100
VERBS = {
    "baseline": "As it was when the history began",
    "insert": "Added",
    "update": "Changed",
    "delete": "Removed",
}
# What everybody on these pages may know by name; other things that a row points at go by their id.
NAMED = (User, Organisation)

Names = dict[uuid.UUID, str]


@dataclass(frozen=True)
class Step:
    """One field before and after, in words; "" for empty."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One entry: when, by whom ("" for nobody who was signed in), by which act, and what."""

    at: datetime
    verb: str
    by: str
    act: str
    steps: list[Step]


def changes(row: models.Model) -> list[Change]:
    """Give what became of a row, the newest first; as many queries for one entry as for many.

    Whoever may not see what the row once said must not be given this: the caller asks.
    """
    (event_model,) = event_models(tracks_model=type(row))
    of_row = event_model.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id")
    # One more than is shown, for the last one to be compared with.
    events: list[Any] = list(of_row[: SHOWN + 1])
    fields = [
        field
        for field in type(row)._meta.concrete_fields
        if not field.primary_key and hasattr(event_model, field.attname)
    ]
    names = _names(events, fields)
    before = [*events[1:], None]
    return [
        _change(event, earlier, fields, names)
        for event, earlier in zip(events[:SHOWN], before, strict=False)
    ]


def _change(
    event: Any, earlier: Event | None, fields: Iterable[models.Field], names: Names
) -> Change:
    trace = event.pgh_context or {}
    by = trace.get("by")
    return Change(
        at=event.pgh_created_at,
        verb=VERBS[event.pgh_label],
        by=names.get(uuid.UUID(by), by) if by else "",
        act=trace.get("act", ""),
        steps=[
            step
            for field in fields
            for step in [
                Step(_label(field), _said(earlier, field, names), _said(event, field, names))
            ]
            if step.before != step.after
        ],
    )


def _names(events: Iterable[Any], fields: Iterable[models.Field]) -> Names:
    """The names of the people and organisations that the entries mention."""
    keys = {uuid.UUID(e.pgh_context["by"]) for e in events if (e.pgh_context or {}).get("by")}
    for field in fields:
        if field.related_model in NAMED:
            keys |= {getattr(event, field.attname) for event in events} - {None}
    found = [model.objects.filter(pk__in=keys).values_list("pk", "name") for model in NAMED]
    return {key: name for rows in found for key, name in rows}


def _label(field: models.Field) -> str:
    words = str(field.verbose_name)
    return words[:1].upper() + words[1:]


def _said(event: Any, field: models.Field, names: Names) -> str:
    value = event and getattr(event, field.attname)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return uk_datetime(value) if isinstance(value, datetime) else uk_date(value)
    if isinstance(value, list):
        labels = dict(field.base_field.flatchoices)
        return ", ".join(str(labels.get(one, one)) for one in value)
    words = names.get(value) or dict(field.flatchoices).get(value, value)
    return str(words)
