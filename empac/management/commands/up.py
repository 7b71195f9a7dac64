"""`manage.py up`: set everything up and run it until Ctrl-C. `./run` is the way to call it."""

import os
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from empac.checkout_lock import AlreadyRunning
from empac.embedded import EmbeddedError
from empac.launch import FIRST_PORT, Launch, Options
from empac.supervisor import StepFailed
from seeds.sign_ins import DEMO_PASSWORD, SIGN_INS


class Command(BaseCommand):
    help = (
        "Sets up and runs everything: front end, model, PostgreSQL, Valkey, data, web, worker and "
        "scheduler, with one log. DATABASE_URL and REDIS_URL, where set, are used as they are."
    )
    # There is nothing to check before it is set up.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, help=f"default: the first free from {FIRST_PORT}")
        parser.add_argument("--no-demo", action="store_true", help="load no invented people")

    def handle(self, *, host: str, port: int | None, no_demo: bool, **_: object) -> None:
        options = Options(host=host, port=port, demo=not no_demo)
        welcome = [] if no_demo else sign_ins()
        try:
            Launch(settings.BASE_DIR, dict(os.environ), options).run(welcome)
        except (AlreadyRunning, EmbeddedError, StepFailed) as error:
            raise CommandError(str(error)) from error


def sign_ins() -> list[str]:
    """Return one line for each role of the demo data: how to sign in with it."""
    rows = [f"  {role:<16} {email}" for role, email in SIGN_INS]
    return ["Sign in as", *rows, f"each with the password  {DEMO_PASSWORD}"]
