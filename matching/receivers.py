"""What the register tells by signals."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.dispatch import receiver

from accounts.models import User
from matching.services.load import load_in_words
from matching.services.looks import look
from researchers.models import Researcher
from researchers.signals import expertise_saved, load_wanted


@receiver(expertise_saved)
def look_at_questions(researcher: Researcher, by: User, **_: Any) -> None:
    """Ask for a first look as soon as a person says of themselves what they know."""
    if researcher.user_id == by.pk:
        with suppress(ValidationError):  # they have said nothing yet
            look(researcher=researcher, by=by)


@receiver(load_wanted)
def count_load(people: Sequence[UUID], reader: User, **_: Any) -> dict[UUID, str]:
    """Say how much is asked of people this term."""
    return load_in_words(people, reader)
