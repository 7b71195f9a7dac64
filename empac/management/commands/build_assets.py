"""`manage.py build_assets`: build the styles and scripts if their sources changed."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from empac.frontend import Frontend, FrontendError


class Command(BaseCommand):
    help = (
        "Builds the styles and scripts with Node 20 or newer; brings its own where there is none."
    )
    requires_system_checks: list[str] = []

    def handle(self, **_: object) -> None:
        frontend = Frontend(settings.BASE_DIR)
        if frontend.is_current():
            self.stdout.write("The front end is built already.")
            return
        try:
            frontend.build()
        except FrontendError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The front end is built.")
