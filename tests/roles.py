"""Tests set up and look things up as the tables' owner; the product runs as the web server does."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import OperationalError, connection
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

WEB = "empac_web"


@contextmanager
def as_web_role() -> Iterator[None]:
    """Take on the role of the web server, which owns nothing and which no policy lets through."""
    outermost = not getattr(connection, "is_web_role", False)
    if outermost:
        with suppress(OperationalError):  # a test may have taken the database away
            _set_role(WEB)
        connection.is_web_role = True
    try:
        yield
    finally:
        if outermost:
            connection.is_web_role = False
            with suppress(OperationalError):
                _set_role("NONE")


def _set_role(role: str) -> None:
    """Below Django's own cursor, so that no test that counts queries counts this one."""
    try:
        connection.ensure_connection()
    except OperationalError:  # that the database is away is for the product to say
        return
    # A roll-back, all that is heard after an error, takes the role back as well.
    if connection.connection.get_transaction_status() != TRANSACTION_STATUS_INERROR:
        with connection.connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
