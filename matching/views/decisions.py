"""Each voice's answer about one suggestion, and taking it back."""

import uuid
from itertools import chain

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts import access_log
from accounts.access import SignedInRequest
from accounts.access_log import Facet, Verb
from accounts.models import User
from matching import policy, services
from matching.conflicts import warned
from matching.forms.decisions import DecisionForm, UndoForm
from matching.models import Decision, MatchRun, Suggestion
from matching.rows import Row, rows, shortlisted
from pages.answers import form_page


def suggestion_answer(request: SignedInRequest, pk: uuid.UUID, voice: str) -> HttpResponse:
    """Ask for and take one answer: htmx gets the new row, a plain browser a page."""
    row = _row_for(request.user, pk, voice)
    initial = {"follows": row.follows.get(voice, ""), "answer": request.GET.get("answer", "")}
    form = DecisionForm(request.POST or None, voice=voice, initial=initial)
    if form.is_valid():
        try:
            services.decide(
                suggestion=row.suggestion, voice=voice, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            row = rows([row.suggestion], request.user)[0]
            form.add_error(None, error.messages)
            # What stands by now is on the page; saved again, the answer follows it.
            form.data = request.POST.copy()
            form.data["follows"] = row.follows.get(voice, "")
    if form.is_valid():
        return _answered(request, row, voice)
    if request.htmx:
        # A row has no room to explain; the page of its own does.
        messages.info(request, " ".join(chain.from_iterable(form.errors.values())))
        return HttpResponseClientRedirect(request.path)
    question = row.suggestion.run.question
    access_log.note(by=request.user, verb=Verb.READ, target=question, facet=Facet.MATCHES)
    context = {"form": form, "row": row, "voice": voice, "back": _back(row, voice)}
    context["marking"] = question.shown_marking.label
    return form_page(request, "matching/suggestion_answer.html", context)


@require_POST
def suggestion_undo(request: SignedInRequest, pk: uuid.UUID, voice: str) -> HttpResponse:
    """Take back a voice's standing answer; both stay on record."""
    row = _row_for(request.user, pk, voice)
    form = UndoForm(request.POST)
    try:
        services.decide(
            suggestion=row.suggestion,
            voice=voice,
            answer=Decision.Answer.UNDONE,
            by=request.user,
            follows=form.cleaned_data["follows"] if form.is_valid() else None,
        )
    except ValidationError as error:
        messages.info(request, " ".join(error.messages))
    return _answered(request, row, voice)


def _row_for(user: User, pk: uuid.UUID, voice: str) -> Row:
    """The row a person may speak on with this voice; else 404 for what is hidden, 403 for acts."""
    if voice not in policy.SPEAKS:
        raise Http404
    if not user.can(policy.SPEAKS[voice]):
        raise PermissionDenied
    # Not only the newest run's: a page left open while people were compared again still works.
    suggestion = get_object_or_404(Suggestion.objects.visible_to(user).for_listing(user), pk=pk)
    if suggestion.run.basis != MatchRun.Basis.SUMMARY:
        raise Http404
    if not services.may_speak(user, voice, suggestion):
        raise Http404
    return rows([suggestion], user)[0]


def _answered(request: SignedInRequest, row: Row, voice: str) -> HttpResponse:
    if not request.htmx:
        return redirect(_back(row, voice))
    fresh = warned([row.suggestion], row.suggestion.run.question, request.user)[0]
    context = {
        "row": fresh,
        "may_answer": True,
        "may_decide": True,
        "was_answered": True,
        "shortlisted": shortlisted(row.suggestion.run.question),
    }
    return render(request, f"matching/_{voice}_row.html", context)


def _back(row: Row, voice: str) -> str:
    question = row.suggestion.run.question_id
    return {
        Decision.Voice.COORDINATOR: reverse("matching:matches", args=[question]),
        Decision.Voice.LEAD: reverse("matching:shortlist", args=[question]),
        Decision.Voice.RESEARCHER: reverse("matching:my-matches"),
    }[Decision.Voice(voice)] + f"#{row.suggestion.pk}"
