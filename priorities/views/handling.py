"""Pages on which a question is released, marked, handled and closed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest
from accounts.history import Change, changes
from accounts.markings import Marking
from priorities import services
from priorities.forms.handling import HandlingForm, ReleaseForm, RemarkingForm
from priorities.models import FullText, Proposal, Question, Release, Remarking
from priorities.policy import Facet
from priorities.steps import digest_of_words
from priorities.views.reading import find, find_owned, find_read, position, show


def question_release(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Propose what members may read of a question; nothing is out until somebody else confirms."""
    question = find_owned(request, pk, reads=True)
    _refuse_published(question)
    stands = {"words": question.released.words if question.released else ""}
    stands["marking"] = min(Marking(question.marking), Marking.OFFICIAL)
    form = ReleaseForm(request.POST or None, initial=stands, question=question)
    if form.is_valid():
        try:
            services.propose_release(question=question, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    if form.is_valid():
        messages.success(request, "Proposed. Nothing is released until a second person confirms.")
        return redirect("priorities:question", question.pk)
    waits = Release.objects.open().filter(question=question).first()
    context = {"form": form, "waits": waits}
    return show(request, "priorities/question_release.html", question, context)


def question_withdraw(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask whether to take the released summary back, and do so."""
    question = find_owned(request, pk)
    _refuse_published(question)
    if request.method == "POST":
        services.withdraw(question=question, by=request.user)
        messages.success(request, "Withdrawn. Nobody is shown the summary any more.")
        return redirect("priorities:question", question.pk)
    if not question.released_at:
        return redirect("priorities:question", question.pk)
    return show(request, "priorities/question_withdraw.html", question, {})


def _refuse_published(question: Question) -> None:
    """What a public body has published is its own words: nobody here rewords or withdraws it."""
    if question.released and question.released.source_url:
        raise PermissionDenied


def question_marking(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Raise a marking at once, or propose to lower it."""
    question = find_owned(request, pk)
    initial = {"marking": question.marking}
    form = RemarkingForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            done = _remark(request, question, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _said_of(done))
            return redirect("priorities:question", question.pk)
    waits = Remarking.objects.open().filter(question=question).first()
    context = {"form": form, "waits": waits, "reads": position(request.user, question).reads}
    return show(request, "priorities/question_marking.html", question, context)


def _remark(request: SignedInRequest, question: Question, form: RemarkingForm) -> Remarking:
    to, reason = form.cleaned_data["marking"], form.cleaned_data["reason"]
    try:
        return services.remark(question=question, to=to, reason=reason, by=request.user)
    except (ValidationError, PermissionDenied):
        # The second of two clicks finds it raised by the first, perhaps beyond the person's reach.
        newest = Remarking.objects.filter(question=question).first()
        mine = (to, reason, request.user.pk)
        if newest and (newest.to_marking, newest.reason, newest.proposed_by_id) == mine:
            return newest
        raise


def _said_of(done: Remarking) -> str:
    to = Marking(done.to_marking).label
    if done.is_open:
        return "Proposed. The marking stays until a second person confirms."
    return f"It is marked {to} from now."


def question_handling(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Change who may come to a question, beside its marking."""
    question = find_owned(request, pk, reads=True)
    form = HandlingForm(request.POST or None, question=question)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            services.change_handling(question=question, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            context["meanwhile"] = FullText.objects.get(question=question).handling_note
            # Saved once more, it takes the place of the note that is shown beside it.
            form.data = request.POST.copy()
            form.data["seen"] = digest_of_words(context["meanwhile"])
        else:
            messages.success(request, "Handling saved. It holds from now.")
            return redirect("priorities:question", question.pk)
    return show(request, "priorities/question_handling.html", question, context)


@require_safe
def question_history(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What became of a question and its text: who changed what, when."""
    question = find_read(request, pk)
    context = {
        "changes": _without_tokens(changes(question)),
        "changes_of_text": changes(question.full) if question.full else [],
    }
    return show(request, "priorities/question_history.html", question, context)


def _without_tokens(entries: list[Change]) -> list[Change]:
    """The token of the form that a question came by tells nobody anything."""
    return [
        replace(entry, steps=[step for step in entry.steps if step.field != "Submission"])
        for entry in entries
    ]


@dataclass(frozen=True)
class Settling:
    """How one kind of proposal is settled, and what is said of it afterwards."""

    kind: type[Proposal]
    confirm: Callable[..., Proposal]
    drop: Callable[..., Proposal]
    template: str
    confirmed: str
    dropped: str


RELEASES = Settling(
    Release,
    services.confirm_release,
    services.drop_release,
    "priorities/release_settle.html",
    "Released. The summary is shown as the handling says.",
    "Sent back. Nothing is released by it.",
)
REMARKINGS = Settling(
    Remarking,
    services.confirm_remarking,
    services.drop_remarking,
    "priorities/remarking_settle.html",
    "Confirmed. The new marking holds from now.",
    "Dropped. The marking stays.",
)


def release_settle(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a proposed summary beside the full text; release it when it is somebody else's."""
    return _settle(request, RELEASES, pk)


@require_POST
def release_drop(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a proposed summary back, or take one's own back."""
    return _drop(request, RELEASES, pk)


def remarking_settle(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a proposal to lower a marking; lower it when it is somebody else's."""
    return _settle(request, REMARKINGS, pk)


@require_POST
def remarking_drop(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a proposal to lower a marking away."""
    return _drop(request, REMARKINGS, pk)


def _settle(request: SignedInRequest, how: Settling, pk: uuid.UUID) -> HttpResponse:
    question, proposal = _proposal(request, how.kind, pk)
    if request.method == "POST":
        return _done(request, proposal, how.confirm, how.confirmed)
    # Without a word: a message would write, and a GET writes nothing.
    if not proposal.is_open:
        return redirect("priorities:question", question.pk)
    is_own = proposal.proposed_by_id == request.user.pk
    is_second = position(request.user, question).is_second
    context = {"proposal": proposal, "is_own": is_own, "is_second": is_second}
    return show(request, how.template, question, context)


def _drop(request: SignedInRequest, how: Settling, pk: uuid.UUID) -> HttpResponse:
    _, proposal = _proposal(request, how.kind, pk)
    return _done(request, proposal, how.drop, how.dropped)


def _proposal(
    request: SignedInRequest, kind: type[Proposal], pk: uuid.UUID
) -> tuple[Question, Any]:
    """The proposal, for whoever proposed it, may confirm it or answers for its question."""
    user = request.user
    readable = Question.objects.visible_to(user, Facet.FULL_TEXT).order_by().values("pk")
    led = Question.objects.led_by(user).order_by().values("pk")
    known = kind.objects.filter(Q(question__in=readable) | Q(question__in=led))
    proposal = get_object_or_404(known.select_related("proposed_by"), pk=pk)
    question = find(request, proposal.question_id)
    where = position(user, question)
    if not where.reads or not (where.is_second or where.owns):
        raise PermissionDenied
    return question, proposal


def _done(
    request: SignedInRequest, proposal: Any, act: Callable[..., Proposal], said: str
) -> HttpResponse:
    try:
        act(proposal=proposal, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("priorities:question", proposal.question_id)
