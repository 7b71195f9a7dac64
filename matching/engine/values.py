"""What goes into the engine and what comes out: plain values that know nothing of a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# How much the words in common count beside the meaning. The quality measured was flat from 0.3
# to 1, so there is nothing to gain from turning it.
WORDS_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of evidence about a person: the statement or one output.

    The title counts twice among the words. A statement has no title (""), or every statement
    would share the words of it. Its likeness to a question counts times `weight`, above 0; `note`
    says why, in words for whoever reads the evidence, and plays no part.
    """

    id: str
    kind: str
    title: str
    text: str
    year: int | None = None
    weight: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One person by id, with the documents that tell what they know. Ids decide ties.

    Their score counts times `weight`, above 0.
    """

    id: str
    documents: tuple[Document, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """What help is asked for. The title may be blank, or the text, but not both."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a document and the sentence of the question that it answers, both verbatim.

    `strength` is on the scale of a score: the fused likeness of the two sentences, before the
    document's `weight`, of which `note` says why it is what it is.
    """

    document_id: str
    kind: str
    title: str
    sentence: str
    question_sentence: str
    strength: float
    weight: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One person's place for one question.

    `parts` holds "meaning" and "words", the two contributions that add up to `score` (the words
    are already weighted), so a page may draw them as one bar in two colours. Scores are
    comparable within a question only.
    """

    person_id: str
    rank: int
    score: float
    parts: Mapping[str, float]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everyone's place for one question: best first, then those with too little to match on."""

    question_id: str
    matches: tuple[Match, ...] = field(default=())
    too_little: tuple[str, ...] = field(default=())
