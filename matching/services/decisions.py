"""Saying something of a suggested person, and taking it back."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from accounts import audit
from accounts.acting import act
from accounts.models import User
from matching import policy
from matching.models import Decision, Suggestion
from priorities.models import Question
from priorities.services import advance
from priorities.stages import State

ALREADY_DECIDED = "Someone has already decided this one. Here is what they said."


@act
def decide(
    *,
    suggestion: Suggestion,
    voice: str,
    answer: str,
    by: User,
    follows: uuid.UUID | None = None,
    reason: str = "",
) -> Decision:
    """Add a voice's word on the suggested researcher for the question, or take its last one back.

    `follows` is the decision that the person saw standing; when another stands by now, nothing
    is written. The same click sent twice is one decision.

    Raises:
        PermissionDenied: the person may not speak with this voice.
        ValidationError: the answer is not this voice's, lacks its reason, or came second.
    """
    if not may_speak(by, voice, suggestion):
        raise PermissionDenied
    reason = reason.strip()
    _check_answer(voice, answer, reason)
    standing = _standing(suggestion, voice)
    if standing and (standing.by, standing.answer, standing.follows_id) == (by, answer, follows):
        return standing  # the same click, twice
    _check_place(standing, answer, follows)
    if answer == Decision.Answer.SHORTLISTED:
        question = suggestion.run.question
        advance(question, State.SHORTLIST, by=by, reason="Somebody was shortlisted")
    return _add(suggestion, voice=voice, answer=answer, reason=reason, by=by, follows_id=follows)


def may_speak(user: User, voice: str, suggestion: Suggestion) -> bool:
    """Whether the person may answer with a voice about a suggestion that they see."""
    return policy.may_speak(
        user,
        voice,
        leads=suggestion.run.question.is_led_by(user),
        researcher=suggestion.researcher.user_id,
    )


def _check_answer(voice: str, answer: str, reason: str) -> None:
    if answer not in (*Decision.ANSWERS[voice], Decision.Answer.UNDONE):
        raise ValidationError("Select one of the answers.", code="answer")
    if answer in Decision.NEEDS_REASON and not reason:
        said = "Say why, or what you would bring to it: it is kept beside the answer"
        raise ValidationError({"reason": said})


def _check_place(standing: Decision | None, answer: str, follows: uuid.UUID | None) -> None:
    """Refuse what does not follow the standing decision, and taking back where nothing stands."""
    is_undone = standing is None or standing.answer == Decision.Answer.UNDONE
    takes_back_nothing = answer == Decision.Answer.UNDONE and is_undone
    if takes_back_nothing or follows != (standing.pk if standing else None):
        raise ValidationError(ALREADY_DECIDED, code="decided")


def _standing(suggestion: Suggestion, voice: str) -> Decision | None:
    # Of two who decide at once the second waits here, and then sees what the first said.
    question = Question.objects.select_for_update(no_key=True).get(pk=suggestion.run.question_id)
    decisions = Decision.objects.standing().select_related("by")
    return decisions.filter(
        question=question, researcher=suggestion.researcher_id, voice=voice
    ).first()


def _add(suggestion: Suggestion, **fields: Any) -> Decision:
    pair = {"question": suggestion.run.question, "researcher": suggestion.researcher}
    decision = Decision.objects.create(**pair, **fields)
    # Without its reason, which the decision keeps behind the rules of its question.
    audit.record(by=decision.by, action=f"suggestion.{decision.answer}", target=decision)
    return decision
