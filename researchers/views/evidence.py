"""Pages on which a person shows what they know by what they have done."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pages.answers import form_page
from pages.listing import Column, Listing
from researchers.forms.evidence import OutputForm
from researchers.models import Output
from researchers.models.evidence import MOST_PINNED
from researchers.policy import weight_in_words
from researchers.services import evidence
from researchers.views.desk import SeatedRequest, at_desk


@dataclass(frozen=True)
class ShownOutput:
    """One piece of evidence with its weight in words."""

    output: Output
    weight: str


COLUMNS = [
    Column("Kind", lambda shown: shown.output.get_kind_display()),
    Column("Title", lambda shown: shown.output.title),
    Column("Year", lambda shown: shown.output.year),
    Column("Who did it", lambda shown: shown.output.people),
    Column("Where it appeared", lambda shown: shown.output.venue),
    Column("DOI", lambda shown: shown.output.doi),
    Column("Abstract", lambda shown: shown.output.abstract),
    Column("Counts", lambda shown: shown.weight),
]


@require_safe
@at_desk(is_begun=True)
def evidence_list(request: SeatedRequest) -> HttpResponse:
    """All evidence of a person, pinned first, set aside last, with what each counts for."""
    person = request.desk.entry
    listing = Listing(
        request,
        person.outputs.order_by(
            F("set_aside_at").asc(nulls_first=True),
            F("pinned_at").asc(nulls_last=True),
            F("year").desc(nulls_last=True),
            *("title", "pk"),
        ),
        COLUMNS,
        "evidence",
        noun=("piece of evidence", "pieces of evidence"),
        per_page=50,
        present=shown,
    )
    context = {
        "person": person,
        "pinned": person.outputs.pinned().count(),
        "most_pinned": MOST_PINNED,
    }
    return listing.respond(
        "researchers/evidence.html", context, fragment="researchers/_evidence_list.html"
    )


def shown(outputs: Any) -> list[ShownOutput]:
    """Outputs with their weights in words, as of today."""
    today = timezone.localdate()
    return [
        ShownOutput(
            output,
            "does not count: set aside"
            if output.set_aside_at
            else weight_in_words(output.kind, output.year, bool(output.pinned_at), today),
        )
        for output in outputs
    ]


@at_desk(is_begun=True)
def output_add(request: SeatedRequest) -> HttpResponse:
    """Put something on the list by hand."""
    form = OutputForm(request.POST or None, instance=Output(researcher=request.desk.entry))
    if form.is_valid():
        try:
            evidence.add(output=form.save(commit=False), by=request.user)
        except ValidationError:
            form.refuse()
        else:
            messages.success(request, "Added.")
            return redirect(request.desk.url("register-evidence"))
    return form_page(request, "researchers/output_edit.html", {"form": form, "output": None})


@at_desk()
def output_edit(request: SeatedRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct one piece of evidence."""
    output = get_object_or_404(_listed(request), pk=pk)
    form = OutputForm(request.POST or None, instance=output)
    if form.is_valid():
        try:
            evidence.change(output=form.save(commit=False), by=request.user)
        except ValidationError:
            form.refuse()
        else:
            messages.success(request, "Saved.")
            return redirect(request.desk.url("register-evidence"))
    return form_page(request, "researchers/output_edit.html", {"form": form, "output": output})


@at_desk()
def output_remove(request: SeatedRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then take it off the list for good."""
    output = get_object_or_404(_listed(request), pk=pk)
    if request.method != "POST":
        return render(request, "researchers/output_remove.html", {"output": output})
    evidence.remove(output=output, by=request.user)
    messages.success(request, "Removed.")
    return redirect(request.desk.url("register-evidence"))


@require_POST
@at_desk()
def output_pin(request: SeatedRequest, pk: uuid.UUID) -> HttpResponse:
    """Pin or unpin; htmx follows to the list's fragment, a plain browser to the page."""
    output = get_object_or_404(_listed(request), pk=pk)
    try:
        evidence.pin(output=output, is_pinned=_wanted(request.POST), by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return _back(request)


@require_POST
@at_desk()
def output_aside(request: SeatedRequest, pk: uuid.UUID) -> HttpResponse:
    """ "This is not me any more", or "It is me after all"."""
    output = get_object_or_404(_listed(request), pk=pk)
    evidence.set_aside(output=output, is_aside=_wanted(request.POST), by=request.user)
    return _back(request)


def _listed(request: SeatedRequest) -> QuerySet[Output]:
    return Output.objects.filter(researcher_id=request.desk.entry.pk)


def _wanted(data: QueryDict) -> bool:
    """What the button says; anything but yes or no is no button of ours."""
    if data.get("wanted") not in ("yes", "no"):
        raise Http404
    return data["wanted"] == "yes"


def _back(request: SeatedRequest) -> HttpResponse:
    page = request.POST.get("page", "")
    here = request.desk.url("register-evidence")
    return redirect(f"{here}?page={page}" if page.isascii() and page.isdigit() else here)
