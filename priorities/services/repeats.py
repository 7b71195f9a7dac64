"""Telling a row that is here already from one that breaks another rule of the database."""

from django.db import IntegrityError
from psycopg2.errors import UniqueViolation


def is_repeat(error: IntegrityError) -> bool:
    """Whether a row was refused because another is like it."""
    return isinstance(error.__cause__, UniqueViolation)
