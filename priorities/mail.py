"""The one mail that this app sends. It says nothing of a question: mail goes where it will."""

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.models import User

SUBJECT = "Somebody was let into one of your questions"
BODY = """\
Somebody was let into one of your questions for four hours by two coordinators. \
Sign in to see which.

{address}

This message was sent by EMPAC Connect. Nobody reads answers to it.
"""


def is_on() -> bool:
    """Whether this deployment has said where mails go; without, none is sent."""
    return bool(settings.MAIL_IS_ON)


def tell_of_broken_glass(owner: User) -> None:
    """Send it to one owner of a question that was opened; whoever else owns it is not named.

    Raises:
        OSError, smtplib.SMTPException: the mail was not taken.
    """
    body = BODY.format(address=f"{settings.SITE_ADDRESS}/home")
    # A machine that answers by itself is asked not to.
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(SUBJECT, body, to=[owner.email], headers=headers).send()
