"""Acts that services have to refuse: what is asked, by whom it must not be, and how it is asked.

Each is done for real and undone. That others may act is tested where the services are.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import override_settings

from accounts.markings import Marking
from accounts.models import User
from clearances import services as clearances
from matching import services as matching
from matching.models import MatchRun
from priorities import services as priorities
from priorities.models import Question
from priorities.steps import digest_of_words
from researchers.services import register
from tests.factories import (
    VersionFactory,
)
from tests.security.acts_of_matching import (
    confirmed,
    decided,
    found,
    recorded,
    recorded_twice,
    replied,
    replied_again,
    revoked,
    settled,
    settled_again,
    tried,
    tried_above,
)
from tests.security.scene import SENSITIVE, Ask, Scene

DENIED, WRONG = PermissionDenied, ValidationError


@dataclass(frozen=True)
class Asked:
    """One act, who in the scene asks for it, and the error they meet; None where they may."""

    name: str
    ask: Ask
    by: tuple[str, ...]
    error: type[Exception] | None = DENIED
    switched_on: bool = True


def granted(person: str) -> Ask:
    return lambda s, by: priorities.grant(
        question=s.question, person=getattr(s, person), reason="Tills", by=by
    )


def marked(to: Marking, question: str = "question") -> Ask:
    return lambda s, by: priorities.remark(
        question=getattr(s, question), to=to, reason="Less now", by=by
    )


def noted(marking: Marking, question: str = "question") -> Ask:
    return lambda s, by: priorities.add_note(
        question=getattr(s, question), words="W", marking=marking, submission=uuid4(), by=by
    )


def handled(s: Scene, by: User, note: str = "") -> Any:
    return priorities.change_handling(
        question=s.question, by=by, only_organisations=[], handling_note=note
    )


def handled_late(s: Scene, by: User) -> Any:
    """Asked from a page that has not seen what somebody wrote meanwhile."""
    handled(s, by, "By hand")
    return handled(s, by, "By phone")


def proposed(s: Scene, by: User) -> Any:
    return priorities.propose_release(
        question=s.closed, words="Why?", marking=Marking.OFFICIAL, reason="Now", by=by
    )


def posted(s: Scene, by: User) -> Any:
    return priorities.post(by=by, submission=uuid4(), words="Why?", marking=SENSITIVE)


def posted_twice(_: Scene, by: User) -> Any:
    form = {"by": by, "submission": uuid4()}
    priorities.post(words="Why?", **form)
    return priorities.post(words="Why not?", **form)


def adopted(s: Scene, by: User) -> Any:
    return priorities.adopt_published(rows=[], by=s.coordinator, lead=by, organisation=s.force)


def descended(child: str, parent: str) -> Ask:
    return lambda s, by: priorities.descend(
        child=getattr(s, child), parent=getattr(s, parent), by=by
    )


def handed_over_late(s: Scene, by: User) -> Any:
    """Asked from a page that somebody else's hand-over has made old."""
    Question.objects.filter(pk=s.question.pk).update(lead=s.second)
    return priorities.hand_over(question=s.question, lead=s.colleague, by=by)


def assumed(s: Scene, by: User) -> Any:
    said = {"words": "So.", "marking": Marking.OFFICIAL, "submission": uuid4()}
    return priorities.assume(question=s.question, by=by, **said)


def challenged(s: Scene, by: User) -> Any:
    said = {"words": "No.", "marking": Marking.OFFICIAL, "submission": uuid4(), "outcome": "open"}
    return priorities.challenge(assumption=s.assumption, by=by, **said)


def linked(s: Scene, by: User) -> Any:
    said = {"title": "It", "address": "", "words": "So.", "marking": Marking.OFFICIAL}
    return priorities.link_work(question=s.question, by=by, submission=uuid4(), **said)


def reworded(question: str = "question") -> Ask:
    said = {"words": "Who?", "found_at": "", "marking": Marking.OFFICIAL, "submission": uuid4()}
    return lambda s, by: priorities.propose_version(question=getattr(s, question), by=by, **said)


def reworded_alike(s: Scene, by: User) -> Any:
    said = {"found_at": "", "marking": Marking.OFFICIAL, "submission": uuid4()}
    words = s.question.full_text.words
    return priorities.propose_version(question=s.question, by=by, words=words, **said)


def answered(s: Scene, by: User, *, is_given: bool = True, **how: Any) -> Any:
    """As from a page on which the words stood that stand."""
    stands = digest_of_words(s.question.full_text.words)
    said = {"version": s.version, "seen": stands, "reason": "So"} | how
    return priorities.answer_version(is_given=is_given, by=by, **said)


def answered_twice(s: Scene, by: User) -> Any:
    answered(s, by)
    return answered(s, by, is_given=False)


def answered_above(s: Scene, by: User) -> Any:
    """To words that are marked above the question."""
    version = VersionFactory(question=s.plain, marking=SENSITIVE)
    stands = digest_of_words(s.plain.full_text.words)
    return answered(s, by, version=version, seen=stands)


def moved(to: str, seen: str = "open") -> Ask:
    return lambda s, by: priorities.move(question=s.question, seen=seen, to=to, reason="So", by=by)


def scored(harm: int = 4, seen: UUID | None = None, *, form: UUID | None = None) -> Ask:
    said = {"harm": harm, "likelihood": 3, "position": 2, "confidence": "low", "seen": seen}
    return lambda s, by: priorities.score(
        question=s.question, submission=form or uuid4(), by=by, **said
    )


def scored_otherwise(s: Scene, by: User) -> Any:
    form = uuid4()
    scored(form=form)(s, by)
    return scored(harm=5, form=form)(s, by)


def scored_late(s: Scene, by: User) -> Any:
    """Asked from a page that has not seen what somebody said meanwhile."""
    scored()(s, by)
    return scored()(s, by)


OF_QUESTION = {
    "close": lambda s, by: priorities.close(question=s.question, by=by),
    "reopen": lambda s, by: priorities.reopen(question=s.closed, by=by),
    "withdraw": lambda s, by: priorities.withdraw(question=s.question, by=by),
    "say how far along": lambda s, by: priorities.change_maturity(
        question=s.question, by=by, maturity="gap"
    ),
    "end a grant": lambda s, by: priorities.revoke(grant=s.grant, by=by),
}
CONFIRMED = {
    "release": lambda s, by: priorities.confirm_release(proposal=s.release, by=by),
    "lower": lambda s, by: priorities.confirm_remarking(proposal=s.remarking, by=by),
}
DROPPED = {
    "drop a release": lambda s, by: priorities.drop_release(proposal=s.release, by=by),
    "drop a marking": lambda s, by: priorities.drop_remarking(proposal=s.remarking, by=by),
}
GLASS = {
    "ask for glass": lambda s, by: priorities.ask_to_break_glass(
        question=s.closed, reason="Now", by=by
    ),
    "break glass": lambda s, by: priorities.break_glass(proposal=s.glass, by=by),
    "drop glass": lambda s, by: priorities.drop_break_glass(proposal=s.glass, by=by),
}
ASKED = [
    *(Asked(name, ask, ("reader", "second", "coordinator")) for name, ask in OF_QUESTION.items()),
    *(Asked(name, ask, ("owner", "reader", "colleague")) for name, ask in CONFIRMED.items()),
    *(Asked(name, ask, ("lapsed", "colleague", "stranger")) for name, ask in DROPPED.items()),
    *(Asked(name, ask, ("owner", "reader", "verifier")) for name, ask in GLASS.items()),
    Asked("break one's own glass", GLASS["break glass"], ("coordinator",)),
    Asked(
        "break what is broken",
        lambda s, by: priorities.break_glass(proposal=s.broken, by=by),
        ("other",),
        WRONG,
    ),
    Asked("ask for glass uncleared", GLASS["ask for glass"], ("uncleared",), WRONG),
    Asked("grant", granted("coordinator"), ("reader", "lapsed", "coordinator")),
    Asked("grant oneself", granted("owner"), ("owner",), WRONG),
    Asked("grant the uncleared", granted("stranger"), ("owner",), WRONG),
    Asked("raise a marking", marked(SENSITIVE, "plain"), ("second", "reader", "coordinator")),
    Asked("raise it where off", marked(SENSITIVE, "plain"), ("lapsed",), WRONG, False),
    Asked("lower a marking", marked(Marking.OFFICIAL, "closed"), ("lapsed", "reader")),
    Asked("mark as it is", marked(SENSITIVE), ("owner",), WRONG),
    Asked("move", moved("parked"), ("reader", "second", "stranger")),
    Asked("move as its owner", moved("answered"), ("coordinator",), WRONG),
    Asked("move from an old page", moved("parked", seen="contact"), ("owner",), WRONG),
    Asked("move and coordinate", moved("parked"), ("owner", "uncleared"), None),
    Asked("score", scored(), ("reader", "second", "lapsed", "stranger")),
    Asked("score and coordinate", scored(), ("owner", "uncleared"), None),
    Asked("score from an old page", scored_late, ("owner",), WRONG),
    Asked("score otherwise", scored_otherwise, ("owner",), WRONG),
    Asked("handle", handled, ("lapsed", "reader", "second")),
    Asked("handle from an old page", handled_late, ("owner",), WRONG),
    Asked("propose a release", proposed, ("lapsed", "reader", "second")),
    Asked("add a note", noted(Marking.OFFICIAL), ("stranger", "lapsed", "coordinator")),
    Asked("assume", assumed, ("reader", "second", "lapsed")),
    Asked("challenge", challenged, ("stranger", "lapsed", "coordinator")),
    Asked("challenge and read", challenged, ("reader", "second"), None),
    Asked("link work", linked, ("stranger", "lapsed", "coordinator")),
    Asked("link work and read", linked, ("reader", "second"), None),
    Asked("reword", reworded(), ("stranger", "lapsed", "coordinator")),
    Asked("reword and read", reworded(), ("reader", "second"), None),
    Asked("reword what is published", reworded("published"), ("owner",), WRONG),
    Asked("reword to the same", reworded_alike, ("owner",), WRONG),
    Asked("answer words", answered, ("reader", "second", "lapsed")),
    Asked("answer words twice", answered_twice, ("owner",), WRONG),
    Asked("answer words unseen", lambda s, by: answered(s, by, seen="other"), ("owner",), WRONG),
    Asked("answer words too high", answered_above, ("lapsed",), WRONG),
    Asked("try words", tried, ("reader", "second", "coordinator", "lapsed")),
    Asked("try words above oneself", tried_above, ("lapsed",)),
    Asked("descend", descended("question", "plain"), ("reader", "second", "coordinator")),
    Asked("descend from what is hidden", descended("plain", "closed"), ("lapsed",), None),
    Asked("descend from another's", descended("plain", "elsewhere"), ("lapsed",)),
    Asked("descend from oneself", descended("plain", "plain"), ("lapsed",), WRONG),
    Asked(
        "part",
        lambda s, by: priorities.part(descent=s.descent, by=by),
        ("reader", "second", "coordinator"),
    ),
    Asked("reply", replied, ("owner", "reader", "stranger")),
    Asked("reply to what is hidden", lambda s, by: replied(s, by, "deaf"), ("coordinator",)),
    Asked("reply to no offer", lambda s, by: replied(s, by, "chosen"), ("coordinator",), WRONG),
    Asked("reply again", replied_again, ("coordinator",), WRONG),
    Asked("settle", settled("accepted"), ("reader", "second", "stranger")),
    Asked("settle and own it", settled("accepted"), ("owner", "coordinator"), None),
    Asked("settle too early", settled("suggestion"), ("owner",), WRONG),
    Asked("settle again", settled_again, ("owner",), WRONG),
    Asked("note above oneself", noted(SENSITIVE, "plain"), ("lapsed",), WRONG),
    Asked("note within reach", noted(SENSITIVE), ("owner", "reader", "second"), None),
    Asked("note where off", noted(SENSITIVE), ("owner",), WRONG, False),
    Asked("note where off, in reach", noted(Marking.OFFICIAL, "plain"), ("lapsed",), None, False),
    Asked("post above oneself", posted, ("lapsed", "reader"), WRONG),
    Asked("post with other words", posted_twice, ("lapsed",), WRONG),
    Asked("post where off", posted, ("owner",), WRONG, False),
    Asked("adopt for", adopted, ("stranger", "reader"), WRONG),
    Asked(
        "hand over to",
        lambda s, by: priorities.hand_over(question=s.question, lead=by, by=s.coordinator),
        ("stranger", "reader"),
        WRONG,
    ),
    Asked("hand over too late", handed_over_late, ("coordinator",), WRONG),
    Asked("find for the summary", found(MatchRun.Basis.SUMMARY), ("reader", "second")),
    Asked("find for all words", found(MatchRun.Basis.FULL_TEXT), ("coordinator", "lapsed")),
    Asked("speak as coordinator", decided("coordinator", "shortlisted"), ("owner", "reader")),
    Asked("speak as lead", decided("lead", "yes"), ("second", "coordinator", "reader")),
    Asked("speak as researcher", decided("researcher", "could-help"), ("reader", "owner")),
    Asked("say another's word", decided("coordinator", "yes"), ("coordinator",), WRONG),
    Asked("decline without reason", decided("coordinator", "declined"), ("other",), WRONG),
    Asked("take back nothing", decided("coordinator", "undone"), ("other",), WRONG),
    Asked(
        "follow nothing", decided("coordinator", "shortlisted", follows=uuid4()), ("other",), WRONG
    ),
    Asked("stop what is over", lambda s, by: matching.cancel(run=s.run, by=by), ("owner",), WRONG),
    Asked("record one's own", recorded, ("verifier",), WRONG),
    Asked("record with other answers", recorded_twice, ("verifier",), WRONG),
    Asked("revoke what is revoked", revoked("revoked_clearance"), ("verifier",), WRONG),
    Asked("revoke one's own", revoked("own_clearance"), ("verifier",), WRONG),
    Asked("confirm what is settled", confirmed("in_force"), ("verifier",), WRONG),
    Asked("confirm one's own ceiling", confirmed("ceiling"), ("verifier",), WRONG),
    Asked(
        "propose what is so",
        lambda s, by: clearances.propose_ceiling(
            scheme="nppv-2-full", marking=SENSITIVE, reason="So", by=by
        ),
        ("verifier",),
        WRONG,
    ),
    Asked("have an entry", lambda _, by: register.own_entry(by), ("owner",), WRONG),
]


def wrongly_done(scene: Scene, service: str = "") -> Iterator[str]:
    """Name each act that does not end as the table says; those of one service come first."""
    for asked in sorted(ASKED, key=lambda one: service not in one.ask.__code__.co_names):
        owner = "The chief constable" if asked.switched_on else ""
        for name in asked.by:
            with override_settings(OFFICIAL_SENSITIVE_RISK_OWNER=owner):
                met = _met(asked.ask, scene, name)
            if met is not asked.error:
                yield f"{asked.name}, {name}: {met and met.__name__}"


def _met(ask: Ask, scene: Scene, name: str) -> type[Exception] | None:
    """The error that somebody meets, as just signed in; whatever was done is undone.

    Asked of a copy, since what a service changes in memory no roll-back takes back.
    """
    scene = copy.deepcopy(scene)
    by = User.objects.get(pk=getattr(scene, name).pk)
    with transaction.atomic():
        try:
            with transaction.atomic():
                ask(scene, by)
        except Exception as error:  # noqa: BLE001 - another error than the right one is told
            return type(error)
        finally:
            transaction.set_rollback(True)
    return None
