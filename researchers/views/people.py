"""Pages on which others look at people and their expertise."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest
from accounts.models import Mail, User
from accounts.permissions import Permission
from pages.listing import Column, Listing
from researchers.forms.people import PeopleFilterForm
from researchers.load import load_of
from researchers.models import AccessNeeds, Output, Researcher, ResearcherQuerySet
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


COORDINATOR_COLUMNS = [
    Column("State", lambda person: person.state.label),
    Column("Last confirmed", lambda person: localdate(person.confirmed_at).isoformat()),
    Column("This term", lambda person: person.load),
]
# Kinds of mail that tell of nothing but the account: others might tell of a question.
MAILS = ["invitation", "confirmed"]
MAILS_SHOWN = 20


@require_safe
def person_list(request: SignedInRequest) -> HttpResponse:
    """The register, with filters; also as CSV. Coordinators see how far each entry has come."""
    is_coordinator = request.user.can(Permission.PERSON_READ_ALL)
    listing = Listing(
        request,
        Researcher.objects.visible_to(request.user).for_listing(),
        [*PEOPLE_COLUMNS, *COORDINATOR_COLUMNS] if is_coordinator else PEOPLE_COLUMNS,
        "people",
        noun=("person", "people"),
        filter_form=PeopleFilterForm(request.GET, reader=request.user),
        present=lambda rows: _presented(rows, request.user, is_coordinator=is_coordinator),
    )
    return listing.respond("researchers/person_list.html", fragment="researchers/_person_list.html")


def _presented(
    rows: Iterable[Researcher], reader: User, *, is_coordinator: bool
) -> list[Researcher]:
    people = [person.seen_by(reader) for person in rows]
    loads = load_of([person.pk for person in people], reader) if is_coordinator else {}
    for person in people:
        person.load = loads.get(person.pk, "")
    return people


@require_safe
def person_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One profile as the reader sees it: sections that they may not see are not there.

    Beside it, for coordinators, what they need to look after the register.
    """
    people = with_evidence(Researcher.objects.visible_to(request.user))
    person = get_object_or_404(people, pk=pk).seen_by(request.user)
    context = {"person": person}
    if request.user.can(Permission.PERSON_READ_ALL):
        context["for_coordinators"] = _for_coordinators(person, request.user)
    return render(request, "researchers/person_detail.html", context)


def _for_coordinators(person: Researcher, reader: User) -> dict[str, Any]:
    address = person.user.email if person.user else person.stub_email
    of_person = Q(to_address=address) if address else Q(pk=None)
    if person.user:
        of_person |= Q(to=person.user)
    needs = AccessNeeds.objects.visible_to(reader)
    return {
        "load": load_of([person.pk], reader).get(person.pk, ""),
        "mails": Mail.objects.filter(of_person, kind__in=MAILS)[:MAILS_SHOWN],
        "has_needs": person.user_id and needs.filter(person=person.user_id).exists(),
    }


@require_safe
@login_not_required
@require_safe
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
