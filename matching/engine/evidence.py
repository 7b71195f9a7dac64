"""Which sentences of a person's documents answer which sentences of the question."""

from collections.abc import Iterable, Sequence

import numpy as np

from matching.engine.encoders import Encoder, Progress, encode_all
from matching.engine.scoring import DECIMALS
from matching.engine.sentences import sentences
from matching.engine.text import count_words, whole_text
from matching.engine.values import WORDS_WEIGHT, Document, Evidence, Question
from matching.engine.words import WordIndex

MOST_PER_PERSON = 3
MOST_PER_DOCUMENT = 2
# Fewer words than this are a heading or a scrap, shown only where a text has nothing longer.
_LEAST_WORDS = 3
# A very long statement is read this far.
_MOST_SENTENCES = 40


def find_evidence(
    question: Question,
    shelves: Sequence[Sequence[Document]],
    index: WordIndex,
    encoder: Encoder,
    on_progress: Progress | None = None,
) -> list[tuple[Evidence, ...]]:
    """Return for each shelf of documents the sentences most alike to one of the question.

    At most three a shelf and two a document, strongest first. Strength is the score's own
    measure between two sentences: cosine of meaning + 0.5 cosine of words.
    """
    if not shelves:
        return []
    cut = {document: telling_sentences(document) for shelf in shelves for document in shelf}
    told = list(dict.fromkeys(sentence for found in cut.values() for sentence in found))
    answers = _answers(told, question_sentences(question), index, encoder, on_progress)
    return [
        _strongest(
            _evidence(document, sentence, *answers[sentence])
            for document in shelf
            for sentence in cut[document]
        )
        for shelf in shelves
    ]


def _evidence(document: Document, sentence: str, asked: str, strength: float) -> Evidence:
    return Evidence(
        document.id,
        document.kind,
        document.title,
        sentence,
        asked,
        strength,
        document.weight,
        document.note,
    )


def telling_sentences(document: Document) -> list[str]:
    """Return the sentences that may speak for a document: of its text, else its title's.

    Each is a verbatim part of the one or the other; none comes twice.
    """
    return _telling(sentences(document.text) or sentences(document.title))


def question_sentences(question: Question) -> list[str]:
    """Return the question's sentences, the title's first, each verbatim and none twice."""
    return _telling(sentences(question.title) + sentences(question.text))


def texts_of(question: Question) -> list[str]:
    """Return every text that ranking for a question encodes of it: the whole, and its sentences."""
    return [whole_text(question.title, question.text), *question_sentences(question)]


def _telling(found: Sequence[str]) -> list[str]:
    long_enough = [sentence for sentence in found if count_words(sentence) >= _LEAST_WORDS]
    return list(dict.fromkeys(long_enough or found))[:_MOST_SENTENCES]


def _answers(
    told: Sequence[str],
    asked: Sequence[str],
    index: WordIndex,
    encoder: Encoder,
    on_progress: Progress | None,
) -> dict[str, tuple[str, float]]:
    """Return for each told sentence the asked one it is most alike to, and how much."""
    vectors = encode_all(encoder, [*asked, *told], on_progress)
    meaning = vectors[len(asked) :] @ vectors[: len(asked)].T
    terms = [index.terms("", sentence) for sentence in told]
    words = [index.likeness(terms, index.terms("", sentence)) for sentence in asked]
    strength = np.round(meaning + WORDS_WEIGHT * np.column_stack(words), DECIMALS)
    return {
        sentence: (asked[int(np.argmax(row))], float(np.max(row)))
        for sentence, row in zip(told, strength, strict=True)
    }


def _strongest(candidates: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the best few: no sentence twice, not all from one document, none of no likeness."""
    chosen: list[Evidence] = []
    for candidate in sorted(candidates, key=lambda one: (-one.strength, one.document_id)):
        same_document = sum(one.document_id == candidate.document_id for one in chosen)
        said = any(one.sentence == candidate.sentence for one in chosen)
        if candidate.strength > 0 and same_document < MOST_PER_DOCUMENT and not said:
            chosen.append(candidate)
    return tuple(chosen[:MOST_PER_PERSON])
