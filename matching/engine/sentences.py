"""Cutting a text into sentences, each a verbatim piece of it."""

import re
from collections.abc import Iterator

# A line that starts a point of a list begins a sentence of its own.
_BULLET = r"[ \t]*(?:[-*\u2022\u2013\u2014\u25aa\u25cf]|\(?\d{1,2}[.)]|\([a-z]\))[ \t]"
_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_STARTS_POINT = re.compile(_BULLET)
_STOP = re.compile(
    r"(?<![.!?\u2026])[.!?\u2026]++[\"'\u201d\u2019)\]\u00bb]*+(?=\s)"
    r"|[\u3002\uff01\uff1f]+[\u300d\u300f\u201d]*"
)
_LAST_WORD = re.compile(r"[^\s(\[\"'\u201c\u2018]+$")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}$")
_LIST_NUMBER = re.compile(r"\s*\(?\d{1,2}$")

# A line shorter than this with no full stop is a heading, unless the next line runs on from it.
_HEADING_LENGTH = 70
# How far to look around a full stop: further than any abbreviation, so long texts stay quick.
_LOOK = 40
_ABBREVIATED = """
al approx assoc bros ca capt cf ch cllr cmdr co corp cpl dept det dr ed eds esp est fig figs gen
gov hon hrs incl insp inst jr lt ltd maj messrs mr mrs ms mx nr para paras prof resp rev sen sgt
sr st supp supt univ viz vs
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
# These end a sentence as ordinary words, and stand before a number as abbreviations.
_BEFORE_NUMBER = frozenset({"art", "ch", "eq", "no", "nos", "p", "pp", "ref", "sec", "v", "vol"})


def sentences(text: str) -> list[str]:
    """Return the text's sentences, in order, each exactly as it stands in the text.

    A blank line, a list point and a heading end a sentence; "e.g.", "Dr.", "et al.", initials
    and decimals do not. Pieces without a letter or digit are left out.

    >>> sentences("Methods\\nWe asked Dr. Ali et al. (2019) about 3.5 kg, e.g. of gold. It fell.")
    ['Methods', 'We asked Dr. Ali et al. (2019) about 3.5 kg, e.g. of gold.', 'It fell.']
    """
    pieces = (piece.strip() for block in _blocks(text) for piece in _split_block(block))
    return [piece for piece in pieces if any(character.isalnum() for character in piece)]


def _blocks(text: str) -> Iterator[str]:
    """Yield the passages that no sentence crosses, each a slice of the text."""
    start, line_start = 0, 0
    for line_break in _LINE_BREAK.finditer(text):
        line = text[line_start : line_break.start()].strip()
        line_start = line_break.end()
        if _ends_block(line, text[line_start : line_start + _HEADING_LENGTH]):
            yield text[start : line_break.start()]
            start = line_start
    yield text[start:]


def _ends_block(line: str, rest: str) -> bool:
    following = rest.lstrip(" \t")
    if not line or not following or _LINE_BREAK.match(following) or _STARTS_POINT.match(rest):
        return True
    if line[-1] in ",;-\u2013\u2014" or following[0].islower():
        return False
    return len(line) < _HEADING_LENGTH and line[-1] not in ".!?\u2026"


def _split_block(block: str) -> Iterator[str]:
    start = 0
    for stop in _STOP.finditer(block):
        before = block[max(start, stop.start() - _LOOK) : stop.start()]
        after = block[stop.end() : stop.end() + _LOOK]
        if _ends_sentence(before, stop.group(), after):
            yield block[start : stop.end()]
            start = stop.end()
    yield block[start:]


def _ends_sentence(before: str, stop: str, after: str) -> bool:
    following = after.lstrip()
    if following[:1].islower():
        return False
    if stop[:1] != "." or stop[:2] == "..":
        return True
    if _LIST_NUMBER.fullmatch(before):
        return False
    found = _LAST_WORD.search(before)
    word = found.group() if found else ""
    if _is_initial(word) or _DOTTED.search(word) or word.lower() in _ABBREVIATIONS:
        return False
    return not (word.lower() in _BEFORE_NUMBER and following[:1].isdigit())


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()
