"""Pages on which readers add notes and papers to a question, and take a paper from it."""

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
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
from pages.submissions import taken
from priorities import services
from priorities.forms.additions import (
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
    if taken(request, form, services.add_note, "Your note is added.", question=question):
        return redirect("priorities:question", question.pk)
    return show(request, "priorities/question_notes.html", question, {"form": form})


def question_assumptions(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What is taken for granted and what became of it; the owner adds to it."""
    question = find_read(request, pk)
    form = AssumptionForm(request.POST or None, **markings(request, question))
    if taken(request, form, services.assume, "Written down.", question=question):
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
    said = "Kept beside the assumption."
    if taken(request, form, services.challenge, said, assumption=assumption):
        return redirect("priorities:question-assumptions", question.pk)
    marking = max(question.shown_marking, Marking(assumption.marking)).label
    context = {"form": form, "assumption": assumption, "marking": marking}
    return show(request, "priorities/assumption_challenge.html", question, context)


def question_known(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What is known already; whoever reads the question adds to it."""
    question = find_read(request, pk)
    form = KnownWorkForm(request.POST or None, **markings(request, question))
    if taken(request, form, services.link_work, "Linked to the question.", question=question):
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
    if taken(request, form, _attach, "Your file is added.", question=question):
        return redirect("priorities:question", question.pk)
    return show(request, "priorities/question_attachments.html", question, {"form": form})


def _attach(*, file: UploadedFile, **fields: Any) -> Attachment:
    return services.attach(name=file.name, content=file.read(), **fields)


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
