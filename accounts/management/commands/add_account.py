"""`manage.py add_account`: the first people of a deployment, who are not invited by anybody."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.models import Organisation
from accounts.permissions import Role


class Command(BaseCommand):
    help = "Make an account. The password is asked for, or read as one line from a pipe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--organisation", required=True, help="its slug, such as emsou")
        parser.add_argument("--role", required=True, choices=Role.values)

        parser.add_argument(
            "--contact-point",
            action="store_true",
            help="the person speaks for the organisation; their name stands beside it",
        )

    def handle(self, *, email: str, name: str, role: str, **options: Any) -> None:
        organisation = options["organisation"]
        try:
            body = Organisation.objects.get(slug=organisation)
        except Organisation.DoesNotExist as error:
            slugs = ", ".join(Organisation.objects.values_list("slug", flat=True))
            message = f"There is no organisation {organisation!r}; there are: {slugs}"
            raise CommandError(message) from error
        try:
            services.add_account(
                email=email,
                name=name,
                organisation=body,
                role=role,
                password=_password(),
                is_contact_point=options["contact_point"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{email} can sign in.")


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
