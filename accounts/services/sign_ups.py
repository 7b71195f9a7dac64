"""Coming in without being asked: by an address that one can read."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit, outbox
from accounts.acting import act
from accounts.models import Membership, Organisation, SignUp, User
from accounts.permissions import Role
from accounts.services.people import open_account
from accounts.signals import joined


@transaction.atomic
def ask(*, email: str, submission: Any, **typed: Any) -> SignUp:
    """Keep what somebody typed, and mail to the address: the same for one with an account.

    Nobody is signed in, so there is no `by`. Sent twice, it is kept and mailed once.
    """
    fields = {"email": email.lower(), **typed}
    sign_up, is_new = SignUp.objects.get_or_create(submission=submission, defaults=fields)
    if is_new:
        outbox.queue(kind="sign-up", to=sign_up.email, about=sign_up.pk)
    return sign_up


@act
def become(*, sign_up: SignUp, password: str, by: User) -> Membership:
    """Make the account of somebody who read our mail: `by`, who is not saved yet.

    An address of the organisation's own speaks for them; else they wait to be confirmed.

    Raises:
        ValidationError: the link has been used or has run out, the address has an account by now,
            or the password is too weak.
    """
    sign_up.refresh_from_db(from_queryset=SignUp.objects.select_for_update(of=["self"]))
    if not sign_up.is_open or User.objects.filter(email=sign_up.email).exists():
        raise ValidationError("This link makes no account any more.", code="over")
    open_account(user=by, password=password)
    confirmed_at = timezone.now() if belongs(sign_up.email, sign_up.organisation) else None
    membership = Membership.objects.create(
        user=by, organisation=sign_up.organisation, role=Role.ACADEMIC, confirmed_at=confirmed_at
    )
    sign_up.used_by = by
    sign_up.save(update_fields=["used_by"])
    audit.record(by=by, action="account.added", target=by)
    if confirmed_at is None:
        _tell_contact_points(membership)
    joined.send(Membership, membership=membership)
    return membership


def belongs(email: str, organisation: Organisation) -> bool:
    """Whether an address is one of the organisation's own; a domain below one of its is not."""
    return email.rpartition("@")[2].lower() in organisation.email_domains


def _tell_contact_points(membership: Membership) -> None:
    points = membership.organisation.memberships.contact_points().select_related("user")
    for point in points:
        outbox.queue(kind="somebody-waits", to=point.user, about=membership.user_id)
