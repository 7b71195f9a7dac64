"""What the readers give: works, what could not be read and why, and tables not yet understood."""

from dataclasses import dataclass, field

MOST_BYTES = 2_000_000
MOST_RECORDS = 5_000
LONGEST_TITLE = 500
LONGEST_ABSTRACT = 10_000
LONGEST_PEOPLE = 1_000
LONGEST_VENUE = 300
LONGEST_DOI = 200


class Unreadable(Exception):
    """The whole file cannot be read; the message is one plain sentence, fit to show."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One work. `line` is where it begins in the file; 0 where the format has no lines.

    `kind` is one of `Output.Kind`; `year` may be missing; every text is clean and fits its column.
    """

    line: int
    kind: str
    title: str
    abstract: str = ""
    year: int | None = None
    people: str = ""
    venue: str = ""
    doi: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One record that was left out, and why: "no title". `line` as in `Entry`."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, a text for each heading."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows whose columns somebody has yet to give a meaning."""

    headings: list[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: a table, or entries."""

    format: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    table: Table | None = None


def apart(name: str, results: list[Entry | Problem]) -> Reading:
    """Works and problems apart, each in its order."""
    return Reading(
        name,
        entries=[result for result in results if isinstance(result, Entry)],
        problems=[result for result in results if isinstance(result, Problem)],
    )


def numbered(result: Entry | Problem, number: int) -> Entry | Problem:
    """The result; a problem without a line tells which record it is about."""
    if isinstance(result, Problem) and not result.line:
        return Problem(0, f"record {number}: {result.sentence}")
    return result
