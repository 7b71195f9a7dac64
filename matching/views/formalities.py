"""The page of the boring steps of a match."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts import access_log
from accounts.access import SignedInRequest
from accounts.access_log import Facet, Verb
from accounts.models import User
from matching import services
from matching.forms.formalities import FormalityForm
from matching.models import Formality, MatchRun, Suggestion
from pages.answers import form_page
from pages.submissions import taken


def formality_list(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """How each step stands, for both sides and coordinators; once all have said yes, they act."""
    found = Suggestion.objects.visible_to(request.user).for_listing(request.user)
    suggestion = get_object_or_404(found.filter(run__basis=MatchRun.Basis.SUMMARY), pk=pk)
    accepted = services.is_accepted(suggestion)
    may_settle = accepted and services.may_settle(request.user, suggestion)
    if request.method == "POST" and not may_settle:
        raise PermissionDenied
    form = FormalityForm(request.POST or None, people=_people(suggestion, request.user))
    if taken(request, form, services.settle, "Saved.", suggestion=suggestion):
        return redirect("matching:formalities", suggestion.pk)
    question = suggestion.run.question
    access_log.note(by=request.user, verb=Verb.READ, target=question, facet=Facet.MATCHES)
    context = {
        "form": form,
        "suggestion": suggestion,
        "question": question,
        "accepted": accepted,
        "may_settle": may_settle,
        "steps": _steps(suggestion, request.user),
        "marking": question.shown_marking.label,
    }
    return form_page(request, "matching/formality_list.html", context)


def _people(suggestion: Suggestion, user: User) -> QuerySet[User]:
    """Who can have a step: who owns the question, the researcher, and who says so."""
    question = suggestion.run.question
    theirs = Q(pk__in=[question.lead_id, suggestion.researcher.user_id, user.pk])
    co_owners = question.co_owners.order_by().values("pk")
    return User.objects.filter(theirs | Q(pk__in=co_owners)).order_by("name", "pk")


def _steps(suggestion: Suggestion, user: User) -> list[dict[str, Any]]:
    """Each kind with the newest word on it, and how many days ago that was."""
    pair = {"question": suggestion.run.question_id, "researcher": suggestion.researcher_id}
    rows = Formality.objects.visible_to(user).filter(**pair).standing()
    said = {row.kind: row for row in rows.select_related("owner", "by")}
    now = timezone.now()
    return [
        {"kind": kind, "said": row, "days": (now - row.at).days if row else None}
        for kind in Formality.Kind
        for row in [said.get(kind)]
    ]
