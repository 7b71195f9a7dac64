"""Saying how the boring steps of an accepted match stand."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from accounts import audit
from accounts.acting import act
from accounts.models import User
from matching.models import Decision, Formality, Suggestion
from matching.services.decisions import may_speak
from priorities.services.repeats import keep_once


def may_settle(user: User, suggestion: Suggestion) -> bool:
    """Whether the person may say how the steps stand: a coordinator, or who owns the question."""
    voices = (Decision.Voice.COORDINATOR, Decision.Voice.LEAD)
    return any(may_speak(user, voice, suggestion) for voice in voices)


def is_accepted(suggestion: Suggestion) -> bool:
    """Whether all three voices stand by the pair."""
    pair = {"question": suggestion.run.question_id, "researcher": suggestion.researcher_id}
    said = Decision.objects.standing().filter(**pair).values_list("voice", "answer")
    return Decision.is_accepted(dict(said))


@act
def settle(*, suggestion: Suggestion, by: User, submission: uuid.UUID, **fields: Any) -> Formality:
    """Say how one step stands; the same form sent twice says it once.

    Raises:
        PermissionDenied: the person neither coordinates nor owns the question.
        ValidationError: not all have said yes ("accepted"), or the form was sent before with
            other answers ("sent").
    """
    if not may_settle(by, suggestion):
        raise PermissionDenied
    if not is_accepted(suggestion):
        raise ValidationError("Not all three have said yes to this match.", code="accepted")
    pair = {"question": suggestion.run.question, "researcher": suggestion.researcher}
    said = Formality(by=by, submission=submission, **pair, **fields)
    kept, is_new = keep_once(said, same=[*pair, *fields], by=by, submission=submission)
    if is_new:
        audit.record(by=by, action=f"formality.{kept.kind}", target=kept)
    return kept
