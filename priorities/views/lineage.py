"""The page of what a question came of and what came of it."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest
from accounts.markings import Marking
from accounts.models import User
from priorities import services
from priorities.forms.lineage import DescentForm
from priorities.models import Descent, Question
from priorities.views.reading import find, find_owned, position, read_by, show

# So many generations are shown each way: each is a query, and further ones are a click away.
GENERATIONS = 5


@dataclass
class Kin:
    """A question in a tree, the row that put it there, and those beyond it."""

    descent: Descent
    question: Question
    beyond: list["Kin"] = field(default_factory=list)


def question_lineage(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What it came of and what came of it, as far as the reader may know of either."""
    question = find(request, pk)
    owns = position(request.user, question).owns
    form = DescentForm(
        request.POST if owns and request.method == "POST" else None,
        child=question,
        user=request.user,
    )
    if request.method == "POST":
        find_owned(request, pk)
    if form.is_valid() and _descend(request, question, form):
        messages.success(request, "Saved.")
        return redirect("priorities:question-lineage", question.pk)
    above = tree(request.user, question, "parent")
    below = tree(request.user, question, "child")
    shown = [question, *(one.question for one in [*_all(above), *_all(below)])]
    context = {"form": form, "owns": owns, "above": above, "below": below}
    context["marking"] = Marking(max(one.shown_marking for one in shown)).label
    return show(request, "priorities/question_lineage.html", question, context)


@require_POST
def descent_part(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back that a question came of another."""
    descent = get_object_or_404(Descent.objects.visible_to(request.user), pk=pk)
    question = find_owned(request, descent.child_id)
    services.part(descent=descent, by=request.user)
    messages.success(request, "Taken back.")
    return redirect("priorities:question-lineage", question.pk)


def _descend(request: SignedInRequest, child: Question, form: DescentForm) -> bool:
    try:
        services.descend(child=child, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


def tree(user: User, question: Question, towards: str) -> list[Kin]:
    """Those beyond a question, towards each `parent` or each `child`: a few generations."""
    nearer = "child" if towards == "parent" else "parent"
    found: dict[uuid.UUID, list[Descent]] = defaultdict(list)
    front, seen = {question.pk}, {question.pk}
    for _ in range(GENERATIONS):
        rows = list(Descent.objects.visible_to(user).filter(**{f"{nearer}__in": front}))
        for row in rows:
            found[getattr(row, f"{nearer}_id")].append(row)
        front = {getattr(row, f"{towards}_id") for row in rows} - seen
        if not front:
            break
        seen |= front
    questions = read_by(user).select_related("organisation").in_bulk(seen)
    return _grown(question.pk, found, questions, towards)


def _grown(
    pk: uuid.UUID,
    found: dict[uuid.UUID, list[Descent]],
    questions: dict[uuid.UUID, Question],
    towards: str,
) -> list[Kin]:
    """The database lets no circle stand, so this ends."""
    return [
        Kin(row, questions[key], _grown(key, found, questions, towards))
        for row in found.get(pk, [])
        if (key := getattr(row, f"{towards}_id")) in questions
    ]


def _all(kin: list[Kin]) -> list[Kin]:
    return [one for each in kin for one in [each, *_all(each.beyond)]]
