"""The rule from clearances to a ceiling: values in, a value out; no clock and no database."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.markings import Marking

# A renewal takes weeks, so what ends within this time is shown early.
ENDING_WITHIN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Held:
    """What the rule must know of one clearance. Both days count."""

    scheme: str
    valid_from: date
    valid_until: date
    is_revoked: bool = False

    def is_live(self, day: date) -> bool:
        return not self.is_revoked and self.valid_from <= day <= self.valid_until


def highest(
    held: Iterable[Held], ceilings: Mapping[str, Marking], *, on: date, is_member: bool
) -> Marking:
    """Return the highest marking that somebody may be shown on a day.

    Whoever belongs to an organisation that has confirmed it has OFFICIAL; each live clearance may
    raise that and none lowers it. A scheme that `ceilings` does not name raises nothing.

    >>> held = [Held("nppv-3", date(2026, 1, 1), date(2026, 12, 31))]
    >>> highest(held, {"nppv-3": Marking(2)}, on=date(2026, 12, 31), is_member=True).label
    'OFFICIAL-SENSITIVE'
    >>> highest(held, {"nppv-3": Marking(2)}, on=date(2027, 1, 1), is_member=True).label
    'OFFICIAL'
    """
    floor = Marking.OFFICIAL if is_member else Marking.PUBLIC
    live = (ceilings.get(one.scheme, Marking.PUBLIC) for one in held if one.is_live(on))
    return max([floor, *live])


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks to see something, as the rules know them, on the day they ask."""

    person: uuid.UUID
    # Has an account that works and belongs to an organisation today, if only by their own word.
    is_member: bool = False
    is_coordinator: bool = False
    # Those that have confirmed that the person belongs to them.
    organisations: frozenset[uuid.UUID] = frozenset()
    # The organisations that they are a police lead of.
    forces: frozenset[uuid.UUID] = frozenset()
    ceiling: Marking = Marking.PUBLIC

    @property
    def is_confirmed(self) -> bool:
        """Whether an organisation stands by them; of questions others see only what is public."""
        return bool(self.organisations)
