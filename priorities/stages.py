"""The life of a question: its states, the one table of moves between them, how early it came."""

from django.db import models


class State(models.TextChoices):
    """Where a question stands; what is written and not yet sent is a draft, and no question yet."""

    CONTACT = "contact", "With the contact point"
    OPEN = "open", "Open"
    MATCHING = "matching", "Matching"
    SHORTLIST = "shortlist", "Shortlist"
    WORKSHOP = "workshop", "Workshop"
    REFRAMED = "reframed", "Reframed"
    RESEARCH = "research", "In research"
    ANSWERED = "answered", "Answered"
    PARKED = "parked", "Parked"
    WITHDRAWN = "withdrawn", "Withdrawn"


# The way of a question to which something comes of it; the state line shows it in this order.
WAY = tuple(State)[:8]
ENDS = (State.ANSWERED, State.PARKED, State.WITHDRAWN)
LIVE = tuple(state for state in State if state not in ENDS)
_BACK = (State.CONTACT, State.OPEN)
_AT_WORK = (State.WORKSHOP, State.REFRAMED, State.RESEARCH)

# From each state those that may follow. The database holds the same table (migration 0009).
MOVES: dict[State, tuple[State, ...]] = {
    State.CONTACT: (State.OPEN, State.PARKED, State.WITHDRAWN),
    State.OPEN: (State.CONTACT, State.MATCHING, State.SHORTLIST, *ENDS),
    State.MATCHING: (*_BACK, State.SHORTLIST, *ENDS),
    State.SHORTLIST: (State.CONTACT, State.MATCHING, *_AT_WORK, *ENDS),
    State.WORKSHOP: (State.CONTACT, State.SHORTLIST, State.REFRAMED, State.RESEARCH, *ENDS),
    State.REFRAMED: (State.CONTACT, State.MATCHING, State.SHORTLIST, *_AT_WORK[::2], *ENDS),
    State.RESEARCH: (State.CONTACT, State.WORKSHOP, State.REFRAMED, *ENDS),
    State.ANSWERED: (*_BACK, State.RESEARCH, State.REFRAMED, State.WITHDRAWN),
    State.PARKED: (*_BACK, State.WITHDRAWN),
    State.WITHDRAWN: _BACK,
}
# What only the owner says of their question.
OWNERS_ALONE = frozenset({State.ANSWERED, State.WITHDRAWN})

# What people do with a question moves it by itself, and nothing else does.
BY_ITSELF = frozenset(
    {
        (State.CONTACT, State.OPEN),
        (State.OPEN, State.MATCHING),
        (State.OPEN, State.SHORTLIST),
        (State.MATCHING, State.SHORTLIST),
        (State.OPEN, State.CONTACT),
        (State.MATCHING, State.CONTACT),
        (State.SHORTLIST, State.CONTACT),
        (State.WORKSHOP, State.REFRAMED),
    }
)


def choices(now: str, *, is_owner: bool, is_released: bool) -> list[State]:
    """The states that somebody may move a question to, in the order of its life.

    Owners move it anywhere the table allows; others, who are coordinators, neither end it for its
    owner nor take it back from such an end. It is open once its summary is released.

    >>> [str(one) for one in choices("open", is_owner=False, is_released=True)]
    ['matching', 'shortlist', 'parked']
    """
    is_shut = now in OWNERS_ALONE and not is_owner
    return [
        state
        for state in State
        if not is_shut
        and state in MOVES[State(now)]
        and (is_owner or state not in OWNERS_ALONE)
        and (state in ENDS or is_released == (state != State.CONTACT))
    ]


class Maturity(models.TextChoices):
    """How far along a matter is; asked in one click, never a condition."""

    SIGNAL = "signal", "A signal: something looks odd"
    GAP = "gap", "A gap: we know that we do not know"
    EMERGING = "emerging", "Emerging: we see it more often"
    ASSESSED = "assessed", "Assessed: it stands in an assessment"
    LIVE = "live", "A live problem: it harms people now"


class Outlook(models.TextChoices):
    """Which time the question looks at."""

    BACK = "back", "Looking back: what happened, what worked"
    CURRENT = "current", "Current: what is going on"
    EMERGING = "emerging", "Emerging: what is beginning"
    SPECULATIVE = "speculative", "Speculative: what might come"
