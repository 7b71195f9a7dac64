"""What vetting verifiers ask of clearances and of the table of ceilings."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.markings import Marking
from accounts.models import User
from clearances.models import CeilingChange, Clearance, Revocation


@transaction.atomic
def record(*, person: User, by: User, submission: uuid.UUID, **fields: Any) -> Clearance:
    """Record a clearance; the same form sent twice returns the one it made the first time.

    Raises:
        ValidationError: the person records their own, or the form was sent before with other
            answers ("sent").
    """
    _refuse_own(person, by)
    clearance = Clearance(person=person, verified_by=by, submission=submission, **fields)
    try:
        with transaction.atomic():
            clearance.save(force_insert=True)
    except IntegrityError:
        earlier = Clearance.objects.filter(submission=submission, verified_by=by).first()
        if earlier is None:
            raise
        sent = fields | {"person": person}
        if any(getattr(earlier, name) != value for name, value in sent.items()):
            words = (
                "You have recorded a clearance from this page, and it stands. If it is wrong, "
                "revoke it. To record this one as well, send it again."
            )
            raise ValidationError(words, code="sent") from None
        return earlier
    audit.record(by=by, action="clearance.recorded", target=clearance)
    return clearance


@transaction.atomic
def revoke(*, clearance: Clearance, by: User, reason: str) -> Revocation:
    """End a clearance at once; of two people who click at once, one is told.

    Raises:
        ValidationError: the person revokes their own, or somebody else was first.
    """
    _refuse_own(clearance.person, by)
    revocation, is_new = Revocation.objects.get_or_create(
        clearance=clearance, defaults={"by": by, "reason": reason}
    )
    if is_new:
        audit.record(by=by, action="clearance.revoked", target=clearance, reason=reason)
    elif (revocation.by, revocation.reason) != (by, reason):
        raise ValidationError("Somebody has already revoked this one.", code="revoked")
    return revocation


def _refuse_own(person: User, by: User) -> None:
    if person == by:
        raise ValidationError("Somebody else must do this for you.", code="own")


@transaction.atomic
def install_ceilings(rows: Sequence[Mapping[str, str]]) -> int:
    """Put in what a deployment starts with, where a scheme has no row yet; return how many.

    Each row has `scheme`, `marking` (a name of Marking) and `reason`. No person stands behind it.
    """
    there = set(CeilingChange.objects.values_list("scheme", flat=True))
    missing = [row for row in rows if row["scheme"] not in there]
    for row in missing:
        change = CeilingChange.objects.create(
            scheme=row["scheme"],
            marking=Marking[row["marking"]],
            reason=row["reason"],
            is_installed=True,
            confirmed_at=timezone.now(),
        )
        audit.record(by=None, action="ceiling.installed", target=change, reason=change.reason)
    return len(missing)


@transaction.atomic
def propose_ceiling(*, scheme: str, marking: Marking, reason: str, by: User) -> CeilingChange:
    """Propose what a scheme shall reach; sent twice, it is proposed once.

    Raises:
        ValidationError: it is so already, or another proposal for the scheme waits.
    """
    if CeilingChange.objects.table().get(scheme) == marking:
        raise ValidationError("That is what it reaches already.", code="same")
    change = CeilingChange(scheme=scheme, marking=marking, reason=reason, proposed_by=by)
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as error:
        waits = CeilingChange.objects.open().filter(scheme=scheme).first()
        if waits and (waits.proposed_by, waits.marking, waits.reason) == (by, marking, reason):
            return waits
        raise ValidationError("Another proposal for it waits already.", code="waits") from error
    audit.record(by=by, action="ceiling.proposed", target=change, reason=reason)
    return change


@transaction.atomic
def confirm_ceiling(*, change: CeilingChange, by: User) -> CeilingChange:
    """Put somebody else's proposal into force; of two people who click at once, one is told.

    Raises:
        ValidationError: it is the person's own proposal, or somebody else settled it first.
    """
    if change.proposed_by == by:
        raise ValidationError("Somebody else must confirm what you proposed.", code="own")
    return _settle(change, by=by, outcome="confirmed")


@transaction.atomic
def drop_ceiling(*, change: CeilingChange, by: User) -> CeilingChange:
    """Take a proposal away, one's own or another's.

    Raises:
        ValidationError: somebody else settled it first.
    """
    return _settle(change, by=by, outcome="dropped")


def _settle(
    change: CeilingChange, *, by: User, outcome: Literal["confirmed", "dropped"]
) -> CeilingChange:
    mine = CeilingChange.objects.open().filter(pk=change.pk)
    is_first = mine.update(**{f"{outcome}_by": by, f"{outcome}_at": timezone.now()})
    change.refresh_from_db()
    if is_first:
        audit.record(by=by, action=f"ceiling.{outcome}", target=change, reason=change.reason)
    elif getattr(change, f"{outcome}_by") != by:
        raise ValidationError("Somebody has already settled this one.", code="settled")
    return change
