"""The one mail that this app sends. It says nothing of a question: mail goes where it will."""

from django.conf import settings

from accounts import mail
from accounts.models import User

SUBJECT = "Somebody was let into one of your questions"
WORDS = """\
Somebody was let into one of your questions for four hours by two coordinators. \
Sign in to see which.

{address}
"""


def tell_of_broken_glass(owner: User) -> None:
    """Send it to one owner of a question that was opened; whoever else owns it is not named.

    Raises:
        OSError, smtplib.SMTPException: the mail was not taken.
    """
    mail.send(
        subject=SUBJECT, words=WORDS.format(address=f"{settings.SITE_ADDRESS}/home"), to=owner
    )
