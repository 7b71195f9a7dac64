"""All that is held of one person, as values: what they may take away."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import AccessEvent, User
from privacy.registry import FIELDS, PEOPLE
from researchers.models import Researcher

# What opens an account is nobody's to take away, and files have a page of their own. Numbers that
# the database counts up tell how much goes on elsewhere.
NEVER = {"password", "token", "submission", "content", "digest", "xid", "cluster"}


@dataclass(frozen=True)
class Section:
    """The rows of one table that belong to a person."""

    label: str
    title: str
    rows: list[dict[str, Any]]

    @property
    def columns(self) -> list[str]:
        return list(self.rows[0]) if self.rows else []


def held(user: User) -> list[Section]:
    """Everything that the registry says is theirs, table by table; empty tables are left out.

    For whoever acts: rows that the person may not read today, as of a question that is closed to
    them, stay out, since the database does not show them.
    """
    own = [_section(User, User.objects.filter(pk=user.pk))]
    found = [*own, *_sections(user), _section(AccessEvent, _acts(user))]
    return [section for section in found if section.rows]


def as_json(sections: list[Section]) -> str:
    """One object, with a list of rows for each table."""
    named = {section.label: section.rows for section in sections}
    return json.dumps(named, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _sections(user: User) -> Iterator[Section]:
    researchers = Researcher.objects.filter(user=user).values("pk")
    for model in apps.get_models(include_auto_created=True):
        mine = Q()
        for field in model._meta.concrete_fields:
            rule = FIELDS.get(f"{model._meta.label}.{field.name}")
            if rule and rule.is_exported and field.related_model in PEOPLE:
                whose = [user.pk] if field.related_model is User else researchers
                mine |= Q(**{f"{field.name}__in": whose})
        if mine and not model._meta.proxy:
            yield _section(model, model._default_manager.filter(mine))


def _acts(user: User) -> models.QuerySet[AccessEvent]:
    return AccessEvent.objects.filter(actor=user.pk)


def _section(model: type[models.Model], rows: models.QuerySet[Any]) -> Section:
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if field.name not in NEVER and not isinstance(field, models.BinaryField | models.AutoField)
    ]
    title = str(model._meta.verbose_name_plural)
    return Section(
        model._meta.label, title[:1].upper() + title[1:], list(rows.order_by("pk").values(*names))
    )
