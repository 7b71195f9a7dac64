"""What people ask of the register."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from researchers.models import Researcher


@transaction.atomic
def save_profile(*, researcher: Researcher, by: User) -> Researcher:
    """Keep what a person changed on their own profile, with the day they last confirmed it."""
    researcher.updated_at = timezone.now()
    researcher.full_clean(exclude=["user", "organisation"])
    researcher.save()
    audit.record(by=by, action="profile.changed", target=researcher)
    return researcher
