"""A person's own page of the interests that they declare."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest
from pages.answers import form_page
from researchers.forms.interests import InterestForm
from researchers.models import Interest
from researchers.services import interests as services


@require_http_methods(["GET", "HEAD", "POST"])
def interest_list(request: SignedInRequest) -> HttpResponse:
    """What one has declared, and one more."""
    form = InterestForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            services.declare_interest(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
    if form.is_valid():
        messages.success(request, "Declared. Coordinators see it where it matters.")
        return redirect("researchers:interests")
    mine = Interest.objects.filter(person=request.user)
    context = {"form": form, "interests": mine.select_related("other_person", "organisation")}
    return form_page(request, "researchers/interest_list.html", context)


@require_POST
def interest_remove(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take one off the record; it is a person's own or not there."""
    mine = Interest.objects.filter(person=request.user)
    services.withdraw_interest(interest=get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, "Taken off. Coordinators do not see it any more.")
    return redirect("researchers:interests")
