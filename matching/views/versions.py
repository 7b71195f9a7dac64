"""Who would be found for a question if it stood in other words: for those who answer for it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest
from accounts.markings import Marking
from matching import services, tried
from matching.models import MatchRun
from priorities.models import Question, Version
from priorities.views.reading import find_owned, show


@require_safe
def version_people(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Who comes in, who drops out and who moves, once both wordings were compared with people."""
    question, version = _find(request, pk)
    stood, found = tried.runs(question, version)
    tries = MatchRun.objects.on(question, tried.FULL_TEXT, version).order_by("requested_at")
    # The words that stand may be under way as well: the page waits for either.
    waits = MatchRun.objects.on(question, tried.FULL_TEXT).active()
    context = {
        "version": version,
        "stood": stood,
        "found": found,
        "newest": tries.active().first() or waits.first() or tries.last(),
        "changes": tried.changes(stood, found, request.user) if stood and found else [],
        "marking": max(question.shown_marking, Marking(version.marking)).label,
    }
    return show(request, "matching/version_people.html", question, context)


@require_POST
def version_find(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Compare people with other words, and with those that stand where that was not done yet."""
    question, version = _find(request, pk)
    stood, _ = tried.runs(question, version)
    if stood is None:
        basis = MatchRun.Basis.FULL_TEXT
        services.find_people(question=question, basis=basis, by=request.user)
    services.try_words(version=version, by=request.user)
    return redirect("matching:version-people", version.pk)


def _find(request: SignedInRequest, pk: uuid.UUID) -> tuple[Question, Version]:
    version = get_object_or_404(Version.objects.visible_to(request.user), pk=pk)
    return find_owned(request, version.question_id, reads=True), version
