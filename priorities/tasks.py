"""Celery shells around jobs. A task carries an id only."""

import logging
import smtplib
import uuid

from celery import shared_task
from kombu.exceptions import OperationalError as QueueAway

from accounts.mail import is_on
from priorities import jobs, mail

logger = logging.getLogger(__name__)


@shared_task
def tell(glass_id: str) -> None:
    """Tell the owners of a question that it was opened; what fails, the sweep rings for again."""
    if not is_on():
        return
    try:
        jobs.tell(uuid.UUID(glass_id), mail.tell_of_broken_glass)
    except (OSError, smtplib.SMTPException) as error:
        # The server's own words may hold an address.
        logger.warning("Opening %s: no mail went out: %s", glass_id, type(error).__name__)


@shared_task
def sweep() -> None:
    """Ring for every opening whose owners have not been told; for none while mails are off."""
    if not is_on():
        return
    for glass_id in jobs.due():
        ring(glass_id)


def ring(glass_id: uuid.UUID) -> None:
    """Tell the workers; when the queue is away, the sweep rings again."""
    try:
        tell.apply_async((str(glass_id),), retry=False)
    except (QueueAway, OSError) as error:
        logger.warning("The queue did not take %s: %s", glass_id, type(error).__name__)
