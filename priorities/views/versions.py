"""Pages on which a question is put in other words, and on which all its words are kept."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.access import SignedInRequest
from accounts.markings import Marking
from accounts.models import User
from pages.submissions import taken
from priorities import services
from priorities.differences import differences
from priorities.forms.versions import AssentForm, VersionForm
from priorities.models import Assent, FullText, Question, Version
from priorities.steps import digest_of_words
from priorities.views.additions import markings
from priorities.views.reading import find_owned, find_read, position, show


def question_versions(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """All words of a question from the first on; whoever reads it proposes others."""
    question = find_read(request, pk)
    words = {"words": question.full.words} if question.full else {}
    form = VersionForm(request.POST or None, initial=words, **markings(request, question))
    said = "Proposed. Its owner says whether these words are taken."
    if taken(request, form, services.propose_version, said, question=question):
        return redirect("priorities:question-versions", question.pk)
    context = {"form": form, "owns": position(request.user, question).owns}
    return show(
        request,
        "priorities/question_versions.html",
        question,
        context | _versions(request.user, question),
    )


def version_answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What the owner says to other words, beside those that stand."""
    version = get_object_or_404(Version.objects.visible_to(request.user), pk=pk)
    question = find_owned(request, version.question_id, reads=True)
    if Assent.objects.filter(version=version).exists() and request.method != "POST":
        return redirect("priorities:question-versions", question.pk)
    stands = question.full.words if question.full else ""
    form = AssentForm(request.POST or None, initial={"seen": digest_of_words(stands)})
    if form.is_valid() and (answered := _answer(request, version, form)):
        taken = "These are its words from now." if answered.is_given else "Your reason is kept."
        messages.success(request, taken)
        return redirect("priorities:question-versions", question.pk)
    marking = max(question.shown_marking, Marking(version.marking)).label
    pieces = differences(stands, version.words)
    context = {"form": form, "version": version, "pieces": pieces, "marking": marking}
    return show(request, "priorities/version_answer.html", question, context)


def _answer(request: SignedInRequest, version: Version, form: AssentForm) -> Assent | None:
    try:
        return services.answer_version(version=version, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        # Answered once more, it is about the words that are shown now.
        form.data = request.POST.copy()
        stands = FullText.objects.get(question=version.question_id).words
        form.data["seen"] = digest_of_words(stands)
        return None


def _versions(user: User, question: Question) -> dict[str, Any]:
    """The chain of the words that stood, each with what changed, and what waits or was left."""
    found = Version.objects.visible_to(user).filter(question=question)
    versions = list(found.select_related("by", "assent", "assent__by"))
    answers = {one: getattr(one, "assent", None) for one in versions}
    taken = [one for one in versions if (answer := answers[one]) and answer.is_given]
    taken.sort(key=lambda one: one.assent.at)
    first = question.full.as_posted if question.full else ""
    before = [first, *(one.words for one in taken)]
    waiting = [one for one, answer in answers.items() if answer is None]
    return {
        "first_words": first,
        "chain": list(zip(taken, map(differences, before, (t.words for t in taken)), strict=True)),
        "waiting": [(one, differences(before[-1], one.words)) for one in waiting],
        "left": [one for one, answer in answers.items() if answer and not answer.is_given],
        "marking": _highest(question, versions).label,
    }


def _highest(question: Question, versions: Iterable[Version]) -> Marking:
    return max([question.shown_marking, *(Marking(one.marking) for one in versions)])
