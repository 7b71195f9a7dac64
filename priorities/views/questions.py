"""Pages about questions."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, requires
from accounts.models import Organisation
from accounts.permissions import Permission
from pages.answers import form_page
from pages.listing import Column, Listing
from priorities import services
from priorities.forms.published import PublishedQuestionsForm
from priorities.forms.questions import LeadForm, QuestionFilterForm
from priorities.models import Question
from priorities.views.question_page import context_of
from priorities.views.reading import as_rows, find, known_by, show


def _text(name: str) -> Any:
    return lambda question: getattr(question.text, name, "") or ""


def _source(name: str) -> Any:
    return lambda question: getattr(question.released, name, "") or ""


QUESTION_COLUMNS = [
    Column("Marking", lambda question: question.shown_marking.label),
    Column("Question", _text("words")),
    Column("Background", _text("background")),
    Column("What would help", _text("wanted")),
    Column("Needed by", _text("needed_by")),
    Column("Who decides with the answer", _text("decides")),
    Column("Who is involved", _text("involved")),
    Column("State", lambda question: question.get_state_display()),
    Column("Posted by", lambda question: question.organisation.name),
    Column("Police lead", lambda question: question.lead.name),
    Column("Posted on", lambda question: timezone.localdate(question.posted_at).isoformat()),
    Column("How far along", lambda question: question.get_maturity_display()),
    Column(
        "How far along when posted", lambda question: question.get_maturity_when_posted_display()
    ),
    Column("Outlook", lambda question: question.get_outlook_display()),
    # In one cell, so that nobody sorts by the sum without how sure of it somebody was.
    Column("Priority", lambda question: question.scored or ""),
    Column("Themes", lambda question: "; ".join(t.name for t in question.themes.all())),
    Column("Source", _source("source_title")),
    Column("Source address", _source("source_url")),
    Column("Licence", _source("source_licence")),
]


@require_safe
def question_list(request: SignedInRequest) -> HttpResponse:
    """The questions the reader may know of, with filters; also as CSV."""
    known = Question.objects.known_to(request.user)
    organisations = Organisation.objects.filter(pk__in=known.order_by().values("organisation"))
    form = QuestionFilterForm(request.GET, reader=request.user, organisations=organisations)
    listing = Listing(
        request,
        as_rows(known_by(request.user), request.user),
        QUESTION_COLUMNS,
        "questions",
        noun=("question", "questions"),
        filter_form=form,
        marking_of=lambda question: question.shown_marking,
    )
    return listing.respond(
        "priorities/question_list.html", fragment="priorities/_question_list.html"
    )


@require_safe
def question_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One question: what the reader may read of it first, then all that was added."""
    question = find(request, pk)
    return show(request, "priorities/question_detail.html", question, context_of(request, question))


@requires(Permission.QUESTION_IMPORT)
def question_import(request: SignedInRequest) -> HttpResponse:
    """Take up published questions from a file, all of them or none."""
    form = PublishedQuestionsForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        rows, membership = form.cleaned_data["file"], form.cleaned_data["lead"]
        added = services.adopt_published(
            rows=rows,
            by=request.user,
            lead=membership.user,
            organisation=membership.organisation,
        )
        messages.success(request, f"{len(added)} added, {len(rows) - len(added)} already here.")
        return redirect("priorities:questions")
    return form_page(request, "priorities/question_import.html", {"form": form})


@requires(Permission.QUESTION_HAND_OVER)
def question_lead(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand a question to another police lead of its organisation."""
    known = known_by(request.user).select_related("organisation", "lead")
    question = get_object_or_404(known, pk=pk)
    form = LeadForm(request.POST or None, question=question)
    if form.is_valid():
        try:
            services.hand_over(question=question, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{question.lead.name} answers for it from now on.")
            return redirect("priorities:question", question.pk)
    context = {"form": form, "question": question}
    return form_page(request, "priorities/question_lead.html", context)
