"""`manage.py check_worker`: the worker's own health check, where there is no web server to ask."""

from django.core.management.base import BaseCommand, CommandError
from redis import RedisError

from empac import canary


class Command(BaseCommand):
    help = "Exits with an error when no worker has taken a task in the last two minutes."
    requires_system_checks: list[str] = []

    def handle(self, **_: object) -> None:
        try:
            silence = canary.silent_for()
        except RedisError as error:
            message = "The queue does not answer."
            raise CommandError(message) from error
        if silence is None or silence > canary.SILENT_TOO_LONG:
            message = "No worker has been heard in the last two minutes."
            raise CommandError(message)
