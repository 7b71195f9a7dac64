"""Approaches read out of somebody's own text: values in, values out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Within a phrase: spaces and hyphens. A full stop, a comma or a new line ends it.
JOIN = re.compile(r"[ \t\u00a0\-–]+")


@dataclass(frozen=True, slots=True)
class Lens:
    """An approach, by its slug, with the phrases that suggest it."""

    slug: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An approach that a text suggests, and the words of the text that do so."""

    slug: str
    words: str


def suggest(text: str, lenses: Iterable[Lens]) -> list[Found]:
    """Give the approaches that a text suggests, each once, in the order of the text.

    A cue is found word by word, in any case, singular or plural, as the stems of its words say.

    >>> suggest("I map the Networks of firms.", [Lens("networks", ("network",))])
    [Found(slug='networks', words='Networks')]
    """
    stemmer = snowballstemmer.stemmer("english")
    words = list(WORD.finditer(text))
    stems = [_stem(stemmer, word.group()) for word in words]
    runs = _runs(text, words)
    places: dict[str, tuple[int, int]] = {}
    for lens in lenses:
        cues = [[_stem(stemmer, w) for w in WORD.findall(cue)] for cue in lens.cues]
        spots = [spot for cue in cues if cue for spot in _spots(stems, runs, cue)]
        if spots:
            # The first in the text; of two that begin alike, the longer one says more.
            places[lens.slug] = min(spots, key=lambda spot: (spot[0], -spot[1]))
    ordered = sorted(places.items(), key=lambda item: item[1])
    return [
        Found(slug, text[words[first].start() : words[last].end()])
        for slug, (first, last) in ordered
    ]


def _stem(stemmer: "snowballstemmer.stemmer", word: str) -> str:
    stem: str = stemmer.stemWord(word.casefold().replace("’", "'"))
    return stem


def _runs(text: str, words: Sequence[re.Match[str]]) -> list[int]:
    """For each word the number of its phrase: words that nothing but a space parts share one."""
    runs, number = [], 0
    for place, word in enumerate(words):
        if place and not JOIN.fullmatch(text[words[place - 1].end() : word.start()]):
            number += 1
        runs.append(number)
    return runs


def _spots(stems: list[str], runs: list[int], cue: list[str]) -> list[tuple[int, int]]:
    """Where a cue stands: the places of its first and last word."""
    size = len(cue)
    return [
        (first, first + size - 1)
        for first in range(len(stems) - size + 1)
        if stems[first : first + size] == cue and runs[first] == runs[first + size - 1]
    ]
