"""Saying how the boring steps of an accepted match stand."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from psycopg2.errors import UniqueViolation

from accounts import audit
from accounts.acting import act
from accounts.models import User
from matching.models import Decision, Formality, Suggestion
from matching.services.decisions import may_speak

# What each voice has to have said before two sides can work together.
ACCEPTED = {
    Decision.Voice.COORDINATOR: Decision.Answer.SHORTLISTED,
    Decision.Voice.LEAD: Decision.Answer.YES,
    Decision.Voice.RESEARCHER: Decision.Answer.COULD_HELP,
}


def may_settle(user: User, suggestion: Suggestion) -> bool:
    """Whether the person may say how the steps stand: a coordinator, or who owns the question."""
    voices = (Decision.Voice.COORDINATOR, Decision.Voice.LEAD)
    return any(may_speak(user, voice, suggestion) for voice in voices)


def is_accepted(suggestion: Suggestion) -> bool:
    """Whether all three voices stand by the pair."""
    pair = {"question": suggestion.run.question_id, "researcher": suggestion.researcher_id}
    said = Decision.objects.standing().filter(**pair).values_list("voice", "answer")
    return set(ACCEPTED.items()) <= set(said)


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
    try:
        with transaction.atomic():
            said.save(force_insert=True)
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        return _sent_before(said, [*pair, *fields])
    audit.record(by=by, action=f"formality.{said.kind}", target=said)
    return said


def _sent_before(said: Formality, names: list[str]) -> Formality:
    earlier = Formality.objects.filter(by=said.by, submission=said.submission).first()
    if earlier and all(getattr(earlier, name) == getattr(said, name) for name in names):
        return earlier
    told = "You have sent this form before, and what it held stands. Send it again to add this"
    raise ValidationError(told, code="sent")
