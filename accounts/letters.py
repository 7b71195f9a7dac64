"""What the mails of this app say; each is written when it is sent, from the rows as they are."""

from django.conf import settings
from django.urls import reverse

from accounts import links, outbox
from accounts.models import Invitation, Mail, SignUp, User
from accounts.outbox import Letter
from accounts.permissions import Role
from pages.templatetags.page import uk_date, uk_datetime

INVITATION_PAGE = "accounts:invitation"
SIGN_UP_PAGE = "accounts:sign-up-link"

INVITATION = """\
{name},

{by} invites you to EMPAC Connect, where police in the East Midlands and researchers look at \
questions together: as {role} of {organisation}.

This link is yours alone. It works until {until}:

{link}

If you did not expect this, leave it: nothing happens unless you follow the link and answer.
{beforehand}"""
# Whoever was noted on a list beforehand is told so; whether they were, accounts do not know.
BEFOREHAND = """
A coordinator may have noted your name, post and field from a list of your organisation. Only \
coordinators see that. It is yours to correct when you come in, and goes after 60 days if you do \
not.
"""
SIGN_UP = """\
Somebody, most likely you, asked for an account at EMPAC Connect with this address.

This link makes it. It works until {until}:

{link}

If it was not you, leave it: without the link no account is made.
"""
KNOWN = """\
Somebody, most likely you, asked for an account at EMPAC Connect with this address.

It has one already. Sign in with your password:

{link}

If you have forgotten it, the contact point of your organisation can help. If it was not you, \
leave this: nothing was changed.
"""
SOMEBODY_WAITS = """\
Somebody says that they belong to your organisation and waits for you to confirm it. \
Sign in to see who:

{link}
"""
CONFIRMED = """\
Your organisation has confirmed that you belong to it. You now see what every member sees.

{link}
"""


@outbox.kind("invitation")
def invitation(mail: Mail) -> Letter | None:
    """The link to an invitation that is still open."""
    rows = Invitation.objects.select_related("by", "organisation")
    about = rows.filter(pk=mail.about).first()
    if about is None or not about.is_open:
        return None
    words = INVITATION.format(
        name=about.name,
        by=about.by.name,
        role=about.get_role_display().lower(),
        organisation=about.organisation.name,
        until=uk_date(about.expires_at),
        link=invitation_link(about),
        beforehand=BEFOREHAND if about.role == Role.ACADEMIC else "",
    )
    return Letter(f"{about.by.name} invites you to EMPAC Connect", words)


def invitation_link(about: Invitation) -> str:
    """The address that takes up an invitation; whoever has it may."""
    return links.link(INVITATION_PAGE, about.pk, about.version)


@outbox.kind("sign-up")
def sign_up(mail: Mail) -> Letter | None:
    """The link that makes the account; an address that has one is told so in its place."""
    about = SignUp.objects.filter(pk=mail.about).first()
    if about is None or not about.is_open:
        return None
    if User.objects.filter(email=about.email).exists():
        words = KNOWN.format(link=_page("accounts:sign-in"))
    else:
        link = links.link(SIGN_UP_PAGE, about.pk)
        words = SIGN_UP.format(link=link, until=uk_datetime(about.expires_at))
    return Letter("Your account at EMPAC Connect", words)


@outbox.kind("somebody-waits")
def somebody_waits(_mail: Mail) -> Letter:
    """Tells a contact point to look; who it is stands on the page alone."""
    words = SOMEBODY_WAITS.format(link=_page("accounts:waiting"))
    return Letter("Somebody waits to be confirmed", words)


@outbox.kind("confirmed")
def confirmed(_mail: Mail) -> Letter:
    """Tells somebody that they need not wait any longer."""
    words = CONFIRMED.format(link=_page("accounts:sign-in"))
    return Letter("You are confirmed at EMPAC Connect", words)


def _page(url_name: str) -> str:
    return f"{settings.SITE_ADDRESS}{reverse(url_name)}"
