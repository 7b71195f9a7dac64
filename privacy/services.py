"""What a person asks of what is held of them: to leave."""

import hashlib
import logging
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts import access_log, audit
from accounts.access_log import Verb
from accounts.acting import act
from accounts.models import User
from priorities.models import Question

logger = logging.getLogger(__name__)


def mark_of(person: uuid.UUID) -> str:
    """The line by which the ledger knows a person: a hash, so that it names nobody."""
    return hashlib.sha256(f"empac-erased:{person}".encode()).hexdigest()


def questions_left(user: User) -> int:
    """How many open questions would have nobody to answer for them."""
    return Question.objects.led_by(user).filter(closed_at__isnull=True, lead=user).count()


@act
def leave(*, by: User) -> None:
    """Close the person's account and take away all that tells of them; nothing brings it back.

    Raises:
        ValidationError: questions would be left with nobody to answer for them.
    """
    if questions_left(by):
        said = "Hand your open questions to a colleague first, or close them."
        raise ValidationError(said, code="questions")
    audit.record(by=by, action="account.left", target=by)
    access_log.note(by=by, verb=Verb.SIGN_OUT, target=by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT empac_leave()")
    transaction.on_commit(lambda: write_down(by.pk))


def write_down(person: uuid.UUID) -> None:
    """Add an erasure to the ledger, which lies outside the database and its backups."""
    logger.info("Erased %s", mark_of(person))
    try:
        settings.ERASURE_LEDGER.parent.mkdir(parents=True, exist_ok=True)
        with settings.ERASURE_LEDGER.open("a", encoding="ascii") as ledger:
            ledger.write(f"{mark_of(person)}\n")
    except OSError:
        # The person is erased all the same; the line above can be copied into the ledger.
        logger.exception("The ledger of erasures could not be written")
