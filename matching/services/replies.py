"""Answering a researcher who said that they could help."""

from django.core.exceptions import PermissionDenied, ValidationError

from accounts import audit
from accounts.acting import act
from accounts.models import User
from accounts.permissions import Permission
from matching.models import Decision, Reply
from priorities.services.repeats import keep_once

ANSWERED = "Somebody has answered this offer. Here is what they said."


@act
def reply(*, offer: Decision, words: str, by: User) -> Reply:
    """Answer an offer, once; the same form sent twice answers it once.

    Raises:
        PermissionDenied: the person is no coordinator who sees the offer.
        ValidationError: it is no offer ("offer"), or was answered otherwise ("sent").
    """
    sees = Decision.objects.visible_to(by).filter(pk=offer.pk).exists()
    if not (sees and by.can(Permission.SUGGESTION_DECIDE)):
        raise PermissionDenied
    if offer.answer != Decision.Answer.COULD_HELP:
        raise ValidationError("It is no offer to help.", code="offer")
    pair = {"question": offer.question, "researcher": offer.researcher}
    said = Reply(offer=offer, words=words, by=by, **pair)
    kept, is_new = keep_once(said, same=["words", "by"], told=ANSWERED, pk=offer.pk)
    if is_new:
        audit.record(by=by, action="offer.answered", target=offer)
    return kept
