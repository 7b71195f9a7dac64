"""What the register tells by signals."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.dispatch import receiver

from accounts.models import User
from matching.services.looks import look
from researchers.models import Researcher
from researchers.signals import expertise_saved


@receiver(expertise_saved)
def look_at_questions(researcher: Researcher, by: User, **_: Any) -> None:
    """Ask for a first look as soon as a person says of themselves what they know."""
    if researcher.user_id == by.pk:
        with suppress(ValidationError):  # they have said nothing yet
            look(researcher=researcher, by=by)
