"""What every act of two people has in common: propose once, settle once."""

from collections.abc import Sequence
from typing import Any, Literal, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from priorities.models import Proposal, Question
from priorities.services.repeats import is_repeat

Proposed = TypeVar("Proposed", bound=Proposal)


def propose(
    proposal: Proposed, *, question: Question, reason: str, by: User, same: Sequence[str]
) -> Proposed:
    """Keep a proposal; sent twice, that is with the same fields and reason, it is one.

    Raises:
        ValidationError: another proposal of the kind waits already ("waits").
    """
    proposal.question, proposal.reason, proposal.proposed_by = question, reason, by
    kind = type(proposal)
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        if not is_repeat(error):
            raise
        waits = kind._default_manager.open().filter(question=question, proposed_by=by).first()
        if waits and all(getattr(waits, n) == getattr(proposal, n) for n in (*same, "reason")):
            return waits
        said = "Somebody’s proposal waits already. Settle that one first."
        raise ValidationError(said, code="waits") from None
    audit.record(by=by, action=f"{kind._meta.model_name}.proposed", target=proposal)
    return proposal


def settle(
    proposal: Proposal, *, by: User, outcome: Literal["confirmed", "dropped"], **more: Any
) -> bool:
    """Confirm or drop an open proposal; False when the same person had done so before.

    Raises:
        ValidationError: somebody else settled it first, or it ended otherwise ("settled").
    """
    kind = type(proposal)
    mine = kind._default_manager.open().filter(pk=proposal.pk)
    is_first = mine.update(**{f"{outcome}_by": by, f"{outcome}_at": timezone.now()}, **more)
    proposal.refresh_from_db()
    if is_first:
        audit.record(by=by, action=f"{kind._meta.model_name}.{outcome}", target=proposal)
    elif getattr(proposal, f"{outcome}_by") != by:
        raise ValidationError("Somebody has already settled this one.", code="settled")
    return bool(is_first)
