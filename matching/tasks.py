"""Celery shells around jobs. A task carries an id only."""

import logging
import uuid

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from matching import jobs
from matching.models import MatchRun

logger = logging.getLogger(__name__)


# The retries serve a database that is away at the claim; after that the lease and the sweep do.
@shared_task(
    autoretry_for=(OperationalError,), retry_backoff=True, retry_backoff_max=60, max_retries=8
)
def execute_run(run_id: str) -> None:
    jobs.execute_run(uuid.UUID(run_id))


@shared_task
def sweep() -> None:
    """Ring again for runs that wait longer than they should."""
    for run_id in jobs.due_for_ringing():
        ring(run_id)


def ring(run_id: uuid.UUID) -> bool:
    """Tell the workers that a run waits; False when the queue is away: the sweeper rings again."""
    try:
        execute_run.apply_async((str(run_id),), retry=False)
    except (QueueAway, OSError) as error:
        logger.warning("The queue did not take run %s: %s", run_id, type(error).__name__)
        return False
    MatchRun.objects.filter(pk=run_id).update(rung_at=timezone.now())
    return True
