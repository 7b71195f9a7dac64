"""Signing in and out, who belongs to the collaboration, and the access log."""

from collections.abc import Iterable

from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from accounts import seals
from accounts.access import SignedInRequest, requires
from accounts.access_log import Facet
from accounts.forms import AccessLogFilterForm, SignInForm
from accounts.models import AccessEvent, Organisation, Seal, User
from accounts.permissions import Permission
from pages.listing import Column, Listing


# A try is counted for good before its password is looked at, and holds up nobody meanwhile.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class SignInView(LoginView):
    """What this is, and the way in; who is signed in already goes home."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Answer 422, as every form with errors does, or 429 after too many tries."""
        is_limited = form.has_error(NON_FIELD_ERRORS, "limited")
        status, headers = (429, {"Retry-After": "300"}) if is_limited else (422, {})
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=status, headers=headers)


class SignOutView(LogoutView):
    """Ends the session; by POST only."""


ORGANISATION_COLUMNS = [
    Column("Organisation", lambda organisation: organisation.name),
    Column("Kind", lambda organisation: organisation.get_kind_display()),
    Column("Joined", lambda organisation: organisation.joined_on),
    Column("Left", lambda organisation: organisation.left_on),
    Column(
        "Contact points",
        lambda organisation: "; ".join(m.user.name for m in organisation.contact_points),
    ),
]


@require_safe
def organisation_list(request: SignedInRequest) -> HttpResponse:
    """The organisations that belong or belonged, with who speaks for each; also as CSV."""
    listing = Listing(
        request,
        Organisation.objects.with_contact_points(),
        ORGANISATION_COLUMNS,
        "organisations",
        noun=("organisation", "organisations"),
    )
    return listing.respond(
        "accounts/organisation_list.html",
        {"today": timezone.localdate()},
        fragment="accounts/_organisation_list.html",
    )


ACCESS_COLUMNS = [
    Column("Number", lambda event: event.pk),
    Column("When", lambda event: event.at.isoformat()),
    Column("Person’s id", lambda event: event.actor or ""),
    Column("Name today", lambda event: event.name),
    Column("Act", lambda event: event.verb),
    Column("Facet", lambda event: event.facet),
    Column("Thing", lambda event: event.object_type),
    Column("Thing’s id", lambda event: event.object_id),
    Column("More", lambda event: event.reason),
]


@require_safe
@requires(Permission.LOG_READ)
def access_log(request: SignedInRequest) -> HttpResponse:
    """Who read, downloaded, signed in or was refused, newest first; also as CSV."""
    listing = Listing(
        request,
        AccessEvent.objects.all(),
        ACCESS_COLUMNS,
        "access-log",
        noun=("entry", "entries"),
        filter_form=AccessLogFilterForm(request.GET),
        present=_named,
        facet=Facet.ACCESS_LOG,
    )
    context = {
        "seal": Seal.objects.last(),
        "unsealed": seals.unsealed().count(),
        "verification": seals.last_verification(),
    }
    return listing.respond(
        "accounts/access_log.html", context, fragment="accounts/_access_log.html"
    )


def _named(events: Iterable[AccessEvent]) -> list[AccessEvent]:
    """Give each entry the name its person has today; the log itself holds none."""
    events = list(events)
    people = User.objects.filter(pk__in={event.actor for event in events if event.actor})
    names = dict(people.values_list("pk", "name"))
    for event in events:
        event.name = names.get(event.actor, "") if event.actor else ""
    return events
