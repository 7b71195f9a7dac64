"""Pages on which others look at people and their expertise."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.access import SignedInRequest
from pages.listing import Column, Listing
from researchers.forms.people import PeopleFilterForm
from researchers.models import Output, Researcher, ResearcherQuerySet
from researchers.sections import Section

PEOPLE_COLUMNS = [
    Column("Name", str),
    Column(
        "Disciplines", lambda person: "; ".join(e.discipline.name for e in person.expertise.all())
    ),
    Column("Approaches", lambda person: "; ".join(a.name for a in person.approaches.all())),
    Column("Organisation", lambda person: person.organisation.name),
    Column(
        "Availability",
        lambda person: (
            person.get_availability_display() if Section.AVAILABILITY in person.shown else ""
        ),
    ),
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
        filter_form=PeopleFilterForm(request.GET, reader=request.user),
        present=lambda rows: [person.seen_by(request.user) for person in rows],
    )
    return listing.respond("researchers/person_list.html", fragment="researchers/_person_list.html")


def person_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One profile as the reader sees it: sections that they may not see are not there."""
    people = with_evidence(Researcher.objects.visible_to(request.user))
    person = get_object_or_404(people, pk=pk).seen_by(request.user)
    return render(request, "researchers/person_detail.html", {"person": person})


@login_not_required
def card(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What anybody may read of somebody, without signing in; else as if they were not here."""
    people = with_evidence(Researcher.objects.on_cards())
    # Also to whoever is signed in: this page shows what all the world sees.
    person = get_object_or_404(people, pk=pk).seen_by(AnonymousUser())
    return render(request, "researchers/card.html", {"person": person})


def with_evidence(people: ResearcherQuerySet) -> ResearcherQuerySet:
    """With what a whole profile shows: what was set aside is the person's own to see."""
    outputs = Prefetch("outputs", Output.objects.matched_on())
    return people.for_listing().select_related("user", "capacity").prefetch_related(outputs)
