"""The ways in which a question can be hidden from people, each with all that hangs on it.

Only people who are there already do it: a new one would be seen in lists of people and forces.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.markings import Marking
from matching import jobs
from matching import services as matching
from matching.models import MatchRun
from priorities import jobs as telling
from priorities import mail, services
from priorities.models import Question
from priorities.models.handling import GLASS_LASTS
from tests.factories import (
    AssentFactory,
    AssumptionFactory,
    AttachmentFactory,
    BreakGlassFactory,
    ChallengeFactory,
    DecisionFactory,
    DescentFactory,
    GrantFactory,
    KnownWorkFactory,
    NoteFactory,
    QuestionFactory,
    ReadingFactory,
    ReleaseFactory,
    RemarkingFactory,
    ReplyFactory,
    ScoringFactory,
    VersionFactory,
)
from tests.security.stage import WORDS, Stage

# It stands in all that the hidden question says; a search for it must find nothing.
WORD = "Quillfeather"
SENSITIVE = Marking.OFFICIAL_SENSITIVE
HOUR = timedelta(hours=1)


@dataclass
class Hidden:
    """A question that is hidden, and the rows by which its addresses are made."""

    question: Question
    rows: dict[str, Model] = field(default_factory=dict)

    def addresses(self, stage: Stage) -> dict[str, str]:
        """By name, the addresses that hold an id of it."""
        restricted = stage.world.restricted | {"question": self.question} | self.rows
        more = {name: restricted.pop(name) for name in ("run", "suggestion") if name in restricted}
        world = replace(stage.world, question=self.question, restricted=restricted, **more)
        ids = [str(row.pk) for row in (self.question, *self.rows.values())]
        return {
            name: path
            for name, path in world.addresses().items()
            if any(one in path for one in ids)
        }


def _hide(stage: Stage, **fields: Any) -> Hidden:
    said = {
        "words": f"Why do shops near {WORD} bank so much cash?",
        "background": f"All of {WORD} talks of vans.",
        "wanted": f"Who knows {WORD}?",
        "handling_note": f"Not beyond {WORD}.",
    }
    return Hidden(QuestionFactory(posted_by=stage.people["owner"], **said | fields))


def proposed(stage: Stage) -> Hidden:
    """A release that nobody has confirmed."""
    hidden = _hide(stage)
    hidden.rows["release"] = ReleaseFactory(question=hidden.question, words=f"On {WORD}.")
    return hidden


def withdrawn(stage: Stage) -> Hidden:
    """What was released, and found for the summary, is taken back."""
    hidden = _hide(stage, shared=True)
    find(hidden, MatchRun.Basis.SUMMARY, stage)
    answer(hidden, stage)
    services.withdraw(question=hidden.question, by=stage.people["owner"])
    return hidden


def closed(stage: Stage) -> Hidden:
    """It was out and is closed."""
    hidden = _hide(stage, shared=True)
    services.close(question=hidden.question, by=stage.people["owner"])
    return hidden


def granted(stage: Stage, *guests: str, marking: Marking = SENSITIVE, **fields: Any) -> Hidden:
    """Granted to some people, by a grant as the fields say."""
    hidden = _hide(stage, marking=marking)
    for guest in guests:
        given = {"question": hidden.question, "person": stage.people[guest]}
        hidden.rows["grant"] = GrantFactory(**given, reason=f"Knows {WORD}.", **fields)
    return hidden


def raised(stage: Stage) -> Hidden:
    """Granted to somebody when it was OFFICIAL; it is more than that now."""
    hidden = granted(stage, "friend")
    hidden.rows["remarking"] = RemarkingFactory(
        question=hidden.question,
        from_marking=Marking.OFFICIAL,
        to_marking=SENSITIVE,
        confirmed_at=timezone.now(),
        reason=f"Names {WORD}.",
    )
    return hidden


def find(hidden: Hidden, basis: MatchRun.Basis, stage: Stage) -> None:
    """Look for people as its owner."""
    owner = stage.people["owner"]
    run = matching.find_people(question=hidden.question, basis=basis, by=owner)
    jobs.execute_run(run.pk)
    suggestion = run.suggestions.filter(researcher=stage.people["friend"].researcher).get()
    hidden.rows |= {"run": run, "suggestion": suggestion}


def answer(hidden: Hidden, stage: Stage) -> None:
    """Let a coordinator and the researcher say something of one who was found."""
    found, people = {"suggestion": hidden.rows["suggestion"]}, stage.people
    DecisionFactory(**found, by=people["coordinator"], reason=f"Lives in {WORD}.")
    offer = {"voice": "researcher", "answer": "could-help", "reason": f"I know {WORD}."}
    hidden.rows["offer"] = DecisionFactory(**found, by=people["friend"], **offer)
    said = {"words": f"Not in {WORD}.", "by": people["coordinator"]}
    ReplyFactory(offer=hidden.rows["offer"], **said)


def matched(stage: Stage) -> Hidden:
    """Its owner looked for people by all of its words, and some said something."""
    hidden = _hide(stage)
    find(hidden, MatchRun.Basis.FULL_TEXT, stage)
    answer(hidden, stage)
    return hidden


def glass(stage: Stage, **fields: Any) -> Hidden:
    """A coordinator asked to break the glass; as the fields say, it was broken."""
    hidden = _hide(stage, marking=SENSITIVE)
    hidden.rows["glass"] = BreakGlassFactory(
        question=hidden.question, proposed_by=stage.people["second coordinator"], **fields
    )
    return hidden


def glass_over(stage: Stage) -> Hidden:
    """It was open for four hours, until one hour ago; its owner was told."""
    at = timezone.now() - GLASS_LASTS - HOUR
    by = stage.people["coordinator"]
    hidden = glass(stage, proposed_at=at, confirmed_by=by, confirmed_at=at, until=at + GLASS_LASTS)
    telling.tell(hidden.rows["glass"].pk, mail.tell_of_broken_glass)
    return hidden


def added_to(stage: Stage) -> Hidden:
    """With a note, a paper and what is taken for granted."""
    hidden = _hide(stage)
    NoteFactory(question=hidden.question, words=f"Heard in {WORD} too.")
    ScoringFactory(question=hidden.question)
    taken = AssumptionFactory(question=hidden.question, words=f"{WORD} is one town.")
    hidden.rows["assumption"] = ChallengeFactory(assumption=taken, words=f"{WORD}?").assumption
    KnownWorkFactory(question=hidden.question, title=f"All of {WORD}", words=f"On {WORD}.")
    other = {"words": f"Who gains in {WORD}?", "found_at": WORD}
    hidden.rows["version"] = VersionFactory(question=hidden.question, **other)
    hidden.rows["descent"] = DescentFactory(parent=hidden.question, child=stage.seen)
    taken = VersionFactory(question=hidden.question, words=f"Who pays in {WORD}?")
    AssentFactory(version=taken, reason=f"{WORD} it is.")
    paper = {"name": f"{WORD}.txt", "content": f"All of {WORD}.".encode()}
    hidden.rows["attachment"] = AttachmentFactory(question=hidden.question, **paper)
    return hidden


def read(hidden: Hidden, stage: Stage) -> None:
    """Under the theme of the visible question."""
    by = stage.people["coordinator"]
    ReadingFactory(question=hidden.question, theme=stage.theme, by=by)


def themed(stage: Stage) -> Hidden:
    """It was out, read under the theme of the visible question, and withdrawn."""
    hidden = _hide(stage, shared=True)
    read(hidden, stage)
    services.withdraw(question=hidden.question, by=stage.people["owner"])
    return hidden


def everything(stage: Stage) -> Hidden:
    """All at once, of a sensitive question whose summary is under embargo."""
    hidden = _hide(
        stage,
        marking=SENSITIVE,
        shared=True,
        embargo_until=timezone.localdate() + timedelta(days=1),
        summary=f"On {WORD}.",
        co_owners=[stage.people["co-owner"]],
    )
    question = hidden.question
    find(hidden, MatchRun.Basis.SUMMARY, stage)
    find(hidden, MatchRun.Basis.FULL_TEXT, stage)
    answer(hidden, stage)
    read(hidden, stage)
    NoteFactory(question=question, words=f"Heard in {WORD} too.")
    ScoringFactory(question=question)
    hidden.rows |= {
        "release": ReleaseFactory(question=question, words=f"More on {WORD}."),
        "remarking": RemarkingFactory(
            question=question, from_marking=SENSITIVE, reason=f"{WORD} is known."
        ),
        "grant": GrantFactory(question=question, person=stage.people["guest"], ended=True),
        "attachment": AttachmentFactory(question=question, name=f"{WORD}.txt"),
        "assumption": AssumptionFactory(question=question, words=f"{WORD} is one town."),
        "version": VersionFactory(question=question, words=f"Who gains in {WORD}?"),
        "glass": BreakGlassFactory(
            question=question, proposed_by=stage.people["second coordinator"]
        ),
    }
    return hidden


@dataclass(frozen=True)
class Variant:
    """How a question is hidden, and those for whom that very way decides."""

    hide: Callable[[Stage], Hidden]
    out: tuple[str, ...]


ALL = ("cleared academic", "cleared other force")


def _variant(*out: str, **fields: Any) -> Variant:
    return Variant(lambda stage: _hide(stage, **fields), out or ALL)


def _by(hide: Callable[..., Hidden], *out: str, **fields: Any) -> Variant:
    return Variant(lambda stage: hide(stage, **fields), out or ALL)


VARIANTS = {
    "unreleased": _variant(),
    "unreleased and sensitive": _variant(*ALL, "colleague", marking=SENSITIVE),
    "public but unreleased": _variant(marking=Marking.PUBLIC),
    "release proposed": _by(proposed),
    "released, then withdrawn": _by(withdrawn),
    "under embargo until tomorrow": Variant(
        lambda stage: _hide(
            stage, shared=True, embargo_until=timezone.localdate() + timedelta(days=1)
        ),
        ALL,
    ),
    "for another organisation": Variant(
        lambda stage: _hide(stage, shared=True, only_organisations=[stage.friends]), ALL
    ),
    "for recipients": _variant(*ALL, "colleague", shared=True, is_for_recipients_only=True),
    "closed": _by(closed, *ALL, "colleague"),
    "not for colleagues": _variant("colleague", "second", is_shared_with_organisation=False),
    "grant ended": Variant(lambda stage: granted(stage, "guest", ended=True), ("guest",)),
    "grant revoked": Variant(lambda stage: granted(stage, "guest", revoked=True), ("guest",)),
    "marking raised": _by(raised, "friend", "colleague"),
    "clearance gone": Variant(
        lambda stage: granted(stage, "ended guest", "revoked guest"),
        ("ended guest", "revoked guest"),
    ),
    "matched by its full text": _by(matched, "friend", "other academic", "other force"),
    "glass to be broken": _by(glass),
    "glass whole again": _by(glass_over),
    "co-owned": Variant(lambda stage: _hide(stage, co_owners=[stage.people["co-owner"]]), ALL),
    "with notes and papers": _by(added_to),
    "in the words of a visible one": _variant(words=WORDS),
    "read under a theme": _by(themed),
    "everything at once": _by(everything, *ALL, "friend", "guest", "colleague"),
}
