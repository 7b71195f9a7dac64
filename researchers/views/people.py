"""Pages on which others look at people and their expertise."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.access import SignedInRequest
from pages.listing import Column, Listing
from researchers.forms.people import PeopleFilterForm
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


def person_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One profile as others see it."""
    people = Researcher.objects.visible_to(request.user).for_listing()
    person = get_object_or_404(people.prefetch_related("outputs"), pk=pk)
    return render(request, "researchers/person_detail.html", {"person": person})
