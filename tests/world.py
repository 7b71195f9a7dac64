"""One of everything, and somebody of every kind to look at it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.test import Client

from accounts.models import User
from clearances.models import CeilingChange, Clearance
from matching.models import MatchRun, Suggestion
from priorities.models import Question, Theme
from tests.addresses import address, names
from tests.factories import (
    AttachmentFactory,
    AuditorFactory,
    BreakGlassFactory,
    CeilingChangeFactory,
    ChallengeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    DecisionFactory,
    DescentFactory,
    GrantFactory,
    MatchRunFactory,
    NoteFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ReleaseFactory,
    RemarkingFactory,
    ResearcherFactory,
    ScoringFactory,
    SuggestionFactory,
    VerifierFactory,
    VersionFactory,
)
from tests.security.register import things_of_people

# "academic" is suggested for the question that "lead" leads; the others have nothing to do with
# it. "expired" was a lead of the same force until some time ago.
ROLES = (
    "anonymous",
    "expired",
    "academic",
    "other academic",
    "lead",
    "other lead",
    "coordinator",
    "verifier",
    "auditor",
)
OF_THE_PUBLISHED = {
    "matching:find-people",
    "matching:matches",
    "matching:shortlist",
    "priorities:question",
    "priorities:question-lead",
    "priorities:question-readings",
}


@dataclass(frozen=True)
class World:
    """A matched, shortlisted question that is published, and who looks at it.

    The same lead has another one, not released, with one of everything that belongs to it.
    """

    users: dict[str, User]
    question: Question
    run: MatchRun
    suggestion: Suggestion
    theme: Theme
    clearance: Clearance
    proposal: CeilingChange
    restricted: dict[str, Model]
    of_people: dict[str, Any]

    def browser(self, role: str) -> Client:
        client = Client()
        if role in self.users:
            client.force_login(self.users[role])
        return client

    def addresses(self) -> dict[str, str]:
        """Every address of the product by its name, with a voice where it needs one.

        What only an owner may do is asked of the question that is not released.
        """
        keys = self.of_people | {
            "cleared person": self.clearance.person_id,
            "clearance": self.clearance.pk,
            "scheme": "nppv-3",
            "proposal": self.proposal.pk,
            "run": self.run.pk,
            "suggestion": self.suggestion.pk,
            "theme": self.theme.slug,
        }
        hidden = keys | {name: row.pk for name, row in self.restricted.items()}
        open_ = hidden | {"question": self.question.pk}
        return {
            name: address(name, open_ if name in OF_THE_PUBLISHED else hidden) for name in names()
        }


def build() -> World:
    """Make the world."""
    academic, other = ResearcherFactory(), ResearcherFactory()
    question = QuestionFactory(published=True)
    run = MatchRunFactory(question=question)
    suggestion = SuggestionFactory(run=run, researcher=academic)
    SuggestionFactory(run=run)
    SuggestionFactory(run=run, too_little=True)
    DecisionFactory(suggestion=suggestion)
    reading = ReadingFactory(question=question)
    users = {
        "expired": PoliceLeadFactory(
            organisation=question.organisation, membership__ends_on=date(2024, 2, 1)
        ),
        "academic": academic.user,
        "other academic": other.user,
        "lead": question.lead,
        "other lead": PoliceLeadFactory(),
        "coordinator": CoordinatorFactory(),
        "verifier": VerifierFactory(),
        "auditor": AuditorFactory(),
    }
    # Each kind of clearance once, and a table with what is proposed, dropped and in force.
    for kind in ({"ended": True}, {"revoked": True}):
        ClearanceFactory(person=academic.user, **kind)
    for kind in ({"installed": True}, {"dropped": True}):
        CeilingChangeFactory(**kind)
    clearance = ClearanceFactory(person=academic.user)
    proposal = CeilingChangeFactory(scheme="nppv-1")
    offer = {"voice": "researcher", "answer": "could-help", "by": other.user}
    restricted = _restricted(question)
    restricted["offer"] = DecisionFactory(question=question, researcher=other, **offer)
    of_people = things_of_people(academic, users["coordinator"])
    theme = reading.theme
    return World(
        users, question, run, suggestion, theme, clearance, proposal, restricted, of_people
    )


def _restricted(published: Question) -> dict[str, Model]:
    question = QuestionFactory(posted_by=published.lead, background="We see tills.")
    NoteFactory(question=question)
    ScoringFactory(question=question)
    return {
        "question": question,
        "release": ReleaseFactory(question=question),
        "remarking": RemarkingFactory(question=question),
        "grant": GrantFactory(question=question),
        "glass": BreakGlassFactory(question=question),
        "attachment": AttachmentFactory(question=question),
        "assumption": ChallengeFactory(assumption__question=question).assumption,
        "version": VersionFactory(question=question),
        "descent": DescentFactory(child=question, parent=published),
    }
