"""Telling a row that is here already from one that breaks another rule of the database."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from psycopg2.errors import UniqueViolation

Row = TypeVar("Row", bound=models.Model)
SENT = "You have sent this form before, and what it held stands. Send it again to add more"


def is_repeat(error: IntegrityError) -> bool:
    """Whether a row was refused because another is like it."""
    return isinstance(error.__cause__, UniqueViolation)


def keep_once(row: Row, *, same: Iterable[str], told: str = SENT, **key: Any) -> tuple[Row, bool]:
    """Add a row, or give the one that the same form made before; and whether it is new.

    `key` finds the earlier one; `same` names the fields in which it has to say the same.

    Raises:
        ValidationError: what is there says something else ("sent").
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if not is_repeat(error):
            raise
        earlier = type(row)._default_manager.filter(**key).first()
        if earlier and all(getattr(earlier, name) == getattr(row, name) for name in same):
            return earlier, False
        raise ValidationError(told, code="sent") from None
    return row, True
