"""Celery shells. What those of the seals log keeps roots outside the database."""

import logging
import uuid

from celery import shared_task
from django.core.management import call_command

from accounts import attempts, outbox, seals
from accounts.models import Invitation, Mail, SignUp

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


@shared_task
def tidy() -> None:
    """Take away sessions that have ended, old counts of tries, and old mails and links."""
    call_command("clearsessions")
    attempts.forget()
    Mail.objects.forget()
    SignUp.objects.forget()
    Invitation.objects.forget()


@shared_task
def deliver(mail_id: str) -> None:
    outbox.deliver(uuid.UUID(mail_id))


@shared_task
def sweep() -> None:
    outbox.sweep()
