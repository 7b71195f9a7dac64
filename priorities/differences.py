"""How one wording of a question differs from another, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

# A word with what follows it up to the next one, so that the pieces together are the text.
WORD = re.compile(r"\S+\s*|\s+")


class Piece(NamedTuple):
    """Some words that stand in both wordings, were taken out, or came in."""

    kind: str  # "same", "out" or "in"
    words: str


def differences(before: str, after: str) -> list[Piece]:
    """Give both wordings as one text: what stands in both, what went out, what came in.

    >>> [tuple(one) for one in differences("Who runs the shops?", "Who owns the shops?")]
    [('same', 'Who '), ('out', 'runs '), ('in', 'owns '), ('same', 'the shops?')]
    """
    old, new = WORD.findall(before), WORD.findall(after)
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    # Without the heuristic that takes frequent words for noise: these texts are short.
    matcher = SequenceMatcher(a=_bare(old), b=_bare(new), autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(new[k:m]))
            continue
        if i < j:
            yield Piece("out", "".join(old[i:j]))
        if k < m:
            yield Piece("in", "".join(new[k:m]))


def _bare(words: list[str]) -> list[str]:
    """The words without the space behind them: another line break is no other word."""
    return [word.rstrip() for word in words]
