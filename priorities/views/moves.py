"""Pages on which a question is moved through its life, and the list of one's own."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.listing import Column, Listing
from priorities import services
from priorities.forms.maturity import MaturityForm
from priorities.forms.moves import MoveForm
from priorities.models import Question
from priorities.views.questions import QUESTION_COLUMNS
from priorities.views.reading import as_rows, find, find_owned, position, show


def question_move(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Move a question on, or tell its owner how it stands; sent twice, it is done once."""
    question = find(request, pk)
    where = position(request.user, question)
    if not where.owns and not where.is_coordinator:
        raise PermissionDenied
    form = MoveForm(request.POST or None, question=question, is_owner=where.owns)
    if form.is_valid():
        try:
            moved = services.move(question=question, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form = _again(request, question, error, is_owner=where.owns)
        else:
            said = "Said." if moved.is_word else f"It is now: {moved.get_to_state_display()}."
            messages.success(request, said)
            return redirect("priorities:question", question.pk)
    return show(request, "priorities/question_move.html", question, {"form": form})


def _again(
    request: SignedInRequest, question: Question, error: ValidationError, *, is_owner: bool
) -> MoveForm:
    """The same words, on a form about where the question stands by now."""
    question.refresh_from_db(fields=["state", "released_at"])
    typed = request.POST.copy()
    typed["seen"] = question.state
    form = MoveForm(typed, question=question, is_owner=is_owner)
    form.is_valid()
    form.add_error(None, error.messages)
    return form


def question_maturity(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say how far along the matter is, and which time the question looks at."""
    question = find_owned(request, pk)
    form = MaturityForm(request.POST or None, question=question)
    if form.is_valid():
        services.change_maturity(question=question, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("priorities:question", question.pk)
    return show(request, "priorities/question_maturity.html", question, {"form": form})


@require_POST
def question_close(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a question out of the lists."""
    question = find_owned(request, pk)
    services.close(question=question, by=request.user)
    messages.success(request, "Closed. It stands in no list of others any more.")
    return redirect("priorities:question", question.pk)


@require_POST
def question_reopen(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a closed question back."""
    question = find_owned(request, pk)
    services.reopen(question=question, by=request.user)
    messages.success(request, "Open again, and handled as before.")
    return redirect("priorities:question", question.pk)


@require_safe
@requires(Permission.QUESTION_POST)
def my_questions(request: SignedInRequest) -> HttpResponse:
    """The questions that somebody answers for, each with where it stands; also as CSV."""
    mine = Question.objects.led_by(request.user).for_reading(request.user)
    listing = Listing(
        request,
        as_rows(mine, request.user),
        [
            *QUESTION_COLUMNS,
            Column("Closed on", _closed_on),
        ],
        "my-questions",
        noun=("question", "questions"),
        marking_of=lambda question: question.shown_marking,
    )
    return listing.respond(
        "priorities/my_questions.html", fragment="priorities/_question_list.html"
    )


def _closed_on(question: Question) -> str:
    closed = question.closed_at
    return timezone.localdate(closed).isoformat() if closed else ""
