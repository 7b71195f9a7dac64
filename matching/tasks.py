"""Celery shells around jobs. A task carries an id only."""

import logging
import uuid

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from matching import jobs
from matching.models import FirstLook, Job, MatchRun, PersonSearch

logger = logging.getLogger(__name__)

# The retries serve a database that is away at the claim; after that the lease and the sweep do.
TRIED_AGAIN = {
    "autoretry_for": (OperationalError,),
    "retry_backoff": True,
    "retry_backoff_max": 60,
    "max_retries": 8,
}


@shared_task(**TRIED_AGAIN)
def execute_run(run_id: str) -> None:
    jobs.execute_run(uuid.UUID(run_id))


@shared_task(**TRIED_AGAIN)
def execute_look(look_id: str) -> None:
    jobs.execute_look(uuid.UUID(look_id))


@shared_task(**TRIED_AGAIN)
def execute_search(search_id: str) -> None:
    jobs.execute_search(uuid.UUID(search_id))


@shared_task
def purge_searches() -> None:
    """Take away searches of the register that are a day old, with what they asked and found."""
    PersonSearch.objects.outlived().delete()


DOORBELLS = {MatchRun: execute_run, FirstLook: execute_look, PersonSearch: execute_search}


@shared_task
def sweep() -> None:
    """Ring again for jobs that wait longer than they should."""
    for kind in DOORBELLS:
        for job_id in jobs.due_for_ringing(kind):
            ring(job_id, kind)


def ring(job_id: uuid.UUID, kind: type[Job] = MatchRun) -> bool:
    """Tell the workers that a job waits; False when the queue is away: the sweeper rings again."""
    try:
        DOORBELLS[kind].apply_async((str(job_id),), retry=False)
    except (QueueAway, OSError) as error:
        logger.warning("The queue did not take job %s: %s", job_id, type(error).__name__)
        return False
    kind.objects.filter(pk=job_id).update(rung_at=timezone.now())
    return True
