"""Who changed what of an entry: for its person, and for coordinators."""

import uuid
from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, requires
from accounts.history import Change, changes
from accounts.models import AuditEvent
from accounts.permissions import Permission
from researchers.models import Capacity, Researcher
from researchers.services import register

# A page shows so many acts; the table keeps all.
SHOWN = 100
# They change with every save or by the clock, or say whose entry this is.
UNTOLD = {"Updated at", "Confirmed at", "Asked at", "Asked times", "Researcher"}


@require_safe
@requires(Permission.PROFILE_EDIT)
@require_safe
def own_history(request: SignedInRequest) -> HttpResponse:
    """What became of one's own entry."""
    return _history(request, register.own_entry(request.user))


@require_safe
@requires(Permission.PERSON_READ_ALL)
@require_safe
def person_history(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What became of somebody's entry."""
    entries = Researcher.objects.visible_to(request.user)
    return _history(request, get_object_or_404(entries.select_related("organisation"), pk=pk))


def _history(request: SignedInRequest, entry: Researcher) -> HttpResponse:
    capacity = Capacity.objects.filter(researcher_id=entry.pk).first()
    acts = AuditEvent.objects.filter(
        target_type=Researcher._meta.label_lower, target_id=str(entry.pk)
    )
    context = {
        "entry": entry,
        "is_own": entry.user_id == request.user.pk,
        "acts": acts.select_related("by")[:SHOWN],
        "changes": _told(changes(entry)),
        "changes_of_capacity": _told(changes(capacity)) if capacity else [],
    }
    return render(request, "researchers/history.html", context)


def _told(entries: Iterable[Change]) -> list[Change]:
    """Without what changes with every save, and without entries in which nothing else did."""
    told = (
        replace(entry, steps=[step for step in entry.steps if step.field not in UNTOLD])
        for entry in entries
    )
    return [entry for entry in told if entry.steps]
