"""What somebody needs to take part in an event: said by them, kept for the event, then gone."""

from datetime import date

from accounts import audit
from accounts.acting import act
from accounts.models import User
from researchers.models import AccessNeeds


@act
def save_needs(*, access: str, diet: str, event_on: date | None, by: User) -> AccessNeeds | None:
    """Keep what the person says, or take it away where they say nothing."""
    mine = AccessNeeds.objects.filter(person=by)
    if not (access or diet):
        mine.delete()
        audit.record(by=by, action="needs.removed", target=by)
        return None
    said = {"access": access, "diet": diet, "event_on": event_on}
    needs, _ = AccessNeeds.objects.update_or_create(person=by, defaults=said)
    audit.record(by=by, action="needs.said", target=by)
    return needs
