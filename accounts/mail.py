"""The one door by which mails go out: marked in words at the top and the bottom, as every page is.

Here and not in `pages`, since it knows markings and people. Mail goes where it will, so what a
mail says is for its caller to keep harmless; the marking is the mail's own.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend as Line

from accounts.markings import Marking
from accounts.models import User

LAYOUT = """\
{marking}

{words}

This message was sent by {site}. Nobody reads answers to it.

{marking}
"""
# With these a server says that it has not taken a mail; any other fault leaves that open.
REFUSED = (
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)


def is_on() -> bool:
    """Whether this deployment has said where mails go; without, none is sent."""
    return bool(settings.MAIL_IS_ON)


@contextmanager
def open_line() -> Iterator[Line]:
    """Keep a line to the mail server open, for whoever must know that it is there.

    Raises:
        OSError, smtplib.SMTPException: there is no server, or it does not let us in.
    """
    line = get_connection()
    line.open()
    try:
        yield line
    finally:
        line.close()


def send(
    *,
    subject: str,
    words: str,
    to: User | str,
    marking: Marking = Marking.OFFICIAL,
    line: Line | None = None,
) -> None:
    """Send one person a mail; who else gets the same is not named in it.

    Raises:
        OSError, smtplib.SMTPException: the mail was not taken.
    """
    body = LAYOUT.format(marking=marking.label, words=words.strip(), site=settings.SITE_NAME)
    address = to if isinstance(to, str) else to.email
    # A machine that answers by itself is asked not to.
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, body, to=[address], headers=headers, connection=line).send()


def is_for_good(error: smtplib.SMTPException) -> bool:
    """Whether a server that refused a mail would do so again: its number begins with 5."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        numbers = [number for number, _ in error.recipients.values()]
    else:
        numbers = [getattr(error, "smtp_code", 500)]
    return all(number >= 500 for number in numbers)
