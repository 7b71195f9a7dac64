"""What an import would do to a person's list as it is now, row by row, before anything is done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from researchers.models import Import, Output
from researchers.reading.duplicates import Likeness, Shelf, Work


class Standing(StrEnum):
    """What a row is beside the person's list."""

    NEW = "new"
    HERE = "already here"
    LIKE = "like one that is here"
    ASIDE = "set aside by you"
    TWICE = "twice in this file"


@dataclass(frozen=True)
class PreviewRow:
    """One row: its number from 0, its fields, and the work that it is the same as or like."""

    number: int
    fields: dict[str, Any]
    standing: Standing
    other: Output | None = None
    # The number of the earlier row that says the same, or nearly.
    earlier: int | None = None

    @property
    def is_new(self) -> bool:
        return self.standing == Standing.NEW

    @property
    def may_be_ticked(self) -> bool:
        """Not what is here for certain, and not what the person has set aside."""
        return self.standing not in (Standing.HERE, Standing.ASIDE)

    @property
    def is_ticked(self) -> bool:
        """As the person left it; to begin with what is new is ticked, and nothing else."""
        return self.may_be_ticked and bool(self.fields.get("ticked", self.is_new))

    @property
    def heading(self) -> str:
        """What it is called."""
        return str(self.fields["title"])

    @property
    def place(self) -> str:
        """Where it stands, in words: "Line 40, “Ledgers”"."""
        line, title = self.fields["line"], self.heading
        short = title if len(title) < 60 else f"{title[:57].rstrip()}…"
        return f"Line {line}, “{short}”" if line else f"“{short}”"


@dataclass(frozen=True)
class Preview:
    """All rows of an import, and what was not understood."""

    rows: Sequence[PreviewRow]
    problems: list[dict[str, Any]]

    @cached_property
    def ticked(self) -> int:
        return sum(row.is_ticked for row in self.rows)

    @cached_property
    def sentence(self) -> str:
        """ "12 new, 3 already here, 1 we could not read (line 40: no title)"."""
        counts = Counter(row.standing for row in self.rows)
        parts = [f"{counts[one]:,} {one}" for one in Standing if counts[one] or one == "new"]
        if self.problems:
            told = f" ({said(self.problems[0])})" if len(self.problems) == 1 else ""
            parts.append(f"{len(self.problems):,} we could not read{told}")
        return ", ".join(parts)

    @property
    def problems_said(self) -> list[str]:
        return [said(problem) for problem in self.problems]

    @property
    def kept(self) -> list[PreviewRow]:
        """Rows that an undo left where they are, with the reason in `fields["kept"]`."""
        return [row for row in self.rows if row.fields.get("kept")]


def said(problem: dict[str, Any]) -> str:
    """A problem in words: "line 40: no title"."""
    line = problem["line"]
    return f"line {line}: {problem['sentence']}" if line else problem["sentence"]


def preview(found: Import) -> Preview:
    """Compare each row with the person's list, and with the rows above it. One query."""
    listed = {str(output.pk): output for output in _listed(found)}
    shelf, above = Shelf.of(_as_work(key, one) for key, one in listed.items()), Shelf()
    rows = []
    for number, fields in enumerate(found.rows):
        work = Work(str(number), *(fields[name] for name in _COMPARED))
        rows.append(_row(number, fields, work, (shelf, above), listed))
        above.add(work)
    return Preview(rows, found.problems)


_COMPARED = ("kind", "title", "year", "people", "doi")


def _listed(found: Import) -> list[Output]:
    """The list; for an import that is done, without what it brought itself."""
    return list(found.researcher.outputs.exclude(came_with=found).defer("abstract"))


def _as_work(key: str, output: Output) -> Work:
    return Work(key, *(getattr(output, name) for name in _COMPARED))


def _row(
    number: int,
    fields: dict[str, Any],
    work: Work,
    shelves: tuple[Shelf, Shelf],
    listed: dict[str, Output],
) -> PreviewRow:
    shelf, above = shelves
    here, earlier = shelf.find(work), above.find(work)
    if here and (here.likeness == Likeness.SAME or not earlier):
        other = listed[here.of.key]
        if other.set_aside_at:
            standing = Standing.ASIDE
        else:
            standing = Standing.HERE if here.likeness == Likeness.SAME else Standing.LIKE
        return PreviewRow(number, fields, standing, other)
    if earlier:
        same = earlier.likeness == Likeness.SAME
        standing = Standing.TWICE if same else Standing.LIKE
        return PreviewRow(number, fields, standing, earlier=int(earlier.of.key))
    return PreviewRow(number, fields, Standing.NEW)
