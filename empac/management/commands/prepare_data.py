"""`manage.py prepare_data`: bring the database to where this version of the code expects it."""

import time
from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrates and loads the reference and demo data. Safe to run again."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="load no invented people")

    def handle(self, *, no_demo: bool, verbosity: int, **_: object) -> None:
        self._call("migrate", interactive=False, verbosity=verbosity)
        self._call("load_reference")
        if not no_demo:
            self._call("load_demo")

    def _call(self, command: str, **options: object) -> None:
        start = time.monotonic()
        call_command(command, stdout=self.stdout, **options)
        self.stdout.write(f"{command} took {time.monotonic() - start:.1f} s")
