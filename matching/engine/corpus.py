"""Ranking people for questions: the engine's front door."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from matching.engine.encoders import Encoder, Progress, Vector, Vectors, encode_all
from matching.engine.evidence import find_evidence
from matching.engine.scoring import SHORT_QUESTION, Pooled, move_towards_nearest, pool
from matching.engine.text import content_words, count_words, whole_text
from matching.engine.values import Document, Evidence, Match, Person, Question, Ranking
from matching.engine.words import Floats, Integers, WordIndex

EVIDENCE_FOR = 50


class NoWords(ValueError):
    """A question without a word: there is nothing to compare people with."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """People's documents, read once and ready to be ranked for any number of questions.

    Make one with `prepare`. Documents stand in the order of their person's id and their own, so
    the order in which people come changes nothing. Nothing here depends on any question.
    """

    encoder: Encoder
    people: tuple[str, ...]
    documents: tuple[Document, ...]
    owners: Integers
    # What each document, and each person, counts for.
    of_documents: Floats
    of_people: Floats
    vectors: Vectors
    words: WordIndex
    too_little: tuple[str, ...]

    @classmethod
    def prepare(
        cls, people: Sequence[Person], encoder: Encoder, *, on_progress: Progress | None = None
    ) -> "Corpus":
        """Read the people's documents; a document without a telling word is left out.

        Raises ValueError where two people have one id, or a weight is not above 0.
        """
        ordered = sorted(people, key=lambda person: person.id)
        ids = [person.id for person in ordered]
        if len(set(ids)) < len(ids):
            raise ValueError("Two people have the same id.")
        held = [(person, _usable(person)) for person in ordered]
        documents = tuple(document for _, usable in held for document in usable)
        counts = [len(usable) for _, usable in held if usable]
        texts = [whole_text(document.title, document.text) for document in documents]
        return cls(
            encoder=encoder,
            people=tuple(person.id for person, usable in held if usable),
            documents=documents,
            owners=np.repeat(np.arange(len(counts)), counts),
            of_documents=_weights(documents),
            of_people=_weights([person for person, usable in held if usable]),
            vectors=encode_all(encoder, texts, on_progress),
            words=WordIndex([(document.title, document.text) for document in documents]),
            too_little=tuple(person.id for person, usable in held if not usable),
        )

    def rank(
        self,
        question: Question,
        *,
        evidence_for: int = EVIDENCE_FOR,
        on_progress: Progress | None = None,
    ) -> Ranking:
        """Return everyone's place for one question, with evidence for the best `evidence_for`.

        A person none of whose documents is like the question at all is among the too little, not
        in a made-up order. Progress counts the sentences read for the evidence. Raises NoWords
        for a question without a word.
        """
        vector = self._read([question])[0]
        return self._rank(question, vector, evidence_for, on_progress)

    def rank_many(
        self,
        questions: Sequence[Question],
        *,
        evidence_for: int = EVIDENCE_FOR,
        on_progress: Progress | None = None,
    ) -> Iterator[Ranking]:
        """Yield the ranking of each question, in their order, just as `rank` would.

        The questions are read together first, which is what progress counts.
        """
        vectors = self._read(questions, on_progress)
        for question, vector in zip(questions, vectors, strict=True):
            yield self._rank(question, vector, evidence_for)

    def evidence_for(self, question: Question, person: str) -> tuple[Evidence, ...]:
        """Return the sentences that speak for one person, by id, as `rank` finds them.

        Empty for one with too little to match on. Raises NoWords for a question without a word.
        """
        if person not in self.people:
            return ()
        pooled = self._pool(question, self._read([question])[0])
        shelf = self._best_documents(pooled, self.people.index(person))
        return find_evidence(question, [shelf], self.words, self.encoder)[0]

    def _read(self, questions: Sequence[Question], on_progress: Progress | None = None) -> Vectors:
        texts = [whole_text(question.title, question.text) for question in questions]
        if not all(count_words(text) for text in texts):
            raise NoWords("The question has no words to match on.")
        return encode_all(self.encoder, texts, on_progress)

    def _rank(
        self,
        question: Question,
        vector: Vector,
        evidence_for: int,
        on_progress: Progress | None = None,
    ) -> Ranking:
        if not self.people:
            return Ranking(question.id, too_little=self.too_little)
        pooled = self._pool(question, vector)
        order = np.argsort(-pooled.score, kind="stable")
        ranked = [int(person) for person in order if pooled.alike[person]]
        shelves = [self._best_documents(pooled, person) for person in ranked[:evidence_for]]
        evidence = find_evidence(question, shelves, self.words, self.encoder, on_progress)
        evidence += [()] * (len(ranked) - len(evidence))
        matches = (
            self._match(pooled, person, rank, found)
            for rank, (person, found) in enumerate(zip(ranked, evidence, strict=True), 1)
        )
        unlike = [self.people[person] for person in np.flatnonzero(~pooled.alike)]
        return Ranking(question.id, tuple(matches), tuple(sorted([*self.too_little, *unlike])))

    def _pool(self, question: Question, vector: Vector) -> Pooled:
        weights = {"of_documents": self.of_documents, "of_people": self.of_people}
        likeness = self._likeness(question, vector)
        return pool(*likeness, self.owners, len(self.people), **weights)

    def _likeness(self, question: Question, vector: Vector) -> tuple[Floats, Floats]:
        """Return the cosines of meaning and of words of every document with the question."""
        if count_words(f"{question.title} {question.text}") < SHORT_QUESTION:
            vector = move_towards_nearest(vector, self.vectors)
        words = self.words.cosines(self.words.terms(question.title, question.text))
        return (self.vectors @ vector).astype(np.float64), words

    def _match(
        self, pooled: Pooled, person: int, rank: int, evidence: tuple[Evidence, ...]
    ) -> Match:
        parts = {"meaning": float(pooled.meaning[person]), "words": float(pooled.words[person])}
        score = float(pooled.score[person])
        return Match(self.people[person], rank, score, parts, evidence)

    def _best_documents(self, pooled: Pooled, person: int) -> list[Document]:
        return [self.documents[index] for index in pooled.best[person] if index >= 0]


def rank(
    question: Question,
    people: Sequence[Person],
    encoder: Encoder,
    *,
    evidence_for: int = EVIDENCE_FOR,
    on_progress: Progress | None = None,
) -> Ranking:
    """Return everyone's place for one question; for many questions prepare a Corpus once.

    Progress counts the people's documents; the sentences of the evidence come after.
    """
    corpus = Corpus.prepare(people, encoder, on_progress=on_progress)
    return corpus.rank(question, evidence_for=evidence_for)


def _weights(weighed: Sequence[Document] | Sequence[Person]) -> Floats:
    weights = [one.weight for one in weighed]
    if not all(isfinite(weight) and weight > 0 for weight in weights):
        raise ValueError("A weight must be above 0.")
    return np.array(weights, np.float64)


def _usable(person: Person) -> list[Document]:
    """Return the documents with a telling word, in the order of their ids."""
    documents = sorted(person.documents, key=lambda one: (one.id, one.title, one.text))
    return [one for one in documents if content_words(one.title) or content_words(one.text)]
