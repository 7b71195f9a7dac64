"""A person's own page of what they do not want to be suggested for."""

import uuid

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from matching.forms.exclusions import ExclusionForm
from matching.models import Exclusion
from matching.services import exclusions as services
from matching.services.looks import own_entry
from pages.answers import form_page
from priorities.models import Question


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROFILE_EDIT)
def exclusion_list(request: SignedInRequest) -> HttpResponse:
    """What one is not suggested for, and one more."""
    entry = own_entry(request.user)
    initial = {"about": request.GET.get("about", "")}
    form = ExclusionForm(request.POST or None, user=request.user, initial=initial)
    if entry and form.is_valid():
        services.exclude(researcher=entry, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. You are left out from the next search on.")
        return redirect("matching:exclusions")
    asked = Prefetch("question", Question.objects.for_reading(request.user))
    mine = Exclusion.objects.filter(researcher=entry).select_related("organisation", "theme")
    context = {"form": form, "entry": entry, "exclusions": mine.prefetch_related(asked)}
    return form_page(request, "matching/exclusion_list.html", context)


@require_POST
@requires(Permission.PROFILE_EDIT)
def exclusion_remove(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take one back; it is a person's own or not there."""
    mine = Exclusion.objects.filter(researcher__user=request.user)
    services.include_again(exclusion=get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, "Taken back. You may be suggested again.")
    return redirect("matching:exclusions")
