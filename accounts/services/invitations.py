"""Asking people in, and coming in when asked."""

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from accounts import audit, outbox
from accounts.acting import act
from accounts.models import Invitation, Membership, Organisation, User
from accounts.models.joining import in_thirty_days
from accounts.services.people import open_account
from accounts.signals import joined

KIND = "invitation"


@act
def invite(*, email: str, name: str, organisation: Organisation, role: str, by: User) -> Invitation:
    """Ask somebody in, or give the open invitation there is; one that had run out begins anew.

    Raises:
        ValidationError: the address is one's own.
    """
    if email.lower() == by.email:
        raise ValidationError({"email": "Enter somebody else’s address: this one is yours"})
    invitation, is_new = Invitation.objects.unanswered().get_or_create(
        email=email.lower(),
        organisation=organisation,
        role=role,
        defaults={"name": name, "by": by},
    )
    if is_new:
        audit.record(by=by, action="invitation.made", target=invitation)
        outbox.queue(kind=KIND, to=invitation.email, about=invitation.pk, by=by)
    elif invitation.is_over:
        send_again(invitation=invitation, by=by)
    return invitation


@act
def send_again(*, invitation: Invitation, by: User) -> None:
    """Let the mail go out once more; where its time had run out, with a new link and new time.

    Raises:
        ValidationError: it was taken up or taken back meanwhile.
    """
    _hold(invitation)
    if invitation.is_over:
        invitation.version = F("version") + 1
        invitation.expires_at = in_thirty_days()
        invitation.save(update_fields=["version", "expires_at"])
        invitation.refresh_from_db()
    audit.record(by=by, action="invitation.sent-again", target=invitation)
    outbox.queue(kind=KIND, to=invitation.email, about=invitation.pk, by=by)


@act
def take_back(*, invitation: Invitation, by: User) -> None:
    """Make its link open nothing. What was taken back stays so.

    Raises:
        ValidationError: it was taken up or taken back meanwhile.
    """
    _hold(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    outbox.drop(kind=KIND, about=invitation.pk)
    audit.record(by=by, action="invitation.taken-back", target=invitation)


@act
def join(*, invitation: Invitation, password: str, by: User) -> None:
    """Make the account of an invited person, `by`, who is not saved yet, and let them in.

    Raises:
        ValidationError: the invitation is not open any more, or the password is too weak.
    """
    _hold_open(invitation)
    open_account(user=by, password=password)
    audit.record(by=by, action="account.added", target=by)
    _take_up(invitation, by)


@act
def accept(*, invitation: Invitation, by: User) -> None:
    """Add what somebody was invited as to the account that they have.

    Raises:
        ValidationError: the invitation is not open any more, or is somebody else's.
    """
    _hold_open(invitation)
    if invitation.email != by.email:
        raise ValidationError("This invitation is for somebody else.", code="other")
    _take_up(invitation, by)


def _take_up(invitation: Invitation, by: User) -> None:
    membership, _ = Membership.objects.get_or_create(
        user=by,
        organisation=invitation.organisation,
        role=invitation.role,
        ends_on=None,
        defaults={"confirmed_by": invitation.by},
    )
    if membership.confirmed_at is None:
        membership.confirmed_at, membership.confirmed_by = timezone.now(), invitation.by
        membership.save(update_fields=["confirmed_at", "confirmed_by"])
    invitation.used_at, invitation.used_by = timezone.now(), by
    invitation.save(update_fields=["used_at", "used_by"])
    audit.record(by=by, action="invitation.taken-up", target=invitation)
    joined.send(Membership, membership=membership)


def _hold(invitation: Invitation) -> None:
    """Keep the row as it is until the transaction ends, whatever others do at this moment."""
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update(of=["self"]))
    if invitation.used_at or invitation.revoked_at:
        raise ValidationError("This invitation is not open any more.", code="over")


def _hold_open(invitation: Invitation) -> None:
    _hold(invitation)
    if not invitation.is_open:
        raise ValidationError("This invitation is not open any more.", code="over")
