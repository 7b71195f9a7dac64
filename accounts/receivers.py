"""What is told to the access log by signals: signing in and out, and lists that were shown."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import access_log
from accounts.access_log import Verb
from accounts.models import User
from pages.listing import Listing
from pages.signals import rows_shown


@receiver(user_logged_in)
def note_sign_in(user: User, **_: Any) -> None:
    access_log.note(by=user, verb=Verb.SIGN_IN, target=user)


@receiver(user_logged_out)
def note_sign_out(user: User | None, **_: Any) -> None:
    if user:
        access_log.note(by=user, verb=Verb.SIGN_OUT, target=user)


@receiver(user_login_failed)
def note_failed_sign_in(credentials: dict[str, str], **_: Any) -> None:
    """The account that was tried where there is one, never the address that was typed."""
    typed = credentials.get("username") or ""
    # The same two statements with an account and without: how long it takes tells nobody.
    account = User.objects.filter(email=typed.strip().lower()).first()
    access_log.note(by=None, verb=Verb.SIGN_IN_FAILED, target=account)


@receiver(rows_shown)
def note_list(listing: Listing, rows: int, *, as_csv: bool, **_: Any) -> None:
    """Every download counts as one; a page of a list does where it shows a facet that counts."""
    by = getattr(listing.request, "user", None)
    about = {"target": listing.about, "facet": listing.facet}
    if as_csv:
        reason = f"{_address(listing.request)}, rows: {rows}"
        access_log.note(by=by, verb=Verb.EXPORT, reason=reason, **about)
    elif listing.facet:
        access_log.note(by=by, verb=Verb.READ, **about)


def _address(request: HttpRequest) -> str:
    """The name of the address: unlike the address itself it holds nothing that anyone typed."""
    return request.resolver_match.view_name if request.resolver_match else ""
