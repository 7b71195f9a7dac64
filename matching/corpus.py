"""Turns rows into the engine's values and its answers back into rows."""

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from matching import engine
from matching.models import Decision, Embedding, MatchRun, Suggestion
from priorities.models import Question
from researchers.models import Researcher

# Texts encoded between two reports of progress: about a second's work on one core.
CHUNK = 24


def people() -> list[engine.Person]:
    """Everybody who may be matched, with their evidence as documents."""
    researchers = Researcher.objects.matchable().prefetch_related("outputs").order_by("pk")
    return [to_person(researcher) for researcher in researchers]


def to_person(researcher: Researcher) -> engine.Person:
    """A researcher as the engine sees them: the statement and each output is a document."""
    documents = [
        engine.Document(str(output.pk), output.kind, output.title, output.abstract, output.year)
        for output in sorted(researcher.outputs.all(), key=lambda output: str(output.pk))
    ]
    if researcher.statement.strip():
        statement = engine.Document("statement", "statement", "", researcher.statement, None)
        documents.insert(0, statement)
    return engine.Person(str(researcher.pk), tuple(documents))


def to_question(question: Question) -> engine.Question:
    """A question as the engine sees it: its words as title, all else as text. Never a theme."""
    text = "\n\n".join(part for part in (question.background, question.wanted) if part)
    return engine.Question(str(question.pk), question.words, text)


def rank(
    question: Question, everybody: Sequence[engine.Person], encoder: engine.Encoder
) -> engine.Ranking:
    """Rank everybody for one question, with evidence for all who will be kept."""
    return engine.rank(
        to_question(question), everybody, encoder, evidence_for=settings.MATCHING_KEEP
    )


def to_suggestions(run: MatchRun, ranking: engine.Ranking, *, keep: int) -> list[Suggestion]:
    """Rows for the best `keep` people, for whoever was decided on, and for all with too little."""
    decided = Decision.objects.filter(question=run.question).values_list("researcher", flat=True)
    also = {str(pk) for pk in decided}
    ranked = [
        Suggestion(
            run=run,
            researcher_id=match.person_id,
            rank=match.rank,
            score=match.score,
            meaning=match.parts["meaning"],
            words=match.parts["words"],
            evidence=[_to_row(evidence) for evidence in match.evidence],
        )
        for match in ranking.matches
        if match.rank <= keep or match.person_id in also
    ]
    return ranked + [
        Suggestion(run=run, researcher_id=person_id) for person_id in ranking.too_little
    ]


def _to_row(evidence: engine.Evidence) -> dict[str, object]:
    return {
        "document": evidence.document_id,
        "kind": evidence.kind,
        "title": evidence.title,
        "sentence": evidence.sentence,
        "question_sentence": evidence.question_sentence,
        "strength": round(evidence.strength, 4),
    }


@lru_cache(maxsize=1)
def encoder() -> engine.Encoder:
    """The encoder of the settings, loaded once in a process.

    Raises:
        engine.ModelMissing: `manage.py build_model` has not been run.
    """
    if settings.MATCHING_ENCODER == "hashing":
        return engine.HashingEncoder(dimensions=384)
    return engine.MiniLMEncoder(settings.MATCHING_MODEL_DIR)


def remembering_encoder(report: Callable[[int, int], None]) -> "RememberingEncoder":
    """The settings' encoder, with the store of vectors in front of it."""
    return RememberingEncoder(encoder(), report)


class RememberingEncoder:
    """An encoder that works out each text once ever, and tells how far it is.

    Vectors are kept chunk by chunk outside any transaction, so that a worker that is killed
    leaves what it had done to the next one.
    """

    def __init__(self, inner: engine.Encoder, report: Callable[[int, int], None]) -> None:
        self.inner = inner
        self.report = report
        self.name = inner.name
        self.dimensions = inner.dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row for each text, shape (len(texts), dimensions)."""
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        known = self._known(hashes)
        missing = {h: t for h, t in zip(hashes, texts, strict=True) if h not in known}
        pending = list(missing.items())
        for start in range(0, len(pending), CHUNK):
            self.report(start, len(pending))
            known |= self._work_out(pending[start : start + CHUNK])
        return np.array([known[h] for h in hashes], np.float32).reshape(-1, self.dimensions)

    def _known(self, hashes: list[str]) -> dict[str, NDArray[np.float32]]:
        rows = Embedding.objects.filter(encoder=self.name, text_hash__in=hashes)
        return {
            text_hash: np.asarray(vector.to_list(), np.float32)
            for text_hash, vector in rows.values_list("text_hash", "vector")
        }

    def _work_out(self, pending: list[tuple[str, str]]) -> dict[str, NDArray[np.float32]]:
        vectors = self.inner.encode([text for _, text in pending])
        rows = [
            Embedding(encoder=self.name, text_hash=text_hash, vector=vector)
            for (text_hash, _), vector in zip(pending, vectors, strict=True)
        ]
        Embedding.objects.bulk_create(rows, ignore_conflicts=True)
        # Rounded as the database keeps them, so that a first run and a second one agree.
        halves = vectors.astype(np.float16).astype(np.float32)
        return {text_hash: half for (text_hash, _), half in zip(pending, halves, strict=True)}
