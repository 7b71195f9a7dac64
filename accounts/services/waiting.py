"""Whether somebody belongs to the organisation that they named."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import audit, outbox
from accounts.acting import act
from accounts.models import Membership, MembershipQuerySet, User


@act
def confirm(*, membership: Membership, by: User) -> None:
    """Stand by it that somebody belongs; of two people who click at once, one does.

    Raises:
        ValidationError: somebody else has settled it already.
    """
    confirmed = {"confirmed_at": timezone.now(), "confirmed_by": by}
    if not _waiting(membership).update(**confirmed):
        raise ValidationError("Somebody has settled this already.", code="settled")
    audit.record(by=by, action="membership.confirmed", target=membership)
    outbox.queue(kind="confirmed", to=membership.user, about=membership.user_id, by=by)


@act
def refuse(*, membership: Membership, by: User) -> None:
    """Say that somebody is none of the organisation's: it ends at once, and its history stays.

    The row goes, since a last day would count to its end, and they were never a member.

    Raises:
        ValidationError: somebody else has settled it already.
    """
    audit.record(by=by, action="membership.refused", target=membership)
    if not _waiting(membership).delete()[0]:
        raise ValidationError("Somebody has settled this already.", code="settled")


def _waiting(membership: Membership) -> MembershipQuerySet:
    return Membership.objects.filter(pk=membership.pk, confirmed_at__isnull=True)
