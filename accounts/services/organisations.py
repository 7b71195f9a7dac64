"""What a coordinator says of an organisation."""

from collections.abc import Sequence

from accounts import audit
from accounts.acting import act
from accounts.models import Organisation, User


@act
def set_domains(*, organisation: Organisation, domains: Sequence[str], by: User) -> None:
    """Say which addresses are the organisation's own: who reads mail there belongs to it.

    Who was confirmed by an address before stays confirmed.
    """
    organisation.email_domains = list(domains)
    organisation.save(update_fields=["email_domains"])
    said = ", ".join(domains) or "none"
    audit.record(by=by, action="organisation.domains", target=organisation, reason=said[:500])
