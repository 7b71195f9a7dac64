"""Spreadsheets: CSV and XLSX to rows; and rows to works once each column has a meaning."""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import islice
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from pages.formulas import bare_cell
from researchers.reading.cleaning import Raw, clean, made, short
from researchers.reading.kinds import kind_of
from researchers.reading.values import (
    LONGEST_ABSTRACT,
    MOST_RECORDS,
    Problem,
    Reading,
    Row,
    Table,
    Unreadable,
    apart,
)

MOST_COLUMNS = 100
# Scopus writes its number of a person behind the name: "Smith, Ann (57200000000)".
NUMBER = re.compile(r"\s*\(\d{6,}\)\s*$")
# What a workbook of 2 MB may unfold to.
MOST_UNFOLDED = 30_000_000
TOO_MANY = f"The file holds more than {MOST_RECORDS:,} rows. Send it in parts."
FIELDS = ("title", "kind", "year", "people", "venue", "doi", "abstract")
# Headings as Scopus, Web of Science, Zotero and people write them, in lower case.
GUESSES: dict[str, tuple[str, ...]] = {
    "title": ("title", "article title", "document title", "titel", "name", "output", "work"),
    "kind": ("kind", "type", "document type", "item type", "publication type", "output type"),
    "year": ("year", "publication year", "date", "publication date", "pubyear", "published"),
    "people": ("author full names", "authors", "author", "people", "creators", "names"),
    "venue": (
        *("source title", "publication title", "journal", "venue", "source", "where it appeared"),
        *("container title", "publisher"),
    ),
    "doi": ("doi", "digital object identifier", "doi link"),
    "abstract": ("abstract", "abstract note", "summary", "description"),
}


def guessed(
    headings: list[str], guesses: Mapping[str, tuple[str, ...]] = GUESSES
) -> dict[str, int]:
    """Which column is which field, by its heading; a field that no heading names is left out."""
    places = {clean(heading).lower(): at for at, heading in reversed(list(enumerate(headings)))}
    found = {
        field: next((places[name] for name in names if name in places), None)
        for field, names in guesses.items()
    }
    return {field: at for field, at in found.items() if at is not None}


def works(table: Table, columns: Mapping[str, int]) -> Reading:
    """The works of a table whose columns are known: `columns` has the place of each field."""

    def cell(row: Row, field: str) -> str:
        at = columns.get(field, -1)
        return row.cells[at] if 0 <= at < len(row.cells) else ""

    results = [
        made(
            Raw(
                line=row.line,
                kind=kind_of(cell(row, "kind")),
                people=[NUMBER.sub("", name) for name in cell(row, "people").split(";")],
                **{name: cell(row, name) for name in ("title", "abstract", "year", "venue", "doi")},
            )
        )
        for row in table.rows
    ]
    return apart("csv", results)


def read_csv(text: str) -> Reading:
    """The rows of a CSV, with comma, semicolon or tab between the cells.

    A row with more cells than there are headings is a problem. Raises:
        Unreadable: it is no CSV, has no row beside its headings, or more than may be.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            if len(rows) > MOST_RECORDS + 1:
                raise Unreadable(TOO_MANY)
            line = reader.line_num + 1
    except csv.Error as error:
        words = f"Line {reader.line_num} cannot be read as CSV: {error}."
        raise Unreadable(words) from error
    return _reading("csv", rows)


def read_xlsx(raw: bytes) -> Reading:
    """The rows of the first sheet of a workbook; formulas count by the value that they last had.

    Raises:
        Unreadable: it is no workbook, unfolds to too much, or has more rows than may be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            unfolded = sum(part.file_size for part in parts.infolist())
        if unfolded > MOST_UNFOLDED:
            size = f"{unfolded // 1_000_000:,} MB"
            words = f"The workbook unfolds to {size}, far more than its rows can need."
            raise Unreadable(words)
        return _reading("xlsx", list(enumerate(_sheet(raw), 1)))
    except (
        *(zipfile.BadZipFile, ParseError, DefusedXmlException, KeyError, ValueError, TypeError),
        *(AttributeError, IndexError, OSError, NotImplementedError, EOFError, OverflowError),
        *(zlib.error, RuntimeError),
    ) as error:
        raise Unreadable("The file is no workbook that can be read. Save it as CSV.") from error


def _sheet(raw: bytes) -> list[list[str]]:
    import openpyxl  # noqa: PLC0415 - slow to load, and needed for workbooks only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)
        # Rows that are empty do not count as rows, but reading them takes time all the same.
        found = [[_cell(value) for value in row] for row in islice(rows, MOST_RECORDS * 2)]
    while found and not any(found[-1]):
        found.pop()
    if len([row for row in found if any(row)]) > MOST_RECORDS + 1:
        raise Unreadable(TOO_MANY)
    return found


def _cell(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def _delimiter(text: str) -> str:
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(",;\t", key=first.count)


def _reading(name: str, rows: list[tuple[int, list[str]]]) -> Reading:
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if len(rows) < 2:
        raise Unreadable("The file holds no row below its headings.")
    headings = [short(clean(bare_cell(cell.strip())), 80) for cell in rows[0][1]]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        words = f"The file has more than {MOST_COLUMNS} columns."
        raise Unreadable(words)
    kept, problems = [], []
    for line, cells in rows[1:]:
        if any(cell.strip() for cell in cells[len(headings) :]):
            problems.append(Problem(line, "more cells than there are headings"))
        else:
            kept.append(Row(line, _bare(cells[: len(headings)])))
    return Reading(name, problems=problems, table=Table(headings, kept))


def _bare(cells: Iterable[str]) -> list[str]:
    """Cells as somebody meant them: without guard and controls, none longer than an abstract."""
    return [short(clean(bare_cell(cell.strip())), LONGEST_ABSTRACT) for cell in cells]
