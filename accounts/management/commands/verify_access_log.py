from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts import seals


class Command(BaseCommand):
    help = "Work out every seal of the access log anew; exits 1 and names the first that is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--root", default="", help="a root noted down earlier, which must be among the seals"
        )

    def handle(self, *, root: str, **_: object) -> None:
        found = seals.verify(root=root)
        said = f"{found.seals:,} seals over {found.events:,} entries hold"
        if found.broken is not None:
            message = f"Seal {found.broken} is broken. {found.why} Before it, {said}."
            raise CommandError(message)
        if root and not found.seals:
            raise CommandError("There is no seal, so none has that root.")
        self.stdout.write(f"{said}; {found.unsealed:,} entries wait for the next seal.")
        self.stdout.write(f"Last root: {found.root}")
