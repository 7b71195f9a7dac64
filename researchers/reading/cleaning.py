"""Fields as they come, made into what the register keeps."""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from researchers.reading.values import (
    LONGEST_ABSTRACT,
    LONGEST_DOI,
    LONGEST_PEOPLE,
    LONGEST_TITLE,
    LONGEST_VENUE,
    Entry,
    Problem,
)

# Controls, marks that turn the direction of text, halves of characters, and what Unicode lacks.
UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Without these two, words of Persian and of Indian languages fall apart.
JOINERS = "\u200c\u200d"
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
DOI = re.compile(r"10\.\d{4,9}/\S+")
# Tags that some sources leave in titles and abstracts: those within a line, those between lines.
INLINE = re.compile(
    r"</?(?:jats:)?(?:i|b|em|u|sub|sup|sc|span|scp|strong|italic|bold|inf)\b[^<>]{0,80}>",
    re.IGNORECASE,
)
BLOCK = re.compile(r"</?(?:jats:)?(?:p|sec|title|br|div)\b[^<>]{0,80}>", re.IGNORECASE)
# What sources say in place of nothing.
NOTHING = {"[no abstract available]", "n/a"}


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as a format gives it; anything but text in a field counts as nothing."""

    line: int
    kind: str
    title: object = ""
    abstract: object = ""
    year: object = ""
    people: Iterable[object] = ()
    venue: object = ""
    doi: object = ""


def made(raw: Raw) -> Entry | Problem:
    """The work, or why there is none: it has no title, or one that is too long to be one."""
    title = clean(raw.title)
    if not any(character.isalnum() for character in title):
        return Problem(raw.line, "no title")
    if len(title) > LONGEST_TITLE:
        words = f"its title has {len(title):,} characters, and {LONGEST_TITLE} are the most"
        return Problem(raw.line, words)
    return Entry(
        line=raw.line,
        kind=raw.kind,
        title=title,
        abstract=short(clean(raw.abstract), LONGEST_ABSTRACT),
        year=year_in(raw.year),
        people=listed(raw.people),
        venue=short(clean(raw.venue), LONGEST_VENUE),
        doi=bare_doi(raw.doi),
    )


def clean(value: object) -> str:
    """Text on one line, without controls, marks of direction and the tags that some sources leave.

    Numbers are given as text; anything else is "".
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    if "<" in text or "&" in text:
        text = html.unescape(BLOCK.sub(" ", INLINE.sub("", html.unescape(text))))
    kept = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or character in JOINERS or _is_wanted(character)
    )
    said = " ".join("".join(kept).split())
    return "" if said.lower() in NOTHING else said


def _is_wanted(character: str) -> bool:
    return unicodedata.category(character) not in UNWANTED


def short(text: str, most: int) -> str:
    """The text, cut with "…" where it is longer than `most`."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def year_in(value: object) -> int | None:
    """The first year from 1500 to 2099 that a date names; None where there is none."""
    found = YEAR.search(clean(value)[:200])
    return int(found.group()) if found else None


def bare_doi(value: object) -> str:
    """A DOI without its resolver, in lower case: "10.1000/182"; "" for what is none."""
    found = DOI.search(clean(value)[:400])
    doi = found.group().rstrip(".,;").lower() if found else ""
    return doi if len(doi) <= LONGEST_DOI else ""


def listed(people: Iterable[object]) -> str:
    """Names with "; " between them; where they do not fit, as many as do and then "and others"."""
    names = [name for person in people if (name := short(clean(person), 200))]
    said = "; ".join(names)
    while len(said) > LONGEST_PEOPLE:
        names = names[: max(1, len(names) * LONGEST_PEOPLE // len(said) - 1)]
        said = "; ".join([*names, "and others"])
    return said
