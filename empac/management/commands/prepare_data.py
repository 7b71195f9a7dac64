"""`manage.py prepare_data`: bring the database to where this version of the code expects it."""

import time
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from psycopg2 import sql
from psycopg2.extensions import encrypt_password


class Command(BaseCommand):
    help = (
        "Migrates, gives the role empac_web the password in WEB_DB_PASSWORD, if there is one, and "
        "loads the reference and demo data. For the owner of the tables: AS_OWNER=1. "
        "Safe to run again."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="load no invented people")

    def handle(self, *, no_demo: bool, verbosity: int, **_: object) -> None:
        self._call("migrate", interactive=False, verbosity=verbosity)
        if settings.WEB_DB_PASSWORD:
            let_in_web(settings.WEB_DB_PASSWORD)
        self._call("load_reference")
        if not no_demo:
            self._call("load_demo")

    def _call(self, command: str, **options: object) -> None:
        start = time.monotonic()
        call_command(command, stdout=self.stdout, **options)
        self.stdout.write(f"{command} took {time.monotonic() - start:.1f} s")


def let_in_web(password: str) -> None:
    """Let the product's role log in with the password, which the server sees only as its hash."""
    with connection.cursor() as cursor:
        hashed = encrypt_password(password, "empac_web", cursor.connection, "scram-sha-256")
        statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
        cursor.execute(statement.format(sql.Identifier("empac_web"), sql.Literal(hashed)))
