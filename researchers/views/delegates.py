"""Pages on which a person names their assistants, and on which these find whom they edit for."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.answers import form_page
from pages.listing import Column, Listing
from researchers.forms.delegates import AssistantForm
from researchers.models import Delegate
from researchers.models.delegates import editable_by
from researchers.services import delegates
from researchers.views.desk import SeatedRequest, at_desk


@at_desk(is_begun=True)
def assistant_list(request: SeatedRequest) -> HttpResponse:
    """Those who may edit one's entry, and naming one more."""
    entry = request.desk.entry
    form = AssistantForm(request.POST or None)
    if form.is_valid():
        try:
            named = delegates.name_assistant(entry=entry, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, f"{named.assistant} may edit your entry now.")
            return redirect("researchers:assistants")
    standing = Delegate.objects.standing().filter(researcher=entry).select_related("assistant")
    points = entry.organisation.memberships.contact_points().select_related("user")
    context = {"form": form, "entry": entry, "delegates": standing}
    others = points.exclude(user=request.user) if not entry.is_draft else points.none()
    return form_page(request, "researchers/assistant_list.html", context | {"points": others})


@require_POST
@requires(Permission.PROFILE_EDIT)
def assistant_end(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Let somebody edit one's entry no longer."""
    mine = Delegate.objects.filter(researcher__user=request.user).select_related("assistant")
    delegate = get_object_or_404(mine, pk=pk)
    delegates.end(delegate=delegate, by=request.user)
    messages.success(request, f"{delegate.assistant} may not edit your entry any more.")
    return redirect("researchers:assistants")


@require_safe
def entry_list(request: SignedInRequest) -> HttpResponse:
    """The entries of others that one may edit for them."""
    listing = Listing(
        request,
        editable_by(request.user).select_related("organisation"),
        [Column("Name", str), Column("Organisation", lambda entry: entry.organisation.name)],
        "entries",
        noun=("entry that you may edit", "entries that you may edit"),
    )
    return listing.respond("researchers/entry_list.html", fragment="researchers/_entry_list.html")
