"""Scoring how pressing a question is, and changing what the values mean."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from clearances.ceilings import actor
from priorities.models import Question, RubricWord, Scoring, words_on
from priorities.services.handling import check_owner, check_reads
from priorities.services.repeats import is_repeat

QUICKER = "Somebody has just scored it. Look at what they said, then score it again if need be."

SENT = "You have sent this form before, and that score is kept. Send it again to add this one"


def check_scores(question: Question, by: User) -> None:
    """Refuse whoever neither coordinates nor owns the question and may read it.

    Raises:
        PermissionDenied: they may not score it.
    """
    if not actor(by).is_coordinator:
        check_owner(question, by)
        check_reads(question, by)


@act
def score(
    *,
    question: Question,
    seen: uuid.UUID | None,
    submission: uuid.UUID,
    by: User,
    **fields: Any,
) -> Scoring:
    """Score a question beside what was said before; the same form sent twice scores it once.

    `seen` is the key of the score that stood when the person began, None where none did.

    Raises:
        PermissionDenied: the person neither coordinates nor owns the question and may read it.
        ValidationError: somebody was quicker ("scored"), or this form held another score ("sent").
    """
    check_scores(question, by)
    # Of two who score it at once the second waits here, and then sees what the first said.
    Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    earlier = Scoring.objects.filter(by=by, submission=submission).first()
    if earlier:
        return _sent_before(earlier, question, fields)
    stands = Scoring.objects.filter(question=question).first()
    if (stands and stands.pk) != seen:
        raise ValidationError(QUICKER, code="scored")
    scored = Scoring(question=question, submission=submission, by=by, **fields)
    _add(scored)
    audit.record(by=by, action="question.scored", target=question)
    return scored


def _add(scored: Scoring) -> None:
    try:
        with transaction.atomic():
            scored.save(force_insert=True)
    except IntegrityError as error:
        if not is_repeat(error):
            raise
        # This very form scored another question, which its sender may not see any more.
        raise ValidationError(SENT, code="sent") from None


def _sent_before(earlier: Scoring, question: Question, fields: Mapping[str, Any]) -> Scoring:
    """What this form made the first time, where it says the same."""
    same = all(getattr(earlier, name) == value for name, value in fields.items())
    if earlier.question_id != question.pk or not same:
        raise ValidationError(SENT, code="sent")
    return earlier


@act
def change_words(*, words: Mapping[tuple[str, int], str], by: User) -> list[RubricWord]:
    """Say anew what some values mean, from now on; what means so already stays as it is."""
    # Of two who do so at once the second waits here, and then sees what the first said.
    RubricWord.objects.select_for_update().order_by("pk").first()
    now = timezone.now()
    stands = words_on(now, RubricWord.objects.all())
    changed = [
        RubricWord.objects.create(part=part, value=value, words=said, at=now, by=by)
        for (part, value), said in words.items()
        if stands.get((part, value)) != said
    ]
    for word in changed:
        audit.record(by=by, action="rubric.word-changed", target=word)
    return changed
