"""Pages about what people need at an event: each for their own, and for coordinators all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts import access_log
from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.answers import form_page
from pages.listing import Column, Listing
from researchers.forms.needs import NeedsForm
from researchers.models import AccessNeeds
from researchers.services import needs


def needs_edit(request: SignedInRequest) -> HttpResponse:
    """Say what one needs oneself."""
    mine = AccessNeeds.objects.filter(person=request.user).first()
    form = NeedsForm(request.POST or None, instance=mine or AccessNeeds(person=request.user))
    if form.is_valid():
        kept = needs.save_needs(by=request.user, **form.cleaned_data)
        messages.success(request, "Saved." if kept else "Nothing is kept of what you need.")
        return redirect("clearances:account")
    return form_page(request, "researchers/needs_edit.html", {"form": form})


@requires(Permission.PERSON_READ_ALL)
def needs_list(request: SignedInRequest) -> HttpResponse:
    """What everybody has said, the next event first; who reads it is written down."""
    listing = Listing(
        request,
        AccessNeeds.objects.visible_to(request.user)
        .select_related("person")
        .order_by("event_on", "person__name", "pk"),
        [
            Column("Name", lambda row: row.person.name),
            Column("Last day", lambda row: row.event_on.isoformat()),
            Column("Access", lambda row: row.access),
            Column("Food and drink", lambda row: row.diet),
        ],
        "access-needs",
        noun=("person", "people"),
        facet=access_log.Facet.NEEDS,
    )
    return listing.respond("researchers/needs_list.html", fragment="researchers/_needs_list.html")
