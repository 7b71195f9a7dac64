"""One of everything, and somebody of every kind to look at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from clearances.models import CeilingChange, Clearance
from matching.models import MatchRun, Suggestion
from priorities.models import Question, Theme
from tests.factories import (
    AttachmentFactory,
    AuditorFactory,
    BreakGlassFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    DecisionFactory,
    GrantFactory,
    MatchRunFactory,
    NoteFactory,
    OutputFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ReleaseFactory,
    RemarkingFactory,
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
        hidden = {name: [[row.pk]] for name, row in self.restricted.items()}
        acts = ("release", "withdraw", "marking", "handling", "close", "reopen", "history")
        more = ("readers", "break-glass", "notes", "attachments")
        given |= {f"priorities:question-{act}": hidden["question"] for act in (*acts, *more)}
        given |= {
            f"priorities:{name}-{act}": hidden[name]
            for name in ("release", "remarking", "glass")
            for act in ("settle", "drop")
        }
        given |= {
            "priorities:grant-revoke": hidden["grant"],
            "priorities:attachment": hidden["attachment"],
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
    restricted = _restricted(question)
    return World(users, question, run, suggestion, reading.theme, clearance, proposal, restricted)


def _restricted(published: Question) -> dict[str, Model]:
    question = QuestionFactory(posted_by=published.lead, background="We see tills.")
    NoteFactory(question=question)
    return {
        "question": question,
        "release": ReleaseFactory(question=question),
        "remarking": RemarkingFactory(question=question),
        "grant": GrantFactory(question=question),
        "glass": BreakGlassFactory(question=question),
        "attachment": AttachmentFactory(question=question),
    }


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
