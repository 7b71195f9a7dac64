"""Asking for a run, watching it and stopping it."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest
from matching import services
from matching.models import MatchRun
from matching.views.matches import basis_for
from priorities.models import Question
from priorities.policy import Facet


@require_POST
def find_people(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Start a run; pressed twice, it is the same run."""
    known = Question.objects.visible_to(request.user, Facet.MATCHES).for_reading(request.user)
    question = get_object_or_404(known, pk=pk)
    basis = basis_for(request.user, question)
    services.find_people(question=question, basis=basis, by=request.user)
    return redirect("matching:matches", question.pk)


@require_safe
def run_progress(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """How far a run is: a fragment that asks again, and reloads the page once it is over.

    To a plain browser, as after signing in, the page that the fragment stands on.
    """
    run = get_object_or_404(MatchRun.objects.visible_to(request.user), pk=pk)
    if not request.htmx:
        return _page_of(run)
    response = render(request, "matching/_run.html", {"newest": run})
    if not run.is_active:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def run_cancel(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop a run."""
    run = get_object_or_404(MatchRun.objects.visible_to(request.user), pk=pk)
    try:
        services.cancel(run=run, by=request.user)
        messages.success(request, "Stopped. Nothing was changed.")
    except ValidationError as error:
        messages.info(request, error.message)
    return _page_of(run)


def _page_of(run: MatchRun) -> HttpResponse:
    """To the page on which what it finds is shown."""
    if run.version_id:
        return redirect("matching:version-people", run.version_id)
    return redirect("matching:matches", run.question_id)
