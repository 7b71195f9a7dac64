"""Who may see what of a question: the rule, pure. Values in, a ruling out; no clock, no database.

The same rule stands twice more, in `QuestionQuerySet.visible_to` and in the database's row-level
security (`priorities/row_security.py`); tests over random worlds hold the three to one answer.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from accounts.markings import Marking
from clearances.policy import Actor


class Facet(StrEnum):
    """What of a question somebody asks to see."""

    EXISTENCE = "existence"  # that it is there, and the released summary
    FULL_TEXT = "full-text"  # all words, notes, attachments
    MATCHES = "matches"  # who was found for the released summary
    FULL_MATCHES = "full-matches"  # who was found for the full text
    ADMIN = "admin"  # who posted it, when, under which marking; never a word of it


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rule must know of a question. Times are aware; days are those of the UK."""

    marking: Marking
    lead: uuid.UUID
    organisation: uuid.UUID
    co_owners: frozenset[uuid.UUID] = frozenset()
    is_released: bool = False
    is_closed: bool = False
    is_shared: bool = True
    is_for_recipients_only: bool = False
    embargo_until: date | None = None
    # Empty: no organisation is left out.
    only_organisations: frozenset[uuid.UUID] = frozenset()
    # Until when each person may read it: grants of need to know, and broken glass.
    grants: Mapping[uuid.UUID, datetime] = field(default_factory=dict)
    glass: Mapping[uuid.UUID, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer and what it rests on, in words."""

    allow: bool
    reason: str


def decide(
    actor: Actor | None, facts: Facts, facet: Facet, *, today: date, now: datetime
) -> Ruling:
    """Rule whether somebody may see a facet of a question (`TRUST.md` 2.2).

    >>> from datetime import UTC
    >>> facts = Facts(Marking.OFFICIAL, lead=uuid.UUID(int=1), organisation=uuid.UUID(int=2))
    >>> somebody = Actor(uuid.UUID(int=3), is_member=True)
    >>> day, now = date(2026, 12, 1), datetime(2026, 12, 1, tzinfo=UTC)
    >>> decide(somebody, facts, Facet.EXISTENCE, today=day, now=now).reason
    'not released to them'
    """
    if actor is None or not actor.is_member:
        return Ruling(allow=False, reason="no membership today")
    rule = {
        Facet.EXISTENCE: _existence,
        Facet.FULL_TEXT: _full_text,
        Facet.MATCHES: _matches,
        Facet.FULL_MATCHES: _full_matches,
        Facet.ADMIN: _admin,
    }[facet]
    return rule(actor, facts, today, now)


def owns(actor: Actor, facts: Facts) -> bool:
    """Whether somebody answers for it: its lead while a police lead there, or a co-owner."""
    is_lead = actor.person == facts.lead and facts.organisation in actor.forces
    return is_lead or (actor.person in facts.co_owners and bool(actor.forces))


def _full_text(actor: Actor, facts: Facts, _today: date, now: datetime) -> Ruling:
    if not actor.is_confirmed:
        return Ruling(allow=False, reason="confirmed by no organisation")
    if actor.ceiling < facts.marking:
        return Ruling(allow=False, reason="cleared for less")
    is_open = not facts.is_closed and not facts.is_for_recipients_only
    is_colleague = facts.is_shared and facts.organisation in actor.forces
    needs = {
        "owner": owns(actor, facts),
        "broken glass": _holds_until(facts.glass, actor, now),
        "need to know": _holds_until(facts.grants, actor, now) and _is_let_in(actor, facts),
        "same organisation": is_colleague and is_open and facts.marking <= Marking.OFFICIAL,
    }
    for reason, holds in needs.items():
        if holds:
            return Ruling(allow=True, reason=reason)
    return Ruling(allow=False, reason="no need to know")


def _existence(actor: Actor, facts: Facts, today: date, now: datetime) -> Ruling:
    if owns(actor, facts):
        return Ruling(allow=True, reason="owner")
    if _is_listed(actor, facts, today):
        return Ruling(allow=True, reason="released")
    if _full_text(actor, facts, today, now).allow:
        return Ruling(allow=True, reason="reads the full text")
    return Ruling(allow=False, reason="not released to them")


def _matches(actor: Actor, facts: Facts, today: date, now: datetime) -> Ruling:
    if actor.is_coordinator and _is_listed(actor, facts, today):
        return Ruling(allow=True, reason="coordinator, of what is released")
    return _full_matches(actor, facts, today, now)


def _full_matches(actor: Actor, facts: Facts, today: date, now: datetime) -> Ruling:
    if owns(actor, facts) and _full_text(actor, facts, today, now).allow:
        return Ruling(allow=True, reason="owner")
    return Ruling(allow=False, reason="not theirs to see")


def _admin(actor: Actor, facts: Facts, _today: date, _now: datetime) -> Ruling:
    if actor.is_coordinator:
        return Ruling(allow=True, reason="coordinator")
    if owns(actor, facts):
        return Ruling(allow=True, reason="owner")
    return Ruling(allow=False, reason="no coordinator and no owner")


def _is_listed(actor: Actor, facts: Facts, today: date) -> bool:
    """Whether its summary is out, and handled so that this member may see it."""
    is_out = facts.is_released and not facts.is_closed and not facts.is_for_recipients_only
    is_time = facts.embargo_until is None or facts.embargo_until <= today
    is_for_them = actor.is_confirmed or facts.marking == Marking.PUBLIC
    return is_out and is_time and is_for_them and _is_let_in(actor, facts)


def _is_let_in(actor: Actor, facts: Facts) -> bool:
    """Whether no handling by organisation keeps them out."""
    return not facts.only_organisations or bool(facts.only_organisations & actor.organisations)


def _holds_until(until: Mapping[uuid.UUID, datetime], actor: Actor, now: datetime) -> bool:
    end = until.get(actor.person)
    return end is not None and end > now
