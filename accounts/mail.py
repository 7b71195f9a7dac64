"""The one door by which mails go out: marked in words at the top and the bottom, as every page is.

Here and not in `pages`, since it knows markings and people. Mail goes where it will, so what a
mail says is for its caller to keep harmless; the marking is the mail's own.
"""

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.markings import Marking
from accounts.models import User

LAYOUT = """\
{marking}

{words}

This message was sent by {site}. Nobody reads answers to it.

{marking}
"""


def is_on() -> bool:
    """Whether this deployment has said where mails go; without, none is sent."""
    return bool(settings.MAIL_IS_ON)


def send(*, subject: str, words: str, to: User, marking: Marking = Marking.OFFICIAL) -> None:
    """Send one person a mail; who else gets the same is not named in it.

    Raises:
        OSError, smtplib.SMTPException: the mail was not taken.
    """
    body = LAYOUT.format(marking=marking.label, words=words.strip(), site=settings.SITE_NAME)
    # A machine that answers by itself is asked not to.
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, body, to=[to.email], headers=headers).send()
