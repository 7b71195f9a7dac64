"""CSL-JSON, as Zotero and citation processors write it, and Crossref's answers, which are close."""

from typing import Any

from researchers.reading.cleaning import Raw, made
from researchers.reading.json_text import at, parsed, record, several
from researchers.reading.kinds import kind_of
from researchers.reading.values import Entry, Problem, Reading, Unreadable, apart, numbered


def read(text: str) -> Reading:
    """The works of a list of items, or of `{"items": [...]}`.

    Raises:
        Unreadable: see `json_text.parsed`, or it is no list.
    """
    value = parsed(text)
    items = several(at(value, "items")) if isinstance(value, dict) else several(value)
    if isinstance(value, dict) and not items and "title" in value:
        items = [value]
    if not items:
        raise Unreadable("The file holds no list of works.")
    return apart("csl-json", [_work(item, 0, number) for number, item in enumerate(items, 1)])


def read_crossref(text: str) -> Reading:
    """The one work of an answer of Crossref to a DOI.

    Raises:
        Unreadable: it is no such answer.
    """
    message = at(parsed(text), "message")
    if not isinstance(message, dict):
        raise Unreadable("Crossref’s answer holds no work.")
    return apart("doi", [_work(message, 0, 1)])


def _work(item: object, line: int, number: int) -> Entry | Problem:
    work = record(item)
    raw = Raw(
        line=line,
        kind=kind_of(work.get("type")),
        title=_first(work.get("title")),
        abstract=work.get("abstract"),
        year=_year(work),
        people=[_name(person) for person in several(work.get("author") or work.get("editor"))],
        venue=_first(work.get("container-title")) or work.get("publisher"),
        doi=work.get("DOI") or work.get("doi"),
    )
    return numbered(made(raw), number)


def _first(value: object) -> object:
    return next(iter(value), "") if isinstance(value, list) else value


def _year(work: dict[str, Any]) -> object:
    for name in ("issued", "published", "published-print", "published-online"):
        issued = work.get(name)
        if isinstance(issued, str | int):
            return issued
        parts = several(_first(several(at(issued, "date-parts"))))
        found = _first(parts) or at(issued, "raw") or at(issued, "literal")
        if found:
            return found
    return ""


def _name(person: object) -> str:
    literal = at(person, "literal") or at(person, "name")
    parts = [at(person, "family"), at(person, "given")]
    return str(literal) if literal else ", ".join(str(part) for part in parts if part)
