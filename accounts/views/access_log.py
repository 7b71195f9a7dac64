"""The access log, for auditors."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts import seals
from accounts.access import SignedInRequest, requires
from accounts.access_log import Facet
from accounts.forms.access_log import AccessLogFilterForm
from accounts.models import AccessEvent, Seal, User
from accounts.permissions import Permission
from pages.listing import Column, Listing

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
