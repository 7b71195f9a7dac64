"""The Celery app; tasks live in each app's `tasks.py`."""

import os
import sys

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empac.settings")

app = Celery("empac")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_to_start(**_: object) -> None:
    """End a worker or scheduler whose role may too much; Celery would only log an exception."""
    # Not at the top: the settings import this package before they are there.
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    from empac import checks  # noqa: PLC0415

    try:
        checks.refuse_to_start()
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")
