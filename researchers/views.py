"""Pages about people and their expertise."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.answers import form_page
from pages.listing import Column, Listing
from researchers import services
from researchers.forms import PeopleFilterForm, ProfileForm
from researchers.models import Researcher

PEOPLE_COLUMNS = [
    Column("Name", str),
    Column(
        "Disciplines", lambda person: "; ".join(e.discipline.name for e in person.expertise.all())
    ),
    Column("Approaches", lambda person: "; ".join(a.name for a in person.approaches.all())),
    Column("Organisation", lambda person: person.organisation.name),
    Column("Availability", lambda person: person.get_availability_display()),
    Column("Statement", lambda person: person.statement),
]


@require_safe
def person_list(request: SignedInRequest) -> HttpResponse:
    """The register, with filters; also as CSV."""
    listing = Listing(
        request,
        Researcher.objects.visible_to(request.user).for_listing(),
        PEOPLE_COLUMNS,
        "people",
        noun=("person", "people"),
        filter_form=PeopleFilterForm(request.GET),
    )
    return listing.respond("researchers/person_list.html", fragment="researchers/_person_list.html")


@require_safe
def person_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One profile as others see it."""
    people = Researcher.objects.visible_to(request.user).for_listing()
    person = get_object_or_404(people.prefetch_related("outputs"), pk=pk)
    return render(request, "researchers/person_detail.html", {"person": person})


@requires(Permission.PROFILE_EDIT)
def profile_edit(request: SignedInRequest) -> HttpResponse:
    """A researcher corrects what the register says of them."""
    person = services.own_profile(request.user)
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        services.save_profile(researcher=form.save(commit=False), by=request.user)
        messages.success(request, "Your profile is saved.")
        return redirect("researchers:person", person.pk)
    context = {"form": form, "person": person}
    return form_page(request, "researchers/profile_edit.html", context)
