"""Celery shells around jobs."""

import logging

from celery import shared_task

from researchers import jobs

logger = logging.getLogger(__name__)


@shared_task
def purge_needs() -> None:
    """Take away what people needed at events that are over."""
    logger.info("Access needs of %s people taken away", jobs.purge_needs())


@shared_task
def purge_imports() -> None:
    jobs.purge_imports()


@shared_task
def expire_stubs() -> None:
    """Take away entries that nobody claimed in time."""
    logger.info("Entries that nobody claimed, taken away: %s", jobs.expire_stubs())


@shared_task
def ask_to_confirm() -> None:
    """Ask people whether their entry is still true."""
    logger.info("Asked to confirm their entry: %s", jobs.ask_to_confirm())
