"""One of everything, and somebody of every kind to look at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from clearances.models import CeilingChange, Clearance
from matching.models import MatchRun, Suggestion
from priorities.models import Question, Theme
from tests.factories import (
    AuditorFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    DecisionFactory,
    MatchRunFactory,
    OutputFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ResearcherFactory,
    SuggestionFactory,
    VerifierFactory,
)

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


@dataclass(frozen=True)
class World:
    """A matched, shortlisted question that researchers may read, and who looks at it."""

    users: dict[str, User]
    question: Question
    run: MatchRun
    suggestion: Suggestion
    theme: Theme
    clearance: Clearance
    proposal: CeilingChange

    def browser(self, role: str) -> Client:
        client = Client()
        if role in self.users:
            client.force_login(self.users[role])
        return client

    def addresses(self) -> dict[str, str]:
        """Every address of the product by the name of its pattern, with a voice where it needs one.

        A pattern without a name goes by its route.
        """
        question, suggestion = [self.question.pk], self.suggestion.pk
        given = {
            "clearances:person": [[self.clearance.person_id]],
            "clearances:record": [[self.clearance.person_id]],
            "clearances:revoke": [[self.clearance.pk]],
            "clearances:propose": [["nppv-3"]],
            "clearances:confirm": [[self.proposal.pk]],
            "clearances:drop": [[self.proposal.pk]],
            "matching:find-people": [question],
            "matching:matches": [question],
            "matching:shortlist": [question],
            "matching:run": [[self.run.pk]],
            "matching:run-cancel": [[self.run.pk]],
            "priorities:question": [question],
            "priorities:question-lead": [question],
            "priorities:question-readings": [question],
            "priorities:theme": [[self.theme.slug]],
            "priorities:theme-edit": [[self.theme.slug]],
            "priorities:theme-history": [[self.theme.slug]],
            "researchers:person": [[self.suggestion.researcher_id]],
        }
        voices = ("coordinator", "lead", "researcher", "nobody")
        spoken = {"matching:suggestion-answer", "matching:suggestion-undo"}
        given |= {name: [[suggestion, voice] for voice in voices] for name in spoken}
        return {
            f"{name} {arguments[1]}" if len(arguments) > 1 else name: reverse(name, args=arguments)
            if ":" in name or name in get_resolver().reverse_dict
            else f"/{name}"
            for name in patterns()
            for arguments in given.get(name, [[]])
        }


def build() -> World:
    """Make the world."""
    academic, other = ResearcherFactory(), ResearcherFactory()
    OutputFactory(researcher=academic)
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
    return World(users, question, run, suggestion, reading.theme, clearance, proposal)


def patterns() -> Iterator[str]:
    """Give the name, or the route, of every URL pattern of the product."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}" if pattern.name else str(pattern.pattern)
