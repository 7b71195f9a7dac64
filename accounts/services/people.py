"""Accounts and what they are in an organisation."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts import audit
from accounts.models import Membership, Organisation, User


@transaction.atomic
def add_account(
    *,
    email: str,
    name: str,
    organisation: Organisation,
    role: str,
    password: str,
    is_contact_point: bool = False,
) -> User:
    """Make an account with one role in one organisation, from today.

    Raises:
        ValidationError: the address is taken or wrong, or the password too weak.
    """
    user = User(email=email.strip().lower(), name=name.strip())
    open_account(user=user, password=password)
    membership = Membership(
        user=user, organisation=organisation, role=role, is_contact_point=is_contact_point
    )
    # Whoever runs this speaks for them.
    membership.full_clean(exclude=["confirmed_by"])
    membership.save()
    audit.record(by=None, action="account.added", target=user)
    return user


def open_account(*, user: User, password: str) -> None:
    """Save an account that is new; part of whatever lets the person in.

    Raises:
        ValidationError: the address is taken or wrong, or the password too weak.
    """
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
