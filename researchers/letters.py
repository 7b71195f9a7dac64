"""What the mails of this app say; each is written when it is sent, from the rows as they are."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts import links, outbox
from accounts.models import Mail
from accounts.outbox import Letter
from pages.templatetags.page import uk_date
from researchers.models import Researcher

CONFIRM_PAGE = "researchers:confirm"
# Longer than it takes until the last reminder.
LINK_LASTS = timedelta(days=90)

CONFIRM_ENTRY = """\
{name},

It is half a year since you last said that your entry on the register of EMPAC Connect is true. \
This link shows what stands there. One press says that it is still true, without a password:

{link}

The same page leads to where you can change it. The link works until {until}.

Nothing is taken away if you do nothing: coordinators are told how old your entry is, and it is \
found a little later than others.
"""


@outbox.kind("confirm-entry")
def confirm_entry(mail: Mail) -> Letter | None:
    """The link by which somebody says that their entry is true; none to whom it is no question."""
    entry = Researcher.objects.standing().filter(pk=mail.about).first()
    if entry is None or entry.asked_at is None or not entry.is_stale:
        return None
    words = CONFIRM_ENTRY.format(
        name=entry.name,
        link=confirm_link(entry, asked_at=entry.asked_at),
        until=uk_date(last_day(asked_on(entry.asked_at))),
    )
    return Letter("Is your entry still true?", words)


def confirm_link(entry: Researcher, *, asked_at: datetime) -> str:
    """The address that answers what was asked on a day; whoever has it may answer, for a while."""
    return links.link(CONFIRM_PAGE, entry.pk, asked_on(asked_at).toordinal())


def asked_on(asked_at: datetime) -> date:
    return timezone.localdate(asked_at)


def last_day(asked: date) -> date:
    """The last day on which the link that was sent on a day still opens something."""
    return asked + LINK_LASTS
