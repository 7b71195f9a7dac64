"""What pages that gather much mention to whom: words of one row, counted for each role.

A page that answers 200 to many says by what it shows whether a view forgot whose rows they are.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.markings import Marking
from accounts.models import User
from matching.models import PersonSearch, SearchWords
from priorities.models import Question
from researchers.models import Delegate, Import
from tests.factories import (
    AcademicFactory,
    AssumptionFactory,
    AttachmentFactory,
    ChallengeFactory,
    CoordinatorFactory,
    DecisionFactory,
    DraftFactory,
    FirstLookFactory,
    GlimpseFactory,
    KnownWorkFactory,
    NoteFactory,
    ResearcherFactory,
    ScoringFactory,
    SuggestionFactory,
    VersionFactory,
)
from tests.world import World

# How often a page has some words, in the order of ROLES:
#  anonymous, expired, academic, other academic, lead, other lead, coordinator, verifier, auditor
MENTIONS = {
    "matching:home, Nobody has looked for people yet (1)": (0, 0, 0, 0, 0, 0, 1, 0, 0),
    "matching:home, Olive Offers": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "matching:home, Rita Refused": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "matching:home, You have not posted a question yet": (0, 0, 0, 0, 0, 1, 0, 0, 0),
    "matching:home, name to answer": (0, 0, 0, 0, 1, 0, 0, 0, 0),
    "matching:home, (1 to answer)": (0, 0, 1, 0, 0, 0, 0, 0, 0),
    "matching:first-look, 4321 questions": (0, 0, 0, 1, 0, 0, 0, 0, 0),
    "matching:first-look, A question that is not released": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "matching:people-search, Who counts coins?": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "matching:people-search, Who reads ledgers?": (0, 0, 0, 0, 0, 0, 1, 0, 0),
    "priorities:question-new, Somebody else’s draft": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "priorities:question-assumptions, Taken above them": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "priorities:question-assumptions, Held above them": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "priorities:question-known, Known above them": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "priorities:question-versions, Reworded above them": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "priorities:question, wording waits": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "priorities:question, came of it or before it": (0, 0, 0, 0, 1, 0, 0, 0, 0),
    "priorities:question, confidence low": (0, 0, 0, 0, 1, 0, 1, 0, 0),
    "priorities:questions, confidence low": (0, 0, 0, 0, 2, 0, 2, 0, 0),
    "priorities:question, Who could help?": (0, 0, 0, 0, 1, 0, 1, 0, 0),
    "priorities:question, A note of the owner.": (0, 0, 0, 0, 1, 0, 0, 0, 0),
    "priorities:question, owner.txt": (0, 0, 0, 0, 1, 0, 0, 0, 0),
}


def begin_mentions(world: World, hidden: Question, unread: Any) -> None:
    """Make the rows that hold those words; `unread` is a run that coordinators may not see."""
    for name, voice, answer in (
        ("Olive Offers", "researcher", "could-help"),
        ("Rita Refused", "lead", "no"),
    ):
        found = SuggestionFactory(run=unread, researcher=ResearcherFactory(name=name))
        if voice == "lead":
            DecisionFactory(suggestion=found)
        said = {"voice": voice, "answer": answer, "reason": "Not now."}
        DecisionFactory(suggestion=found, by=unread.question.lead, **said)
    other = world.users["other academic"]
    look = FirstLookFactory(researcher=other.researcher, questions_compared=4321)
    GlimpseFactory(look=look, question=hidden)
    search = PersonSearch.objects.create(requested_by=CoordinatorFactory())
    SearchWords.objects.create(search=search, words="Who counts coins?")
    ScoringFactory(question=world.question)
    NoteFactory(question=world.question, words="A note of the owner.")
    AttachmentFactory(question=world.question, name="owner.txt")
    DraftFactory(answers={"asking": {"words": ["Somebody else’s draft"]}})


def assumed_above(question: Question) -> Any:
    """Give the key of an assumption that is marked above its owner; another is asked about so."""
    above = {"marking": Marking.OFFICIAL_SENSITIVE}
    ChallengeFactory(assumption=question.assumptions.get(), words="Held above them", **above)
    return AssumptionFactory(question=question, words="Taken above them", **above).pk


def reworded_above(question: Question, world: World) -> Any:
    """Give the key of a version that is marked above its question's owner; another waits so."""
    above = {"marking": Marking.OFFICIAL_SENSITIVE}
    VersionFactory(question=world.question, **above)
    KnownWorkFactory(question=question, title="Known above them", **above)
    return VersionFactory(question=question, words="Reworded above them?", **above).pk


def others_imports(world: World, others: User) -> dict[str, Any]:
    """Give keys of files that somebody else read in, and of one's own that were undone."""
    researcher, coordinator = world.users["academic"].researcher, world.users["coordinator"]
    now = timezone.now()
    undone = {"state": Import.State.UNDONE, "saved_at": now - timedelta(days=1), "undone_at": now}
    works = {"researcher": researcher, "source": Import.Source.BIBTEX, "digest": "1" * 64}
    people = {
        "organisation": researcher.organisation,
        "source": Import.Source.PEOPLE,
        "digest": "2" * 64,
    }
    rows = {
        "import, another’s": {"by": others, **works},
        "import-undo, undone": {"by": researcher.user, **works, **undone},
        "load, another’s": {"by": CoordinatorFactory(), **people},
        "load-undo, undone": {"by": coordinator, **people, **undone},
        "load-undo, another’s": {
            "by": others,
            **people,
            "state": Import.State.SAVED,
            "saved_at": now,
        },
    }
    return {name: Import.objects.create(**values).pk for name, values in rows.items()}


def another_search(others: User) -> Any:
    """Give the key of a search that somebody else made."""
    search = PersonSearch.objects.create(requested_by=others)
    SearchWords.objects.create(search=search, words="Who else?")
    return search.pk


def assistant_of(world: World) -> User:
    """Give somebody who edits the academic's entry for them."""
    assistant = AcademicFactory()
    academic = world.users["academic"]
    Delegate.objects.create(researcher=academic.researcher, assistant=assistant, named_by=academic)
    return assistant
