"""Acts that services have to refuse: what is asked, by whom it must not be, and how it is refused.

Each is done for real and undone. Who may act is tested where the services are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import User
from clearances import services as clearances
from matching import services as matching
from matching.models import MatchRun
from priorities import services as priorities
from priorities.models import Question
from researchers import services as researchers
from tests.factories import (
    AcademicFactory,
    BreakGlassFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    GrantFactory,
    MatchRunFactory,
    OrganisationFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReleaseFactory,
    RemarkingFactory,
    ResearcherFactory,
    SuggestionFactory,
    VerifierFactory,
)

DENIED, WRONG = PermissionDenied, ValidationError
SENSITIVE = Marking.OFFICIAL_SENSITIVE


def cleared(user: User) -> User:
    ClearanceFactory(person=user)
    return user


@dataclass
class Scene:
    """A sensitive question and who stands around it, each lacking one thing."""

    force: Any = field(default_factory=OrganisationFactory)

    def __post_init__(self) -> None:
        CeilingChangeFactory(confirmed=True)
        self.owner = cleared(PoliceLeadFactory(organisation=self.force))
        # Owns it and may not read it; reads it and does not own it; of the force, reads nothing.
        self.lapsed = PoliceLeadFactory(organisation=self.force)
        self.reader = cleared(AcademicFactory())
        self.colleague = cleared(PoliceLeadFactory(organisation=self.force))
        self.second = cleared(PoliceLeadFactory(organisation=self.force))
        self.stranger = PoliceLeadFactory()
        self.coordinator, self.other = (cleared(CoordinatorFactory()) for _ in range(2))
        self.uncleared = CoordinatorFactory()
        self.verifier = VerifierFactory()
        self.question = self.posted(released_at=timezone.now() - timedelta(hours=1))
        self.closed = self.posted(closed_at=timezone.now())
        self.plain = QuestionFactory(posted_by=self.lapsed, organisation=self.force)
        self.release = ReleaseFactory(question=self.question)
        self.remarking = RemarkingFactory(
            question=self.question, from_marking=SENSITIVE, to_marking=Marking.OFFICIAL
        )
        self.glass = BreakGlassFactory(question=self.question, proposed_by=self.coordinator)
        self.run = MatchRunFactory(question=self.question)
        self.suggestion = SuggestionFactory(run=self.run, researcher=ResearcherFactory())
        self.own_clearance = ClearanceFactory(person=self.verifier)
        self.ceiling = CeilingChangeFactory(scheme="sc", proposed_by=self.verifier)

    def posted(self, **how: Any) -> Question:
        question = QuestionFactory(
            posted_by=self.owner,
            organisation=self.force,
            marking=SENSITIVE,
            co_owners=[self.lapsed],
            **how,
        )
        self.grant = GrantFactory(question=question, person=self.reader)
        GrantFactory(question=question, person=self.second)
        return question


Ask = Callable[[Scene, User], Any]


@dataclass(frozen=True)
class Refused:
    """One act, the names of those in the scene who may not do it, and the error they meet."""

    name: str
    ask: Ask
    by: tuple[str, ...]
    error: type[Exception] = DENIED
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


def handled(s: Scene, by: User) -> Any:
    return priorities.change_handling(
        question=s.question, by=by, only_organisations=[], handling_note=""
    )


def proposed(s: Scene, by: User) -> Any:
    return priorities.propose_release(
        question=s.closed, words="Why?", marking=Marking.OFFICIAL, reason="Now", by=by
    )


def posted(s: Scene, by: User) -> Any:
    return priorities.post(by=by, submission=uuid4(), words="Why?", marking=SENSITIVE)


def adopted(s: Scene, by: User) -> Any:
    return priorities.adopt_published(rows=[], by=s.coordinator, lead=by, organisation=s.force)


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


OF_QUESTION = {
    "close": lambda s, by: priorities.close(question=s.question, by=by),
    "reopen": lambda s, by: priorities.reopen(question=s.closed, by=by),
    "withdraw": lambda s, by: priorities.withdraw(question=s.question, by=by),
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
REFUSED = [
    *(Refused(name, ask, ("reader", "second", "coordinator")) for name, ask in OF_QUESTION.items()),
    *(Refused(name, ask, ("owner", "reader", "colleague")) for name, ask in CONFIRMED.items()),
    *(Refused(name, ask, ("lapsed", "colleague", "stranger")) for name, ask in DROPPED.items()),
    *(Refused(name, ask, ("owner", "reader", "verifier")) for name, ask in GLASS.items()),
    Refused("break one's own glass", GLASS["break glass"], ("coordinator",)),
    Refused("ask for glass uncleared", GLASS["ask for glass"], ("uncleared",), WRONG),
    Refused("grant", granted("coordinator"), ("reader", "lapsed", "coordinator")),
    Refused("grant oneself", granted("owner"), ("owner",), WRONG),
    Refused("grant the uncleared", granted("stranger"), ("owner",), WRONG),
    Refused("raise a marking", marked(SENSITIVE, "plain"), ("second", "reader", "coordinator")),
    Refused("raise it where off", marked(SENSITIVE, "plain"), ("lapsed",), WRONG, False),
    Refused("lower a marking", marked(Marking.OFFICIAL, "closed"), ("lapsed", "reader")),
    Refused("mark as it is", marked(SENSITIVE), ("owner",), WRONG),
    Refused("handle", handled, ("lapsed", "reader", "second")),
    Refused("propose a release", proposed, ("lapsed", "reader", "second")),
    Refused("add a note", noted(Marking.OFFICIAL), ("stranger", "lapsed", "coordinator")),
    Refused("note above oneself", noted(SENSITIVE, "plain"), ("lapsed",), WRONG),
    Refused("note where off", noted(SENSITIVE), ("owner",), WRONG, False),
    Refused("post above oneself", posted, ("lapsed", "reader"), WRONG),
    Refused("post where off", posted, ("owner",), WRONG, False),
    Refused("adopt for", adopted, ("stranger", "reader"), WRONG),
    Refused(
        "hand over to",
        lambda s, by: priorities.hand_over(question=s.question, lead=by, by=s.coordinator),
        ("stranger", "reader"),
        WRONG,
    ),
    Refused("find for the summary", found(MatchRun.Basis.SUMMARY), ("reader", "second")),
    Refused("find for all words", found(MatchRun.Basis.FULL_TEXT), ("coordinator", "lapsed")),
    Refused("speak as coordinator", decided("coordinator", "shortlisted"), ("owner", "reader")),
    Refused("speak as lead", decided("lead", "yes"), ("second", "coordinator", "reader")),
    Refused("speak as researcher", decided("researcher", "could-help"), ("reader", "owner")),
    Refused("say another's word", decided("coordinator", "yes"), ("coordinator",), WRONG),
    Refused("decline without reason", decided("coordinator", "declined"), ("other",), WRONG),
    Refused("take back nothing", decided("coordinator", "undone"), ("other",), WRONG),
    Refused(
        "follow nothing", decided("coordinator", "shortlisted", follows=uuid4()), ("other",), WRONG
    ),
    Refused(
        "stop what is over", lambda s, by: matching.cancel(run=s.run, by=by), ("owner",), WRONG
    ),
    Refused("record one's own", recorded, ("verifier",), WRONG),
    Refused(
        "revoke one's own",
        lambda s, by: clearances.revoke(clearance=s.own_clearance, by=by, reason="left"),
        ("verifier",),
        WRONG,
    ),
    Refused(
        "confirm one's own ceiling",
        lambda s, by: clearances.confirm_ceiling(change=s.ceiling, by=by),
        ("verifier",),
        WRONG,
    ),
    Refused(
        "propose what is so",
        lambda s, by: clearances.propose_ceiling(
            scheme="nppv-2-full", marking=SENSITIVE, reason="So", by=by
        ),
        ("verifier",),
        WRONG,
    ),
    Refused("have a profile", lambda _, by: researchers.own_profile(by), ("owner",), WRONG),
]


def wrongly_done(scene: Scene) -> Iterator[str]:
    """Name each act that was not refused as the table says."""
    for refused in REFUSED:
        owner = "The chief constable" if refused.switched_on else ""
        for name in refused.by:
            with override_settings(OFFICIAL_SENSITIVE_RISK_OWNER=owner):
                met = _met(refused.ask, scene, name)
            if met is not refused.error:
                yield f"{refused.name}, {name}: {met and met.__name__}"


def _met(ask: Ask, scene: Scene, name: str) -> type[Exception] | None:
    """The error that somebody meets, as just signed in; whatever was done is undone."""
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
