"""What people ask of the register."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from accounts.permissions import Role
from researchers.models import Researcher

PROFILE = ["statement", "availability", "available_from", "availability_note"]


def own_profile(user: User) -> Researcher:
    """A person's own entry in the register; of one who has none yet, an unsaved one to fill in.

    Raises:
        ValidationError: the person is no academic today.
    """
    for membership in user.current_memberships:
        if membership.role == Role.ACADEMIC:
            new = Researcher(user=user, name=user.name, organisation=membership.organisation)
            return Researcher.objects.filter(user=user).first() or new
    raise ValidationError("Only a researcher has a profile.")


@act
def save_profile(*, researcher: Researcher, by: User) -> Researcher:
    """Keep what a person changed on their own profile, with the day they last confirmed it."""
    if researcher.is_new:
        # Of two first saves at once the database lets one begin the entry; the other changes it.
        begun, _ = Researcher.objects.get_or_create(
            user=researcher.user,
            defaults={
                "name": researcher.name,
                "organisation": researcher.organisation,
                "sent_at": timezone.now(),
            },
        )
        researcher.pk = begun.pk
    researcher.updated_at = researcher.confirmed_at = timezone.now()
    researcher.full_clean(exclude=["id", "user", "organisation"])
    # Only what the form shows: what somebody else changed meanwhile stays.
    researcher.save(force_update=True, update_fields=[*PROFILE, "updated_at", "confirmed_at"])
    audit.record(by=by, action="profile.changed", target=researcher)
    return researcher
