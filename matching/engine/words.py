"""The words in common: tf-idf over single words and word pairs.

A term weighs (1 + ln tf) * ln((N + 1) / (df + 0.5)) in a passage; N documents in all, df of them
with the term. Terms are numbers, the word's own in the upper half and the second word of a pair
in the lower, so that a large corpus is a few arrays and not millions of strings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.text import content_words

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Counted = tuple[Integers, Integers]

_HALF = 32


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one passage that the corpus knows, and their weights.

    `places` are places in the corpus's vocabulary, ascending. The passage as a whole, unknown
    terms and all, has unit length, so the weights alone may come to less.
    """

    places: Integers
    weights: Floats


class WordIndex:
    """The terms of every document of a corpus, ready to be compared with any passage.

    A passage is a (title, text) pair. The terms of the title count twice, and no pair of words
    reaches from the title into the text.
    """

    def __init__(self, passages: Sequence[tuple[str, str]]) -> None:
        self._words: dict[str, int] = {}
        counted = [_count_terms(title, text, {}, self._words) for title, text in passages]
        self._size = len(passages)
        numbers = _join([numbers for numbers, _ in counted])
        owners = np.repeat(np.arange(self._size), [len(numbers) for numbers, _ in counted])
        order = np.argsort(numbers, kind="stable")
        self._vocabulary, starts = np.unique(numbers[order], return_index=True)
        self._bounds = np.append(starts, len(numbers))
        self._holders = np.diff(self._bounds)
        self._owners = owners[order].astype(np.int32)
        self._weights = _join([self._weigh(*count) for count in counted])[order].astype(np.float32)

    def terms(self, title: str, text: str) -> Terms:
        """Return a passage's terms, weighted by how rare they are in this corpus."""
        numbers, counts = _count_terms(title, text, self._words, {})
        weights = self._weigh(numbers, counts)
        places, known = self._find(numbers)
        return Terms(places[known], weights[known])

    def cosines(self, terms: Terms) -> Floats:
        """Return the likeness of every document to a passage, float64 (documents,)."""
        scores = np.zeros(self._size)
        for place, weight in zip(terms.places, terms.weights, strict=True):
            rows = slice(self._bounds[place], self._bounds[place + 1])
            # A document holds a term once, so no owner comes twice in one addition.
            scores[self._owners[rows]] += weight * self._weights[rows]
        return scores

    def likeness(self, passages: Sequence[Terms], other: Terms) -> Floats:
        """Return the likeness of each passage to one other, float64 (passages,), 0 to 1."""
        theirs = np.zeros(len(self._vocabulary))
        theirs[other.places] = other.weights
        owners = np.repeat(np.arange(len(passages)), [len(terms.places) for terms in passages])
        products = _join([terms.weights * theirs[terms.places] for terms in passages])
        return np.bincount(owners, products, len(passages)).astype(np.float64, copy=False)

    def _weigh(self, numbers: Integers, counts: Integers) -> Floats:
        """Return the terms' weights in a passage of unit length; all zero where it has none."""
        places, known = self._find(numbers)
        holders = np.zeros(len(numbers))
        holders[known] = self._holders[places[known]]
        weights = (1 + np.log(counts)) * np.log((self._size + 1) / (holders + 0.5))
        length = float(np.sqrt(np.sum(weights**2)))
        return weights / length if length else weights

    def _find(self, numbers: Integers) -> tuple[Integers, NDArray[np.bool_]]:
        """Return each term's place in the vocabulary, and whether it is there at all."""
        places = np.searchsorted(self._vocabulary, numbers)
        known = places < len(self._vocabulary)
        known[known] = self._vocabulary[places[known]] == numbers[known]
        return places, known


def _count_terms(title: str, text: str, known: Mapping[str, int], new: dict[str, int]) -> Counted:
    """Return the distinct terms of a passage and how often each is there; number new words."""
    heading = _terms(_number(content_words(title), known, new))
    body = _terms(_number(content_words(text), known, new))
    return np.unique(np.concatenate([heading, heading, body]), return_counts=True)


def _number(words: Sequence[str], known: Mapping[str, int], new: dict[str, int]) -> Integers:
    numbers = []
    for word in words:
        number = known.get(word)
        if number is None:
            # From 1, because 0 in the lower half says that a term is one word and no pair.
            number = new.setdefault(word, 1 + len(known) + len(new))
        numbers.append(number)
    return np.array(numbers, np.int64)


def _terms(words: Integers) -> Integers:
    return np.concatenate([words << _HALF, (words[:-1] << _HALF) | words[1:]])


def _join(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.array([], np.int64)
