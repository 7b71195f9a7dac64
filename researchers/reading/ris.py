"""RIS, as EndNote, Scopus, Zotero and library catalogues write it."""

import re

import rispy

from researchers.reading.cleaning import Raw, made
from researchers.reading.kinds import kind_of
from researchers.reading.values import MOST_RECORDS, Entry, Problem, Reading, Unreadable, apart

START = re.compile(r"^\s*TY {1,2}- ?")
# Some write one space less or one more than the format asks for.
TAG = re.compile(r"^\s*([A-Z][A-Z0-9]) {1,3}- ?")
TITLES = ("title", "primary_title", "short_title", "secondary_title")
VENUES = ("secondary_title", "journal_name", "alternate_title3", "alternate_title2", "publisher")
YEARS = ("year", "publication_year", "date")


def read(text: str) -> Reading:
    """The works, each parsed by itself, so that one that is broken takes no other with it.

    Raises:
        Unreadable: there is none, or there are more than may be.
    """
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if START.match(line)]
    if not starts:
        raise Unreadable("The file holds no RIS record: none of its lines begins with “TY  -”.")
    if len(starts) > MOST_RECORDS:
        words = f"The file holds more than {MOST_RECORDS:,} records. Send it in parts."
        raise Unreadable(words)
    ends = [*starts[1:], len(lines)]
    pairs = zip(starts, ends, strict=True)
    return apart("ris", [_work(lines[start:end], start + 1) for start, end in pairs])


def _work(lines: list[str], line: int) -> Entry | Problem:
    # Without its end a record is not given back; a second end changes nothing.
    even = [TAG.sub(r"\1  - ", one) for one in lines]
    try:
        (work, *_) = rispy.loads("\n".join([*even, "ER  - "]), skip_unknown_tags=True)
    except (KeyError, AttributeError, TypeError, ValueError, rispy.parser.ParseError):
        return Problem(line, "it is not written as RIS is")
    people = work.get("authors") or work.get("first_authors") or work.get("secondary_authors")
    raw = Raw(
        line=line,
        kind=kind_of(work.get("type_of_reference")),
        title=_first(work, TITLES),
        abstract=_first(work, ("abstract", "notes_abstract")),
        year=_first(work, YEARS),
        people=people or [],
        venue=_first(work, VENUES),
        doi=work.get("doi"),
    )
    return made(raw)


def _first(work: dict[str, object], names: tuple[str, ...]) -> object:
    return next((work[name] for name in names if work.get(name)), "")
