"""`manage.py wait_for_db`: return once the database answers, for containers that start at once."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection


class Command(BaseCommand):
    help = "Waits until the database answers."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=60, help="give up after (default 60)")

    def handle(self, *, seconds: float, **_: object) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                connection.ensure_connection()
            except OperationalError as error:
                if time.monotonic() > deadline:
                    message = f"The database did not answer within {seconds:.0f} seconds: {error}"
                    raise CommandError(message) from error
                time.sleep(0.5)
            else:
                return
