"""Mails of which nobody knows whether they arrived: a person finds out and says so."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts import mail, services
from accounts.access import SignedInRequest, requires
from accounts.models import Mail
from accounts.permissions import Permission
from pages.listing import Column, Listing

COLUMNS = [
    Column("Mail", lambda mail: mail.kind_in_words),
    Column("To", lambda mail: mail.address),
    Column("What is known", lambda mail: mail.get_state_display()),
    Column("Note", lambda mail: mail.note),
    Column("At", lambda mail: mail.ended_at),
]
HAS_ARRIVED = {"arrived": True, "again": False}


@require_safe
@requires(Permission.MAIL_SETTLE)
def mail_list(request: SignedInRequest) -> HttpResponse:
    """What perhaps went out and what did not, the oldest first; also as CSV."""
    listing = Listing(
        request,
        Mail.objects.unsettled().select_related("to").order_by("ended_at", "id"),
        COLUMNS,
        "mails",
        noun=("mail to settle", "mails to settle"),
    )
    return listing.respond(
        "accounts/mail_list.html", {"mail_is_on": mail.is_on()}, fragment="accounts/_mail_list.html"
    )


@require_POST
@requires(Permission.MAIL_SETTLE)
def settle(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what somebody found out: it arrived, or it is sent again."""
    said = HAS_ARRIVED.get(request.POST.get("is", ""))
    if said is None:
        raise Http404
    try:
        services.settle_mail(mail_id=pk, has_arrived=said, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, "Noted: it arrived." if said else "It is sent once more.")
    return redirect("accounts:mails")
