"""A sensitive question and who stands around it, for acts that services have to refuse."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.markings import Marking
from accounts.models import User
from priorities.models import Question
from tests.factories import (
    AcademicFactory,
    AssumptionFactory,
    BreakGlassFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    DecisionFactory,
    DescentFactory,
    GrantFactory,
    MatchRunFactory,
    OrganisationFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReleaseFactory,
    RemarkingFactory,
    ResearcherFactory,
    RevocationFactory,
    SuggestionFactory,
    VerifierFactory,
    VersionFactory,
)

SENSITIVE = Marking.OFFICIAL_SENSITIVE
ANSWERS = {"coordinator": "shortlisted", "lead": "yes", "researcher": "could-help"}


def cleared(user: User) -> User:
    ClearanceFactory(person=user)
    return user


@dataclass
class Scene:
    """A sensitive question and who stands around it, each lacking one thing."""

    force: Any = field(default_factory=OrganisationFactory)

    def __post_init__(self) -> None:
        self.in_force = CeilingChangeFactory(confirmed=True)
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
        self.published = QuestionFactory(posted_by=self.owner, published=True)
        self.elsewhere = QuestionFactory()
        self.descent = DescentFactory(child=self.question, parent=self.plain)
        self.release = ReleaseFactory(question=self.question)
        self.assumption = AssumptionFactory(question=self.question)
        self.version = VersionFactory(question=self.question)
        self.remarking = RemarkingFactory(
            question=self.question, from_marking=SENSITIVE, to_marking=Marking.OFFICIAL
        )
        self.glass = BreakGlassFactory(question=self.question, proposed_by=self.coordinator)
        self.broken = BreakGlassFactory(question=self.question, broken=True)
        self.run = MatchRunFactory(question=self.question)
        self.suggestion = SuggestionFactory(run=self.run, researcher=ResearcherFactory())
        offer = {"voice": "researcher", "answer": "could-help"}
        another = SuggestionFactory(run=self.run, researcher=ResearcherFactory())
        self.offer = DecisionFactory(suggestion=another, **offer)
        self.chosen = DecisionFactory(suggestion=another)
        self.accepted = SuggestionFactory(run=self.run, researcher=ResearcherFactory())
        for voice, answer in ANSWERS.items():
            DecisionFactory(suggestion=self.accepted, voice=voice, answer=answer)
        self.deaf = DecisionFactory(question=self.closed, **offer)
        self.own_clearance = ClearanceFactory(person=self.verifier)
        self.revoked_clearance = RevocationFactory().clearance
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
