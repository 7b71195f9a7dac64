"""What every page of one question begins and ends with: finding it, and noting that it was read."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts import access_log
from accounts.access import SignedInRequest
from accounts.access_log import Verb
from accounts.models import User
from clearances.ceilings import actor
from priorities.models import Question, QuestionQuerySet, standing_for
from priorities.policy import Facet

PEOPLE = ("organisation", "posted_by", "lead")


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody is to a question today; the services ask again."""

    owns: bool
    reads: bool  # all of it
    is_colleague: bool  # a police lead of its organisation
    is_coordinator: bool

    @property
    def is_second(self) -> bool:
        """Whether they may confirm what somebody else proposed of it."""
        return self.reads and self.is_colleague


def read_by(user: User) -> QuestionQuerySet:
    """The questions that somebody may know of, each with what of it they may read."""
    return Question.objects.visible_to(user).for_reading(user)


def known_by(user: User) -> QuestionQuerySet:
    """As `read_by`, and for a coordinator also those of which only the bare facts are open."""
    return Question.objects.known_to(user).for_reading(user)


def as_rows(questions: QuestionQuerySet, user: User) -> QuestionQuerySet:
    """Questions with what a list shows beside their words; `scored` is None where none is seen."""
    people = questions.select_related(*PEOPLE).prefetch_related("themes")
    return people.annotate(scored=standing_for(user))


def find(request: SignedInRequest, pk: uuid.UUID) -> Question:
    """Give a question that the person may know of; one they may not know of is not there."""
    question: Question = get_object_or_404(known_by(request.user).select_related(*PEOPLE), pk=pk)
    return question


def position(user: User, question: Question) -> Position:
    """Where somebody stands; two queries."""
    who = actor(user)
    reads = Question.objects.visible_to(user, Facet.FULL_TEXT).filter(pk=question.pk)
    return Position(
        owns=question.is_led_by(user),
        reads=reads.exists(),
        is_colleague=question.organisation_id in who.forces,
        is_coordinator=who.is_member and who.is_coordinator,
    )


def find_owned(request: SignedInRequest, pk: uuid.UUID, *, reads: bool = False) -> Question:
    """Give a question that the person answers for, and where `reads`, may read all of.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they know of it and do not answer for it.
    """
    question = find(request, pk)
    where = position(request.user, question)
    if not where.owns or (reads and not where.reads):
        raise PermissionDenied
    return question


def find_read(request: SignedInRequest, pk: uuid.UUID) -> Question:
    """Give a question of which the person may read all.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they know of it and no more.
    """
    question = find(request, pk)
    if not position(request.user, question).reads:
        raise PermissionDenied
    return question


def show(
    request: SignedInRequest, template: str, question: Question, context: dict[str, Any]
) -> HttpResponse:
    """Show a page of a question under its marking: 422 when its form has errors.

    Every page bears the question's first words, so each counts as a reading.
    """
    if question.full:
        facet = access_log.Facet.FULL_TEXT
        access_log.note(by=request.user, verb=Verb.READ, target=question, facet=facet)
    own = {"question": question, "marking": question.shown_marking.label}
    form = context.get("form")
    status = 422 if form is not None and form.errors else 200
    return render(request, template, own | context, status=status)
