"""From likenesses of documents to scores of people: feedback, fusion, pooling.

The settings below were measured together on a published gold standard of researchers' own
ratings. The quality is flat around them, so there is nothing to gain from turning one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.encoders import Vector, Vectors
from matching.engine.values import WORDS_WEIGHT
from matching.engine.words import Floats, Integers

BEST_DOCUMENTS = 3
SHRINKAGE = 0.5
SHORT_QUESTION = 40
FEEDBACK_DOCUMENTS = 10
FEEDBACK_WEIGHT = 0.5
# Of a small corpus the ten nearest would be most of it, and a move towards everything favours
# whoever stands in the middle.
FEEDBACK_LEAST = 4 * FEEDBACK_DOCUMENTS

# Beyond this many decimals a score depends on the order in which a processor adds.
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Pooled:
    """Each person's score for one question and what it is made of.

    `meaning` and `words` are float64 (people,) and add up to `score`. `best` is int64 (people,
    3): each person's best documents, best first, -1 where they have fewer. `alike` is false for
    a person of whose documents none is like the question at all.
    """

    meaning: Floats
    words: Floats
    score: Floats
    best: Integers
    alike: NDArray[np.bool_]


def move_towards_nearest(question: Vector, documents: Vectors) -> Vector:
    """Return a short question's vector moved towards its nearest documents, of unit length.

    Pseudo-relevance feedback (Rocchio 1971): the question plus half the mean of its ten nearest
    documents. Among fewer than forty documents it stays where it is.
    """
    if len(documents) < FEEDBACK_LEAST:
        return question
    nearest = np.argsort(-(documents @ question), kind="stable")[:FEEDBACK_DOCUMENTS]
    moved = question + FEEDBACK_WEIGHT * documents[nearest].mean(axis=0)
    length = np.linalg.norm(moved)
    return (moved / length).astype(np.float32) if length else question


def pool(
    meaning: Floats,
    words: Floats,
    owners: Integers,
    people: int,
    *,
    of_documents: Floats | float = 1.0,
    of_people: Floats | float = 1.0,
) -> Pooled:
    """Return people's scores from their documents' likenesses to the question.

    `meaning` and `words` are cosines, float64 (documents,); `owners` names each document's
    person, 0 to people - 1, ascending, and every person has one. A document scores
    s = meaning + 0.5 words; a person scores the mean of their best three, shrunk by half a
    document towards the average of all documents: (sum of best + 0.5 average) / (count + 0.5).
    The weights, float64 (documents,) and (people,), multiply s and the person's score.
    """
    meaning, words = _weigh(meaning, WORDS_WEIGHT * words, of_documents)
    best = _best_documents(meaning + words, owners, people)
    held = best >= 0
    means = [_shrunk_mean(part, best, held) for part in (meaning, words)]
    parts = [part.round(DECIMALS) for part in _weigh(means[0], means[1], of_people)]
    alike = np.zeros(people, np.bool_)
    alike[owners[(meaning != 0) | (words != 0)]] = True
    return Pooled(parts[0], parts[1], np.round(parts[0] + parts[1], DECIMALS), best, alike)


def _weigh(meaning: Floats, words: Floats, weights: Floats | float) -> tuple[Floats, Floats]:
    """Return both parts times the weight, but where together they are at most zero as they are.

    A negative likeness times a small weight would rise, and times a great one sink.
    """
    factors = np.where(meaning + words > 0, weights, 1.0)
    return meaning * factors, words * factors


def _best_documents(scores: Floats, owners: Integers, people: int) -> Integers:
    """Return each person's best documents (people, 3); of equals the first comes first."""
    order = np.lexsort((-scores, owners))
    starts = np.searchsorted(owners, np.arange(people))
    places = np.arange(len(owners)) - starts[owners]
    among_best = places < BEST_DOCUMENTS
    best = np.full((people, BEST_DOCUMENTS), -1, np.int64)
    best[owners[among_best], places[among_best]] = order[among_best]
    return best


def _shrunk_mean(part: Floats, best: Integers, held: NDArray[np.bool_]) -> Floats:
    total = np.where(held, part[best], 0).sum(axis=1) + SHRINKAGE * part.mean()
    shrunk: Floats = total / (held.sum(axis=1) + SHRINKAGE)
    return shrunk
