"""What accounts tell by signals."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Membership
from accounts.signals import joined
from researchers.services.loading import claim


@receiver(joined)
def claim_entry(membership: Membership, **_: Any) -> None:
    """Whoever comes in finds what was begun for them."""
    claim(membership)
