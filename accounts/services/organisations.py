"""What a coordinator says of an organisation."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied

from accounts import audit
from accounts.acting import act
from accounts.models import Organisation, User
from accounts.permissions import Permission


@act
def set_domains(*, organisation: Organisation, domains: Sequence[str], by: User) -> None:
    """Say which addresses are the organisation's own: who reads mail there belongs to it.

    Who was confirmed by an address before stays confirmed.

    Raises:
        PermissionDenied: they admit nobody.
    """
    if not by.can(Permission.MEMBER_ADMIT):
        raise PermissionDenied
    organisation.email_domains = list(domains)
    organisation.save(update_fields=["email_domains"])
    said = ", ".join(domains) or "none"
    audit.record(by=by, action="organisation.domains", target=organisation, reason=said[:500])
