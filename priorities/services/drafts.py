"""Writing a question step by step, and sending it."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.acting import act
from accounts.markings import Marking
from accounts.models import User
from priorities.models import Draft, Question
from priorities.services.lineage import descend
from priorities.services.questions import post, posting_organisation
from priorities.services.release import propose_release
from priorities.services.repeats import is_repeat
from priorities.steps import Answers, Step, digest

MEANWHILE = "This step was saved from another window meanwhile. Both are below: keep what is right"


@act
def begin_draft(
    *, by: User, kind: str, submission: uuid.UUID, comes_of: Question | None = None
) -> Draft:
    """Begin to write a question; the same form sent twice begins it once.

    Raises:
        ValidationError: the person is no police lead today.
    """
    posting_organisation(by)
    try:
        with transaction.atomic():
            begun = {"author": by, "kind": kind, "submission": submission}
            return Draft.objects.create(comes_of=comes_of, **begun)
    except IntegrityError as error:
        if not is_repeat(error):
            raise
        return Draft.objects.get(author=by, submission=submission)


@act
def save_step(*, draft: Draft, step: Step, answers: Answers, seen: str, by: User) -> Draft:
    """Keep the answers of one step; `seen` is the `digest` of those the page was opened on.

    Raises:
        PermissionDenied: it is somebody else's.
        Draft.DoesNotExist: it was sent or thrown away meanwhile.
        ValidationError: other answers were saved meanwhile ("meanwhile"); nothing is overwritten.
    """
    draft = _own(draft, by)
    saved = draft.answers.get(step)
    if seen != digest(saved) and saved != answers:
        raise ValidationError(MEANWHILE, code="meanwhile")
    draft.answers[step], draft.saved_at = answers, timezone.now()
    draft.save(update_fields=["answers", "saved_at"])
    return draft


@act
def throw_away(*, draft: Draft, by: User) -> None:
    """Delete a draft; thrown away twice, it went the first time.

    Raises:
        PermissionDenied: it is somebody else's.
    """
    _check_author(draft, by)
    Draft.objects.filter(pk=draft.pk).delete()


@act
def send(*, draft: Draft, by: User, summary: str, **fields: Any) -> Question:
    """Make a question of a draft, propose its summary for release, and delete the draft.

    Sent twice, the second finds the question that the first made.

    Raises:
        PermissionDenied: it is somebody else's.
        Question.DoesNotExist: it was thrown away meanwhile.
        ValidationError: as `post`.
    """
    _check_author(draft, by)
    if not Draft.objects.select_for_update().filter(pk=draft.pk).exists():
        return Question.objects.get(posted_by=by, submission=draft.pk)
    question = post(by=by, submission=draft.pk, **fields)
    if summary:
        propose_release(
            question=question,
            words=summary,
            marking=min(Marking(question.marking), Marking.OFFICIAL),
            reason="Written when the question was posted",
            by=by,
        )
    if draft.comes_of and Question.objects.visible_to(by).filter(pk=draft.comes_of_id).exists():
        descend(child=question, parent=draft.comes_of, by=by)
    Draft.objects.filter(pk=draft.pk).delete()
    return question


def _own(draft: Draft, by: User) -> Draft:
    """The draft as it is now; of two windows the second waits here for the first."""
    _check_author(draft, by)
    return Draft.objects.select_for_update().get(pk=draft.pk)


def _check_author(draft: Draft, by: User) -> None:
    if draft.author_id != by.pk:
        raise PermissionDenied
