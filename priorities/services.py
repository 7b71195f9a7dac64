"""What people ask of questions and themes."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import Organisation, User
from accounts.permissions import Role
from priorities.models import Question, Reading, Theme


def posting_organisation(by: User) -> Organisation:
    """The force or unit a police lead posts for.

    Raises:
        ValidationError: the person is no police lead today.
    """
    for membership in by.current_memberships:
        if membership.role == Role.POLICE_LEAD:
            return membership.organisation
    raise ValidationError("Only a police lead of a force or unit can post a question.")


@transaction.atomic
def post(*, by: User, submission: uuid.UUID, **fields: Any) -> Question:
    """Post a question; the same form sent twice returns the question it made the first time."""
    question = Question(
        posted_by=by, organisation=posting_organisation(by), submission=submission, **fields
    )
    try:
        with transaction.atomic():
            question.save(force_insert=True)
    except IntegrityError:
        earlier = Question.objects.filter(submission=submission, posted_by=by).first()
        if earlier is None:
            raise
        return earlier
    audit.record(by=by, action="question.posted", target=question)
    return question


@transaction.atomic
def adopt_published(
    *, rows: Sequence[Mapping[str, Any]], by: User, organisation: Organisation
) -> list[Question]:
    """Add published questions with their sources; those already here, by words and source, stay.

    Returns the new ones, each once however often it was given. Published questions are public, so
    registered researchers may read them.
    """
    here = set(Question.objects.values_list("words", "source_url"))
    given = {(row["words"], row["source_url"]): row for row in rows}
    questions = [
        Question(
            posted_by=by,
            organisation=organisation,
            audience=Question.Audience.RESEARCHERS,
            **row,
        )
        for key, row in given.items()
        if key not in here
    ]
    for question in Question.objects.bulk_create(questions):
        audit.record(by=by, action="question.adopted", target=question)
    return questions


@transaction.atomic
def set_readings(*, question: Question, themes: Sequence[Theme], by: User) -> None:
    """Make these the themes a question is read under; readings that stay keep their reader."""
    wanted = {theme.pk for theme in themes}
    gone = question.readings.exclude(theme__in=wanted)
    for reading in gone.select_related("theme"):
        audit.record(by=by, action="reading.removed", target=question, reason=reading.theme.name)
    gone.delete()
    for theme in themes:
        _, is_new = Reading.objects.get_or_create(
            question=question, theme=theme, defaults={"by": by}
        )
        if is_new:
            audit.record(by=by, action="reading.added", target=question, reason=theme.name)


@transaction.atomic
def save_theme(*, theme: Theme, by: User) -> Theme:
    """Keep a new or changed theme; its slug never changes once it stands in links."""
    is_new = theme.pk is None
    theme.full_clean()
    theme.save()
    audit.record(by=by, action="theme.added" if is_new else "theme.changed", target=theme)
    return theme
