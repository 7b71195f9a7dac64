"""A public ORCID record (API 3.0): works, and funding as projects.

Takes a whole record, its activities, a list of works, or works in full as the API gives them.
"""

from typing import Any

from researchers.reading.cleaning import Raw, clean, made
from researchers.reading.json_text import at, parsed, record, several
from researchers.reading.kinds import PROJECT, kind_of
from researchers.reading.values import Reading, Unreadable, apart, numbered

# Keys of which each record of ORCID has one at its top.
MARKS = ("orcid-identifier", "activities-summary", "group", "work-summary", "bulk", "put-code")


def read(text: str) -> Reading:
    """The works of a record; of one work told by several sources, the one that the person prefers.

    Raises:
        Unreadable: see `json_text.parsed`, or it is no record of ORCID's.
    """
    value = parsed(text)
    if not any(mark in record(value) for mark in (*MARKS, "works", "fundings")):
        raise Unreadable("The file is not a record as ORCID gives it.")
    works = [_work(work) for work in _works(record(value))]
    projects = [_funding(funding) for funding in _fundings(record(value))]
    results = [numbered(made(raw), number) for number, raw in enumerate(works + projects, 1)]
    if not results:
        raise Unreadable("The ORCID record shows no works to the public.")
    return apart("orcid", results)


def _works(value: dict[str, Any]) -> list[object]:
    if "bulk" in value:
        return [at(item, "work") for item in several(value["bulk"]) if at(item, "work")]
    if "put-code" in value:
        return [value]
    top = record(value.get("activities-summary")) or value
    groups = several(at(top, "works", "group")) or several(top.get("group"))
    return [_preferred(several(at(group, "work-summary"))) for group in groups]


def _fundings(value: dict[str, Any]) -> list[object]:
    top = record(value.get("activities-summary")) or value
    groups = several(at(top, "fundings", "group"))
    return [_preferred(several(at(group, "funding-summary"))) for group in groups]


def _preferred(summaries: list[object]) -> object:
    return max(summaries, key=_display_index, default={})


def _display_index(summary: object) -> int:
    index = clean(at(summary, "display-index"))
    return int(index) if index.isascii() and index.isdigit() and len(index) < 10 else 0


def _work(work: object) -> Raw:
    title, subtitle = clean(_text(work, "title", "title")), clean(_text(work, "title", "subtitle"))
    people = several(at(work, "contributors", "contributor"))
    return Raw(
        line=0,
        kind=kind_of(at(work, "type")),
        title=f"{title}: {subtitle}" if title and subtitle else title,
        abstract=at(work, "short-description"),
        year=_text(work, "publication-date", "year"),
        people=[_text(person, "credit-name") for person in people],
        venue=_text(work, "journal-title"),
        doi=_doi(work),
    )


def _funding(funding: object) -> Raw:
    return Raw(
        line=0,
        kind=PROJECT,
        title=_text(funding, "title", "title"),
        year=_text(funding, "start-date", "year"),
        venue=at(funding, "organization", "name"),
    )


def _text(value: object, *path: str) -> object:
    return at(value, *path, "value")


def _doi(work: object) -> object:
    """Of the work itself: "part-of" is the book that a chapter stands in."""
    for external in several(at(work, "external-ids", "external-id")):
        is_own = at(external, "external-id-relationship") in (None, "self", "SELF")
        if at(external, "external-id-type") == "doi" and is_own:
            return at(external, "external-id-value")
    return ""
