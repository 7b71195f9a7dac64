"""Answering a researcher who said that they could help."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from psycopg2.errors import UniqueViolation

from accounts import audit
from accounts.acting import act
from accounts.models import User
from accounts.permissions import Permission
from matching.models import Decision, Reply

ANSWERED = "Somebody has answered this offer. Here is what they said."


@act
def reply(*, offer: Decision, words: str, by: User) -> Reply:
    """Answer an offer, once; the same form sent twice answers it once.

    Raises:
        PermissionDenied: the person is no coordinator who sees the offer.
        ValidationError: it is no offer ("offer"), or was answered otherwise ("answered").
    """
    sees = Decision.objects.visible_to(by).filter(pk=offer.pk).exists()
    if not (sees and by.can(Permission.SUGGESTION_DECIDE)):
        raise PermissionDenied
    if offer.answer != Decision.Answer.COULD_HELP:
        raise ValidationError("It is no offer to help.", code="offer")
    pair = {"question": offer.question, "researcher": offer.researcher}
    said = Reply(offer=offer, words=words, by=by, **pair)
    try:
        with transaction.atomic():
            said.save(force_insert=True)
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        return _same(said)
    audit.record(by=by, action="offer.answered", target=offer)
    return said


def _same(said: Reply) -> Reply:
    earlier = Reply.objects.get(pk=said.pk)
    if (earlier.words, earlier.by_id) != (said.words, said.by_id):
        raise ValidationError(ANSWERED, code="answered")
    return earlier
