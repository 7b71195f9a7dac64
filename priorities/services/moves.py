"""Moving a question through its life, by hand or as what people do with it moves it."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from clearances.ceilings import actor
from priorities.models import Move, Question
from priorities.services.handling import check_owner
from priorities.services.repeats import is_repeat
from priorities.stages import BY_ITSELF, State, choices

QUICKER = "Somebody has just moved it. Look where it stands now, then choose again."


@act
def move(
    *,
    question: Question,
    seen: str,
    to: str,
    reason: str,
    by: User,
    submission: uuid.UUID | None = None,
) -> Move:
    """Move a question on, from the state the person saw; the same form sent twice moves it once.

    To the state where it stands, it is a word to its owner: nothing moves.

    Raises:
        PermissionDenied: the person neither answers for it nor coordinates.
        ValidationError: somebody was quicker ("moved"), or the move is none of theirs ("to").
    """
    is_owner = question.is_led_by(by)
    if not is_owner and not actor(by).is_coordinator:
        raise PermissionDenied
    # Of two who move it at once the second waits here, and then sees where the first put it.
    question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if earlier := Move.objects.filter(by=by, submission=submission).first():
        return earlier
    if question.state != seen:
        raise ValidationError(QUICKER, code="moved")
    open_to = choices(seen, is_owner=is_owner, is_released=question.released_at is not None)
    if to != seen and to not in open_to:
        raise ValidationError({"to": "Select one of the states it may go to"}, code="to")
    return _put(question, to, reason, by, submission or uuid.uuid4())


def advance(question: Question, to: str, *, by: User, reason: str) -> Move | None:
    """Move a question because of what somebody does with it; called inside an act.

    None where it stands there already, or further on.
    """
    question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if (question.state, to) not in BY_ITSELF:
        return None
    return _put(question, to, reason, by, uuid.uuid4())


@act
def close(*, question: Question, by: User) -> Question:
    """Withdraw a question from the lists; who was granted it still reads it.

    Raises:
        PermissionDenied: the person does not own the question.
    """
    check_owner(question, by)
    question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if question.closed_at is None:
        _put(question, State.WITHDRAWN, "Closed by its owner", by, uuid.uuid4())
        audit.record(by=by, action="question.closed", target=question)
    return question


@act
def reopen(*, question: Question, by: User) -> Question:
    """Put a closed question back, as it was handled before.

    Raises:
        PermissionDenied: the person does not own the question.
    """
    check_owner(question, by)
    question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if question.state == State.WITHDRAWN:
        to = State.OPEN if question.released_at else State.CONTACT
        _put(question, to, "Opened again by its owner", by, uuid.uuid4())
        audit.record(by=by, action="question.reopened", target=question)
    return question


def _put(question: Question, to: str, reason: str, by: User, submission: uuid.UUID) -> Move:
    """Add the row, by which the database moves the question; an end that hides it closes it."""
    if to == State.WITHDRAWN:
        Question.objects.filter(pk=question.pk, closed_at=None).update(closed_at=timezone.now())
    moved = Move(question=question, from_state=question.state, to_state=to, reason=reason, by=by)
    moved.submission = submission
    try:
        with transaction.atomic():
            moved.save(force_insert=True)
    except IntegrityError as error:
        if not is_repeat(error):
            raise
        raise ValidationError(QUICKER, code="moved") from None
    if question.state == State.WITHDRAWN and not moved.is_word:
        Question.objects.filter(pk=question.pk).update(closed_at=None)
    audit.record(by=by, action="question.moved", target=question, reason=f"{question.state} {to}")
    return moved
