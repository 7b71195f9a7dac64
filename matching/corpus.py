"""Turns rows into the engine's values and its answers back into rows."""

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache, partial

import numpy as np
from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import User
from matching import engine
from matching.engine.plain_files import statement_text
from matching.engine.text import count_words
from matching.models import (
    Embedding,
    Exclusion,
    FirstLook,
    Glimpse,
    Hit,
    MatchRun,
    PersonSearch,
    Suggestion,
)
from priorities.models import FullText, Summary, Version
from researchers.models import Output, Researcher
from researchers.policy import weight, weight_in_words

# Told the stage, and how much of how much of it is done.
Report = Callable[[str, int, int], object]

# A first look shows so many questions at most, and none for which a person's score is less than
# this share of the best one's. Neither was measured: they only keep what is far off from a page.
MOST_GLIMPSES = 5
LEAST_SHARE = 0.5
# A search of the register keeps so many people.
MOST_HITS = 50
# What nobody has confirmed for half a year sinks a little; it is never hidden.
STALE_COUNTS = 0.9


def people(*, but: Collection[uuid.UUID] = ()) -> list[engine.Person]:
    """Everybody who may be matched, with their evidence as documents, but for some by key."""
    researchers = read(Researcher.objects.matchable().exclude(pk__in=but)).order_by("pk")
    return [to_person(researcher) for researcher in researchers]


def read(researchers: QuerySet[Researcher]) -> QuerySet[Researcher]:
    """Researchers with what `to_person` reads of them: nothing that they have set aside."""
    return researchers.prefetch_related(Prefetch("outputs", Output.objects.matched_on()))


def to_person(researcher: Researcher) -> engine.Person:
    """A researcher, as `read` finds them, the way the engine sees them.

    Each output is a document, and the statement with the topics is one: alone a topic is too
    short to be one, and a document that is like nothing pulls the mean down.
    """
    outputs = sorted(researcher.outputs.all(), key=lambda output: str(output.pk))
    documents = [_to_document(output) for output in outputs]
    statement = statement_text(researcher.statement, researcher.topics.splitlines())
    if statement:
        documents.insert(0, engine.Document("statement", "statement", "", statement, None))
    counts = STALE_COUNTS if researcher.is_stale else 1.0
    return engine.Person(str(researcher.pk), tuple(documents), counts)


def _to_document(output: Output) -> engine.Document:
    weighed = output.kind, output.year, output.pinned_at is not None, timezone.localdate()
    # Of "counts less: 11 years old" the reason; the figure stands beside it.
    note = weight_in_words(*weighed).partition(": ")[2]
    return engine.Document(
        str(output.pk),
        output.kind,
        output.title,
        output.abstract,
        output.year,
        weight(*weighed),
        note,
    )


def question_of(run: MatchRun) -> engine.Question | None:
    """What a run compares people with; None where it was taken back, or from whoever asked.

    Words first, all else as text. Never a theme. For whoever acts at the moment.
    """
    # Afresh: what they may do may have changed while a worker read profiles.
    asker = User.objects.get(pk=run.requested_by_id)
    current = MatchRun.objects.current().visible_to(asker).filter(pk=run.pk)
    asked = {"question__in": current.values("question")}
    if run.basis == MatchRun.Basis.SUMMARY:
        summary = Summary.objects.filter(**asked).first()
        return engine.Question(str(run.question_id), summary.words, "") if summary else None
    text = FullText.objects.filter(**asked).first()
    if text is None:
        return None
    more = "\n\n".join(part for part in (text.background, text.wanted) if part)
    tried = Version.objects.visible_to(asker).filter(pk=run.version_id).first()
    if run.version_id and tried is None:
        return None
    return engine.Question(str(run.question_id), tried.words if tried else text.words, more)


def rank(
    question: engine.Question,
    everybody: Sequence[engine.Person],
    report: Report,
) -> engine.Ranking:
    """Rank everybody for one question, with evidence for the closest."""
    profiles, evidence = (partial(report, stage) for stage in MatchRun.Stage.values)
    prepared = engine.Corpus.prepare(
        everybody, encoder().forgetting(question), on_progress=profiles
    )
    return prepared.rank(
        question, evidence_for=settings.MATCHING_EVIDENCE_FOR, on_progress=evidence
    )


def to_suggestions(run: MatchRun, ranking: engine.Ranking) -> list[Suggestion]:
    """A row for everybody: the ranked, then those with too little to match on."""
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
    ]
    return ranked + [
        Suggestion(run=run, researcher_id=person_id) for person_id in ranking.too_little
    ]


def to_hits(search: PersonSearch, ranking: engine.Ranking) -> list[Hit]:
    """Rows for the people who are closest to what a search asks."""
    return [
        Hit(
            search=search,
            researcher_id=match.person_id,
            rank=match.rank,
            share=_share(ranking, match),
            score=match.score,
            meaning=match.parts["meaning"],
            words=match.parts["words"],
            evidence=[_to_row(evidence) for evidence in match.evidence],
        )
        for match in ranking.matches[:MOST_HITS]
    ]


def digest(person: engine.Person) -> str:
    """Return a fingerprint of what is read of a person, the texts alone."""
    texts = [(one.id, one.title, one.text) for one in person.documents]
    return hashlib.sha256(repr(texts).encode()).hexdigest()


def questions_for(look: FirstLook) -> list[engine.Question]:
    """The open released questions that a person may read and does not keep clear of, in order.

    By their summaries. For whoever acts at the moment, who has to be that person.
    """
    asker = User.objects.get(pk=look.requested_by_id)
    mine = Exclusion.objects.filter(researcher=look.researcher_id)
    released = Summary.objects.visible_to(asker).filter(
        question__released_at__lte=look.requested_at, question__closed_at__isnull=True
    )
    wanted = released.exclude(question__in=mine.questions().order_by().values("pk"))
    return [
        engine.Question(str(summary.question_id), summary.words, "")
        for summary in wanted.order_by("question_id")
        if count_words(summary.words)
    ]


def closest(
    look: FirstLook,
    person: engine.Person,
    everybody: Sequence[engine.Person],
    questions: Sequence[engine.Question],
    report: Report,
) -> list[Glimpse]:
    """The few questions that one of everybody is closest to, by their share of the best score.

    Of those only for which they are among the people who are told of it.
    """
    profiles, reading = (partial(report, stage) for stage in FirstLook.Stage.values)
    stored = encoder().forgetting(*questions)
    prepared = engine.Corpus.prepare(everybody, stored, on_progress=profiles)
    rankings = prepared.rank_many(questions, evidence_for=0, on_progress=reading)
    near = _near(person.id, zip(questions, rankings, strict=True))
    return [
        Glimpse(
            look=look,
            question_id=question.id,
            place=mine.rank,
            share=share,
            score=mine.score,
            meaning=mine.parts["meaning"],
            words=mine.parts["words"],
            evidence=[_to_row(one) for one in prepared.evidence_for(question, person.id)],
        )
        for share, question, mine in near[:MOST_GLIMPSES]
    ]


Near = tuple[float, engine.Question, engine.Match]


def _near(person: str, ranked: Iterable[tuple[engine.Question, engine.Ranking]]) -> list[Near]:
    """The questions for which a person is close enough, with their share of the best score."""
    found = [
        (_share(ranking, mine), question, mine)
        for question, ranking in ranked
        for mine in ranking.matches[: settings.MATCHING_SHOWN]
        if mine.person_id == person
    ]
    enough = (one for one in found if one[0] >= LEAST_SHARE)
    return sorted(enough, key=lambda one: (-one[0], one[2].rank, one[1].id))


def _share(ranking: engine.Ranking, match: engine.Match) -> float:
    best = ranking.matches[0].score
    return match.score / best if best > 0 else 0.0


def _to_row(evidence: engine.Evidence) -> dict[str, object]:
    return {
        "document": evidence.document_id,
        "kind": evidence.kind,
        "title": evidence.title,
        "sentence": evidence.sentence,
        "question_sentence": evidence.question_sentence,
        "strength": round(evidence.strength, 4),
        "weight": round(evidence.weight, 2),
        "why": evidence.note,
    }


@lru_cache(maxsize=1)
def encoder() -> "StoredEncoder":
    """The encoder of the settings behind the store of vectors, loaded once in a process.

    Raises:
        engine.ModelMissing: `manage.py build_model` has not been run.
    """
    return StoredEncoder(
        engine.load_encoder(settings.MATCHING_ENCODER, settings.MATCHING_MODEL_DIR)
    )


class StoredEncoder:
    """An encoder that works out each text once ever: vectors are kept in the database.

    They are kept as they come, outside any transaction of the job, so that a worker that is
    killed leaves what it had done to the next one. A vector tells much of its text: those of
    questions are not kept.
    """

    def __init__(self, inner: engine.Encoder, forgets: frozenset[str] = frozenset()) -> None:
        self.inner = inner
        self.forgets = forgets
        self.name = inner.name
        self.dimensions = inner.dimensions

    def forgetting(self, *questions: engine.Question) -> "StoredEncoder":
        """Return one that keeps no vector of the questions, nor of a sentence of them."""
        texts = {text for question in questions for text in engine.texts_of(question)}
        return StoredEncoder(self.inner, frozenset(texts))

    def encode(self, texts: Sequence[str]) -> engine.Vectors:
        """Return float32 (texts, dimensions), as the protocol says."""
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        known = self._known(hashes)
        missing = {h: t for h, t in zip(hashes, texts, strict=True) if h not in known}
        if missing:
            known |= self._work_out(list(missing), list(missing.values()))
        return np.array([known[h] for h in hashes], np.float32).reshape(-1, self.dimensions)

    def _known(self, hashes: list[str]) -> dict[str, engine.Vectors]:
        rows = Embedding.objects.filter(encoder=self.name, text_hash__in=hashes)
        return {
            text_hash: np.asarray(vector, np.float32)
            for text_hash, vector in rows.values_list("text_hash", "vector")
        }

    def _work_out(self, hashes: list[str], texts: list[str]) -> dict[str, engine.Vectors]:
        vectors = self.inner.encode(texts)
        rows = [
            Embedding(encoder=self.name, text_hash=text_hash, vector=vector)
            for text_hash, text, vector in zip(hashes, texts, vectors, strict=True)
            if text not in self.forgets
        ]
        Embedding.objects.bulk_create(rows, ignore_conflicts=True)
        # Rounded as the database keeps them, so that a first run and a second one agree.
        return dict(zip(hashes, vectors.astype(np.float16).astype(np.float32), strict=True))
