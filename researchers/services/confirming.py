"""A person says that their entry is still true."""

from datetime import date

from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from researchers.models import Researcher


@act
def confirm(*, entry: Researcher, since: date, by: User) -> bool:
    """Write down that an entry on the register is true today, unless it was said since that day.

    Give whether anything was written: twice is once.
    """
    unsaid = Researcher.objects.standing().filter(pk=entry.pk, confirmed_at__date__lt=since)
    if not unsaid.update(confirmed_at=timezone.now()):
        return False
    audit.record(by=by, action="profile.confirmed", target=entry, reason="Said to be still true")
    return True
