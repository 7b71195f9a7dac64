"""Acts on matches and on clearances, as `acts.py` asks for them."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from clearances import services as clearances
from matching import services as matching
from matching.models import MatchRun
from tests.factories import (
    VersionFactory,
)
from tests.security.scene import SENSITIVE, Ask, Scene


def found(basis: MatchRun.Basis) -> Ask:
    return lambda s, by: matching.find_people(question=s.question, by=by, basis=basis)


def decided(voice: str, answer: str, reason: str = "", follows: Any = None) -> Ask:
    return lambda s, by: matching.decide(
        suggestion=s.suggestion, voice=voice, answer=answer, by=by, reason=reason, follows=follows
    )


def stopped(s: Scene, by: User) -> Any:
    return matching.cancel(run=s.run, by=by)


def recorded(s: Scene, by: User) -> Any:
    days = {"verified_on": timezone.localdate(), "valid_from": timezone.localdate()}
    return clearances.record(
        person=by,
        by=by,
        submission=uuid4(),
        scheme="sc",
        sponsor=s.force,
        valid_until=timezone.localdate(),
        **days,
    )


def recorded_twice(s: Scene, by: User) -> Any:
    day = timezone.localdate()
    form = {"person": s.stranger, "by": by, "submission": uuid4(), "sponsor": s.force}
    days = {"verified_on": day, "valid_from": day, "valid_until": day}
    clearances.record(scheme="sc", **form, **days)
    return clearances.record(scheme="dv", **form, **days)


def revoked(clearance: str) -> Ask:
    return lambda s, by: clearances.revoke(clearance=getattr(s, clearance), by=by, reason="left")


def confirmed(change: str) -> Ask:
    return lambda s, by: clearances.confirm_ceiling(change=getattr(s, change), by=by)


def settled(pair: str) -> Ask:
    said = {"kind": "dpia", "state": "done", "submission": uuid4()}
    return lambda s, by: matching.settle(suggestion=getattr(s, pair), by=by, **said)


def settled_again(s: Scene, by: User) -> Any:
    """The same form with another answer."""
    said = {"suggestion": s.accepted, "kind": "dpia", "submission": uuid4(), "by": by}
    matching.settle(state="done", **said)
    return matching.settle(state="waiting", **said)


def replied(s: Scene, by: User, offer: str = "offer") -> Any:
    return matching.reply(offer=getattr(s, offer), words="Come.", by=by)


def replied_again(s: Scene, by: User) -> Any:
    """In other words than before."""
    replied(s, by)
    return matching.reply(offer=s.offer, words="Do not come.", by=by)


def tried(s: Scene, by: User) -> Any:
    return matching.try_words(version=s.version, by=by)


def tried_above(s: Scene, by: User) -> Any:
    return matching.try_words(version=VersionFactory(question=s.plain, marking=SENSITIVE), by=by)
