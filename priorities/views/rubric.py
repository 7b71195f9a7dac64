"""Pages on which a question is scored, and on which the values get their words."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.answers import form_page
from priorities import services
from priorities.forms.rubric import RubricWordsForm, ScoringForm
from priorities.models import RubricWord, Scoring, words_on
from priorities.views.reading import find, show

CHANGES_SHOWN = 20


def question_priority(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Score a question, or say that its score is held elsewhere; sent twice, it is done once."""
    question = find(request, pk)
    services.check_scores(question, request.user)
    words = words_on(timezone.now(), RubricWord.objects.all())
    said = Scoring.objects.filter(question=question).select_related("by")
    form = ScoringForm(request.POST or None, stands=said.first(), words=words)
    if form.is_valid():
        try:
            scored = services.score(question=question, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            _begin_again(form, said.first())
        else:
            messages.success(request, f"Kept. {scored}.")
            return redirect("priorities:question", question.pk)
    context = {"form": form, "stands": said.first()}
    return show(request, "priorities/question_priority.html", question, context)


def _begin_again(form: ScoringForm, stands: Scoring | None) -> None:
    """Sent once more, what is ticked now follows what stands by now."""
    form.data = form.data.copy()
    form.data["submission"] = str(uuid.uuid4())
    form.data["seen"] = str(stands.pk) if stands else ""


@requires(Permission.RUBRIC_EDIT)
def rubric_words(request: SignedInRequest) -> HttpResponse:
    """Say what the values mean; scores that were given before keep the words of their time."""
    words = words_on(timezone.now(), RubricWord.objects.all())
    form = RubricWordsForm(request.POST or None, words=words)
    if form.is_valid():
        changed = services.change_words(words=form.changes(), by=request.user)
        said = f"{len(changed)} changed." if changed else "Nothing was changed."
        messages.success(request, said)
        return redirect("priorities:rubric-words")
    changes = RubricWord.objects.exclude(by=None).select_related("by").order_by("-at", "-id")
    context = {"form": form, "changes": changes[:CHANGES_SHOWN]}
    return form_page(request, "priorities/rubric_words.html", context)
