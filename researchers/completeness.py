"""How far an entry has come, and what one more thing would change. Values in, words out."""

from dataclasses import dataclass, field
from enum import StrEnum

# The best pieces of evidence whose mean makes a score: one more counts until there are so many.
BEST = 3
# A statement of fewer words says little to the matching.
FULL_STATEMENT = 40


class Step(StrEnum):
    """The pages of the register, in order."""

    ABOUT = "about"
    EXPERTISE = "expertise"
    EVIDENCE = "evidence"
    AVAILABILITY = "availability"
    CHECK = "check"


class State(StrEnum):
    """How far a step has come, as people read it."""

    COMPLETED = "Completed"
    NOW = "Now"
    LATER = "Not started"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: what it is called, and whether something is said about it."""

    title: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What an entry holds."""

    is_begun: bool = False
    is_sent: bool = False
    name: str = ""
    statement: str = ""
    topics: str = ""
    has_discipline: bool = False
    has_approach: bool = False
    evidence: list[Piece] = field(default_factory=list)
    has_capacity: bool = False


def states(held: Held) -> dict[str, State]:
    """Give the state of each step, by its name; the first one that is not completed is now."""
    done = {
        Step.ABOUT: held.is_begun and bool(held.name),
        Step.EXPERTISE: _has_words(held) and held.has_discipline,
        Step.EVIDENCE: bool(held.evidence),
        Step.AVAILABILITY: held.has_capacity,
        Step.CHECK: held.is_sent,
    }
    first = next((step for step, is_done in done.items() if not is_done), None)
    return {
        step.value: State.COMPLETED if is_done else State.NOW if step is first else State.LATER
        for step, is_done in done.items()
    }


def lacking(held: Held) -> dict[str, str]:
    """Say what must be there before an entry can be sent, by the step that asks for it."""
    needs = {
        Step.ABOUT: ("Save your name and kind of work", held.is_begun and bool(held.name)),
        Step.EXPERTISE: (_lacking_expertise(held), not _lacking_expertise(held)),
    }
    return {step.value: words for step, (words, is_there) in needs.items() if not is_there}


def worth_adding(held: Held) -> list[str]:
    """Say what one more thing would change, what changes most first; nothing where all is there."""
    untold = next((piece.title for piece in held.evidence if not piece.is_told), "")
    words = [
        _of_the_statement(held),
        _of_the_evidence(held),
        f"A few lines about “{untold}” would let the matching read what it says; now it has only"
        " the title."
        if untold
        else "",
        ""
        if held.has_discipline
        else "A main discipline would let coordinators find you by your field.",
        ""
        if held.has_approach
        else "One approach would let coordinators find you by how you look at things, whatever the"
        " subject.",
        ""
        if held.has_capacity
        else "Saying how much time you have would spare you invitations that do not suit.",
    ]
    return [sentence for sentence in words if sentence]


def _has_words(held: Held) -> bool:
    return bool(held.statement.strip() or held.topics.strip())


def _lacking_expertise(held: Held) -> str:
    needs = {
        "a main discipline": held.has_discipline,
        "a line or two on what you can help with": _has_words(held),
    }
    missing = [words for words, is_there in needs.items() if not is_there]
    return f"Give {' and '.join(missing)}" if missing else ""


def _of_the_statement(held: Held) -> str:
    count = len(held.statement.split())
    if not count and not held.evidence:
        return (
            "A statement of two or three sentences would let the matching find you at all: it has"
            " nothing of yours to read yet."
        )
    if not count:
        return "A statement would let the matching read what your evidence does not say."
    if count < FULL_STATEMENT:
        return (
            f"Two more sentences in your statement would give the matching more than {count}"
            f" word{'s' if count > 1 else ''} to go by."
        )
    return ""


def _of_the_evidence(held: Held) -> str:
    pieces = len(held.evidence) + bool(held.statement.strip())
    if not held.evidence:
        besides = " besides your statement" if held.statement.strip() else ""
        return (
            "One project with a few lines about it would give the matching something to"
            f" read{besides}."
        )
    if pieces < BEST:
        return (
            f"One more piece of evidence would count in full: the matching goes by your best {BEST}"
            f" and has {pieces}."
        )
    return ""
