"""The rows of accounts: people, how they come in, mails, trails."""

from accounts.models.joining import Invitation, SignUp
from accounts.models.mail import Mail
from accounts.models.people import Membership, MembershipQuerySet, Organisation, User
from accounts.models.trails import (
    THIS_CLUSTER,
    THIS_TRANSACTION,
    AccessEvent,
    AuditEvent,
    Seal,
    SignInCount,
)

__all__ = [
    "THIS_CLUSTER",
    "THIS_TRANSACTION",
    "AccessEvent",
    "AuditEvent",
    "Invitation",
    "Mail",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "Seal",
    "SignInCount",
    "SignUp",
    "User",
]
