"""The Celery app; tasks live in each app's `tasks.py`."""

import logging
import os
import sys
from typing import Any

from celery import Celery
from celery.signals import after_setup_logger, beat_init, worker_init

from empac.logs import WithoutWords

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empac.settings")

app = Celery("empac")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@after_setup_logger.connect
def log_without_words(logger: logging.Logger, **setup: Any) -> None:
    """Celery sets up a log of its own: what an exception says is kept out of that, too."""
    for handler in logger.handlers:
        handler.setFormatter(WithoutWords(setup["format"]))


@worker_init.connect
@beat_init.connect
def refuse_to_start(**_: object) -> None:
    """End a worker or scheduler whose role may too much; Celery would only log an exception."""
    # Not at the top: the settings import this package before they are there.
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - see above

    from empac import checks  # noqa: PLC0415 - see above

    try:
        checks.refuse_to_start()
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")
