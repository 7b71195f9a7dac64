"""Pages on which readers add notes and papers to a question, and take a paper from it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts import access_log
from accounts.access import SignedInRequest
from accounts.access_log import Verb
from accounts.markings import Marking
from clearances.ceilings import actor
from priorities import services
from priorities.forms.additions import (
    AdditionForm,
    AssumptionForm,
    AttachmentForm,
    ChallengeForm,
    KnownWorkForm,
    NoteForm,
)
from priorities.models import Assumption, Attachment, Challenge, KnownWork, Question
from priorities.views.reading import find_read, position, show


def question_notes(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a note to a question; sent twice, it is added once."""
    question = find_read(request, pk)
    form = NoteForm(request.POST or None, **markings(request, question))
    if form.is_valid():
        added = {"question": question, "by": request.user, **form.cleaned_data}
        if add_or_say_why(form, services.add_note, added):
            messages.success(request, "Your note is added.")
            return redirect("priorities:question", question.pk)
    return show(request, "priorities/question_notes.html", question, {"form": form})


def question_assumptions(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What is taken for granted and what became of it; the owner adds to it."""
    question = find_read(request, pk)
    form = AssumptionForm(request.POST or None, **markings(request, question))
    if form.is_valid():
        added = {"question": question, "by": request.user, **form.cleaned_data}
        if add_or_say_why(form, services.assume, added):
            messages.success(request, "Written down.")
            return redirect("priorities:question-assumptions", question.pk)
    challenges = Challenge.objects.visible_to(request.user).select_related("by")
    rows = Assumption.objects.visible_to(request.user).filter(question=question)
    held = list(rows.select_related("by").prefetch_related(Prefetch("challenges", challenges)))
    shown = [*held, *(one for row in held for one in row.challenges.all())]
    highest = max([question.shown_marking, *(Marking(one.marking) for one in shown)])
    owns = position(request.user, question).owns
    context = {"form": form, "assumptions": held, "owns": owns, "marking": highest.label}
    return show(request, "priorities/question_assumptions.html", question, context)


def assumption_challenge(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what speaks for or against an assumption; sent twice, it is said once."""
    assumption = get_object_or_404(Assumption.objects.visible_to(request.user), pk=pk)
    question = find_read(request, assumption.question_id)
    form = ChallengeForm(request.POST or None, **markings(request, question))
    if form.is_valid():
        added = {"assumption": assumption, "by": request.user, **form.cleaned_data}
        if add_or_say_why(form, services.challenge, added):
            messages.success(request, "Kept beside the assumption.")
            return redirect("priorities:question-assumptions", question.pk)
    marking = max(question.shown_marking, Marking(assumption.marking)).label
    context = {"form": form, "assumption": assumption, "marking": marking}
    return show(request, "priorities/assumption_challenge.html", question, context)


def question_known(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What is known already; whoever reads the question adds to it."""
    question = find_read(request, pk)
    form = KnownWorkForm(request.POST or None, **markings(request, question))
    if form.is_valid():
        added = {"question": question, "by": request.user, **form.cleaned_data}
        if add_or_say_why(form, services.link_work, added):
            messages.success(request, "Linked to the question.")
            return redirect("priorities:question-known", question.pk)
    rows = KnownWork.objects.visible_to(request.user).filter(question=question)
    works = list(rows.select_related("by"))
    highest = max([question.shown_marking, *(Marking(one.marking) for one in works)])
    context = {"form": form, "works": works, "marking": highest.label}
    return show(request, "priorities/question_known.html", question, context)


def question_attachments(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a paper to a question; sent twice, it is added once."""
    question = find_read(request, pk)
    form = AttachmentForm(
        request.POST or None, request.FILES or None, **markings(request, question)
    )
    if form.is_valid():
        fields = dict(form.cleaned_data)
        file = fields.pop("file")
        added = {"question": question, "by": request.user, **fields}
        added |= {"name": file.name, "content": file.read()}
        if add_or_say_why(form, services.attach, added):
            messages.success(request, "Your file is added.")
            return redirect("priorities:question", question.pk)
    return show(request, "priorities/question_attachments.html", question, {"form": form})


@require_safe
def attachment(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a paper as a download that no browser opens; its name begins with its marking."""
    paper = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    facet = access_log.Facet.FULL_TEXT
    access_log.note(by=request.user, verb=Verb.EXPORT, target=paper, facet=facet)
    marking = Marking(paper.marking).label.replace(" ", "-")
    headers = {
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=f"{marking}-{paper.name}"
        ),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(
        bytes(paper.content), content_type="application/octet-stream", headers=headers
    )


def markings(request: SignedInRequest, question: Question) -> dict[str, Marking]:
    """What may be chosen, and what stands there first: the question's own marking."""
    ceiling = actor(request.user).ceiling
    return {"ceiling": ceiling, "marking": min(Marking(question.marking), ceiling)}


def add_or_say_why(form: AdditionForm, service: Any, fields: dict[str, Any]) -> bool:
    """Whether a service took what a form holds; what it refuses stands beside the field."""
    try:
        service(**fields)
    except ValidationError as error:
        form.add_error(None, error)
        # Sent once more, what is typed now is added as well.
        form.data = form.data.copy()
        form.data["submission"] = str(uuid.uuid4())
    return form.is_valid()
