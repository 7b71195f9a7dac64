"""Mails as jobs: an app says what kind of mail goes to whom about what, and a worker sends it.

Each kind is written by one function, found in the `letters.py` of an app:

    @outbox.kind("invitation")
    def invitation(mail: Mail) -> Letter | None: ...

None says that the mail is not needed any more. Where mails are off (`mail.is_on`) rows wait.
"""

import logging
import smtplib
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as QueueAway

from accounts import mail as door
from accounts.markings import Marking
from accounts.models import Mail, User

logger = logging.getLogger(__name__)

TASK = "accounts.tasks.deliver"
MOST_RINGS_A_SWEEP = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says."""

    subject: str
    words: str
    marking: Marking = Marking.OFFICIAL


Writer = Callable[[Mail], Letter | None]
_writers: dict[str, Writer] = {}


def kind(name: str) -> Callable[[Writer], Writer]:
    """Register the function that writes mails of a kind, when they are sent."""

    def register(writer: Writer) -> Writer:
        _writers[name] = writer
        return writer

    return register


def queue(*, kind: str, to: User | str, about: uuid.UUID, by: User | None = None) -> Mail:
    """Let a mail go out once this transaction has ended; one that is under way already is given.

    `to` is a person, or the address of somebody without an account.

    Raises:
        KeyError: nobody writes mails of this kind.
    """
    _writers[kind]
    is_address = isinstance(to, str)
    key = {"to": None, "to_address": to} if is_address else {"to": to, "to_address": ""}
    same = Mail.objects.under_way()
    mail, is_new = same.get_or_create(kind=kind, about=about, **key, defaults={"by": by})
    if is_new:
        transaction.on_commit(lambda: ring(mail.pk), robust=True)
    return mail


def drop(*, kind: str, about: uuid.UUID) -> None:
    """Take back what waits to be sent about something."""
    Mail.objects.filter(kind=kind, about=about).drop()


def ring(mail_id: uuid.UUID) -> None:
    """Tell the workers; when the queue is away, the sweep rings again."""
    if not door.is_on() or not Mail.objects.filter(pk=mail_id).put_off():
        return
    try:
        current_app.send_task(TASK, (str(mail_id),), retry=False)
    except (QueueAway, OSError) as error:
        logger.warning("The queue did not take %s: %s", mail_id, type(error).__name__)


def sweep() -> None:
    """Ring for what waits, and say of what was lost that nobody knows; nothing while mails are off.

    What is uncertain is never sent again by itself: whoever reads of it decides.
    """
    if lost := Mail.objects.lose():
        logger.warning("Mails of which nobody knows whether they went out: %s", lost)
    if not door.is_on():
        return
    for mail_id in list(Mail.objects.due().values_list("pk", flat=True)[:MOST_RINGS_A_SWEEP]):
        ring(mail_id)


def deliver(mail_id: uuid.UUID) -> None:
    """Write a mail that waits, and send it; several workers at once send it once."""
    mail = Mail.objects.waiting().select_related("to").filter(pk=mail_id).first()
    if mail is None or not door.is_on():
        return
    letter = _writers[mail.kind](mail)
    if letter is None:
        Mail.objects.filter(pk=mail_id).drop()
        return
    try:
        # Before the mail is taken: a server that is away leaves it waiting, and nothing uncertain.
        with door.open_line() as line:
            token = Mail.objects.claim(mail_id)
            if token is not None:
                _send(mail, letter, line, token)
    except (OSError, smtplib.SMTPException) as error:
        # The server's own words may hold an address.
        logger.warning("Mail %s: no line to the server: %s", mail_id, type(error).__name__)


def _send(mail: Mail, letter: Letter, line: door.Line, token: uuid.UUID) -> None:
    """Send one that is held and write down what became of it."""
    try:
        door.send(
            subject=letter.subject,
            words=letter.words,
            to=mail.address,
            marking=letter.marking,
            line=line,
        )
    except door.REFUSED as error:
        _refused(mail, token, door.is_for_good(error))
    except (OSError, smtplib.SMTPException) as error:
        # It broke off somewhere: the server may have taken it and may not.
        note = f"The line to the mail server broke: {type(error).__name__}."
        Mail.objects.settle(token, Mail.State.UNCERTAIN, note)
    else:
        Mail.objects.settle(token, Mail.State.SENT)


def _refused(mail: Mail, token: uuid.UUID, is_for_good: bool) -> None:  # noqa: FBT001
    if is_for_good or mail.attempts + 1 >= Mail.MOST_ATTEMPTS:
        Mail.objects.settle(token, Mail.State.FAILED, "The mail server refused it.")
    else:
        Mail.objects.give_back(token, "The mail server asked to try later.")
