"""Celery shells around the seals. The lines they log keep roots outside the database."""

import logging

from celery import shared_task

from accounts import seals

logger = logging.getLogger(__name__)


@shared_task
def seal() -> None:
    for made in seals.seal():
        logger.info("Access log: %s, %s entries, root %s", made, made.events, made.root)


@shared_task
def verify() -> None:
    verdict = seals.verify()
    if verdict.broken is None:
        logger.info("Access log: %s seals hold, root %s", verdict.seals, verdict.root)
    else:
        logger.error("Access log: seal %s is broken: %s", verdict.broken, verdict.why)
