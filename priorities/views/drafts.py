"""Pages on which a question is written in five short steps, looked over and sent."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import SignedInRequest, requires
from accounts.markings import Marking
from accounts.permissions import Permission
from pages.answers import form_page
from priorities import services
from priorities.forms.looking import LooksFirst
from priorities.forms.steps import StartForm, answers_of, form_of, spoken
from priorities.models import Draft, Question
from priorities.steps import EXAMPLES, Step, digest
from priorities.views.reading import read_by


@requires(Permission.QUESTION_POST)
def question_new(request: SignedInRequest) -> HttpResponse:
    """Begin to write a question, or go on with one; sent twice, it is begun once."""
    comes_of = _begun_on(request)
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        draft = services.begin_draft(by=request.user, comes_of=comes_of, **form.cleaned_data)
        return redirect("priorities:draft-step", draft.pk, Step.SEEING)
    drafts = list(Draft.objects.visible_to(request.user))
    for draft in drafts:
        draft.first_words = _first_words(draft)
    context = {"form": form, "drafts": drafts, "comes_of": comes_of}
    return form_page(request, "priorities/question_new.html", context)


def _begun_on(request: SignedInRequest) -> Question | None:
    """The question on whose page it was begun, as its address says; none that is not theirs."""
    try:
        return read_by(request.user).filter(pk=request.GET.get("of")).first()
    except ValidationError:  # no key at all
        return None


def _first_words(draft: Draft) -> str:
    """What it is known by in a list of one's own."""
    sent = [
        *draft.answers.get(Step.ASKING, {}).get("words", []),
        *draft.answers.get(Step.SEEING, {}).get("background", []),
    ]
    return next((words for words in sent if words.strip()), "Nothing written yet")


@requires(Permission.QUESTION_POST)
def draft_step(request: SignedInRequest, pk: uuid.UUID, step: Step) -> HttpResponse:
    """One step; what is wrong, or was saved meanwhile, is shown beside what was typed."""
    draft = _find(request, pk)
    if isinstance(draft, Question):
        return redirect("priorities:question", draft.pk)
    saved = draft.answers.get(step)
    form = (
        form_of(step, saved)
        if request.method == "GET"
        else form_of(step, dict(request.POST.lists()))
    )
    context: dict[str, Any] = {"form": form, "draft": draft, "step": step, "seen": digest(saved)}
    if request.method == "POST":
        context["seen"] = request.POST.get("seen", "")
        if form.is_valid():
            try:
                _save(request, draft, step, form)
            except Draft.DoesNotExist:
                return redirect(request.path)  # sent or thrown away meanwhile: that is said there
            except ValidationError as error:
                form.add_error(None, error)
                context |= _both(draft, step)
            else:
                return _onwards(request, draft, step)
    context["example"] = EXAMPLES.get(draft.kind, "") if step == Step.ASKING else ""
    return _page(request, "priorities/draft_step.html", context)


def _save(request: SignedInRequest, draft: Draft, step: Step, form: LooksFirst) -> None:
    answers, seen = answers_of(form, request.POST), request.POST.get("seen", "")
    services.save_step(draft=draft, step=step, answers=answers, seen=seen, by=request.user)


def _both(draft: Draft, step: Step) -> dict[str, Any]:
    """What was saved meanwhile, to stand beside what was typed; saved again, that replaces it."""
    draft.refresh_from_db()
    saved = draft.answers.get(step)
    return {"saved": list(spoken(form_of(step, saved))), "seen": digest(saved)}


def _onwards(request: SignedInRequest, draft: Draft, step: Step) -> HttpResponse:
    if "later" in request.POST:
        messages.success(request, "Saved. Go on with it when you like.")
        return redirect("priorities:question-new")
    if step.following is None or "check" in request.GET:
        return redirect("priorities:draft-check", draft.pk)
    return redirect("priorities:draft-step", draft.pk, step.following)


@requires(Permission.QUESTION_POST)
def draft_check(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """All answers, to be looked over and sent; sent twice, one question is made."""
    draft = _find(request, pk)
    if isinstance(draft, Question):
        return redirect("priorities:question", draft.pk)
    forms = {step: form_of(step, draft.answers.get(step)) for step in Step}
    lacking = [step for step, form in forms.items() if not form.is_valid() and _matters(step, form)]
    context: dict[str, Any] = {"draft": draft, "lacking": lacking, "seen": digest(draft.answers)}
    context["changed"] = request.method == "POST" and request.POST.get("seen") != context["seen"]
    if request.method == "POST" and not lacking and not context["changed"]:
        try:
            question = _send(request, draft, forms)
        except Question.DoesNotExist:
            return redirect(request.path)  # thrown away meanwhile
        except ValidationError as error:
            context["refused"] = error.messages
        else:
            messages.success(request, "Your question is posted. What happens next is on its page.")
            return redirect("priorities:question", question.pk)
    context["sections"] = [(step, list(spoken(form))) for step, form in forms.items()]
    return _page(request, "priorities/draft_check.html", context)


def _matters(step: Step, form: LooksFirst) -> bool:
    """Whether a step has to be gone back to: it holds what is wrong, or was never come to."""
    return form.is_bound or any(field.required for field in form.fields.values())


def _send(request: SignedInRequest, draft: Draft, forms: dict[Step, LooksFirst]) -> Question:
    fields = {}
    for form in forms.values():
        fields |= form.cleaned_data if form.is_bound else {}
    return services.send(draft=draft, by=request.user, **fields)


@requires(Permission.QUESTION_POST)
def draft_delete(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask whether to throw a draft away, and do so."""
    drafts = Draft.objects.visible_to(request.user)
    if request.method == "POST":
        for draft in drafts.filter(pk=pk):
            services.throw_away(draft=draft, by=request.user)
            messages.success(request, "Thrown away.")
        return redirect("priorities:question-new")
    draft = get_object_or_404(drafts, pk=pk)
    context = {"draft": draft, "first_words": _first_words(draft)}
    return render(request, "priorities/draft_delete.html", context)


def _find(request: SignedInRequest, pk: uuid.UUID) -> Draft | Question:
    """One's own draft, or the question that it became: a second click finds that."""
    draft = Draft.objects.visible_to(request.user).filter(pk=pk).first()
    if draft:
        return draft
    return get_object_or_404(read_by(request.user), posted_by=request.user, submission=pk)


def _page(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of a draft under the marking that its author chose."""
    chosen = context["draft"].answers.get(Step.SHARING, {}).get("marking", [""])[0]
    marking = Marking(int(chosen)).label if chosen else ""
    form = context.get("form")
    is_wrong = request.method == "POST" and (form is None or bool(form.errors))
    own = {"marking": marking, "official_sensitive": bool(settings.OFFICIAL_SENSITIVE_RISK_OWNER)}
    return render(request, template, own | context, status=422 if is_wrong else 200)
