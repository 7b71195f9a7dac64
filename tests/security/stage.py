"""The world that two worlds have in common: somebody of every kind, and what all may see."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from accounts.models import Organisation, User
from matching.models import MatchRun
from priorities.models import Question, Theme
from tests import world as worlds
from tests.factories import (
    ClearanceFactory,
    CoordinatorFactory,
    DecisionFactory,
    MatchRunFactory,
    OrganisationFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ResearcherFactory,
    SuggestionFactory,
    UniversityFactory,
)
from tests.security.crawl import Browser
from tests.world import World

# What the visible question says, and a hidden one can say as well.
WORDS = "Why do shops without customers bank so much cash, and whose vans stop at night?"


@dataclass(frozen=True)
class Stage:
    """People by kind, a force whose question will be hidden, and questions that are not.

    That force has posted nothing else: its name in a filter would be a trace of the hidden one.
    """

    world: World
    people: dict[str, User]
    force: Organisation
    friends: Organisation  # whose members a question can be released for
    theme: Theme
    seen: Question  # released and matched
    run: MatchRun

    @cached_property
    def browsers(self) -> dict[str, Browser]:
        """A browser for each, and one in which nobody is signed in."""
        nobody = {"anonymous": Browser(None)}
        return nobody | {kind: Browser(user) for kind, user in self.people.items()}

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Every address by name, and the lists of people of one more question that is seen."""
        more = {
            "matching:matches ": f"/questions/{self.seen.pk}/matches",
            "priorities:question ": f"/questions/{self.seen.pk}",
            "priorities:question-lineage ": f"/questions/{self.seen.pk}/lineage",
            "priorities:theme ": f"/themes/{self.theme.slug}",
        }
        return self.world.addresses() | more


def build() -> Stage:
    """Make it. Nothing of it changes when a question is hidden in it."""
    world = worlds.build()
    force = OrganisationFactory(name="Ashby Force", slug="ashby")
    friends = UniversityFactory(name="Belper University", slug="belper")
    people = world.users | _police(force) | _researchers(friends) | _others()
    seen = QuestionFactory(posted_by=people["other force"], words=WORDS, shared=True)
    # With those of the world more than a page of three.
    QuestionFactory.create_batch(2, posted_by=people["other force"], shared=True)
    run = MatchRunFactory(question=seen)
    for kind in ("other academic", "cleared academic", "friend"):
        SuggestionFactory(run=run, researcher=people[kind].researcher)
    DecisionFactory(question=seen, researcher=people["friend"].researcher)
    theme = ReadingFactory(question=seen).theme
    return Stage(world, people, force, friends, theme, seen, run)


def _police(force: Organisation) -> dict[str, User]:
    people = {
        "owner": PoliceLeadFactory(organisation=force),
        "second": PoliceLeadFactory(organisation=force),
        "colleague": PoliceLeadFactory(organisation=force),
        "former colleague": PoliceLeadFactory(
            organisation=force, membership__ends_on=timezone.localdate() - timedelta(days=1)
        ),
        "co-owner": PoliceLeadFactory(),
        "other force": PoliceLeadFactory(),
        "cleared other force": PoliceLeadFactory(),
    }
    for kind in ("owner", "second", "co-owner", "cleared other force"):
        ClearanceFactory(person=people[kind])
    return people


def _researchers(friends: Organisation) -> dict[str, User]:
    """Some are cleared, some were; the guests are those to whom something is granted."""
    kinds = ("cleared academic", "guest", "ended guest", "revoked guest")
    people = {kind: ResearcherFactory().user for kind in kinds}
    people["friend"] = ResearcherFactory(organisation=friends).user
    for kind in ("cleared academic", "guest"):
        ClearanceFactory(person=people[kind])
    ClearanceFactory(person=people["ended guest"], ended=True)
    ClearanceFactory(person=people["revoked guest"], revoked=True)
    return people


def _others() -> dict[str, User]:
    left = OrganisationFactory(left_on=date(2024, 6, 1))
    suspended = ResearcherFactory(user__is_active=False).user
    second = CoordinatorFactory()
    ClearanceFactory(person=second)
    return {
        "member of one that left": PoliceLeadFactory(organisation=left),
        "suspended": suspended,
        "second coordinator": second,
    }
