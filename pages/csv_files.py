"""CSV out, safe to open in a spreadsheet; CSV in, with errors that name the line."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils import timezone

# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
LARGEST_UPLOAD = 2_000_000


def safe_cell(value: object) -> str | int | float:
    """Return a value as a cell: numbers as they are, what could be a formula behind a `'`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    text = str(value).replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def bare_cell(text: str) -> str:
    """Undo `safe_cell`: take away the `'` that guards text which could be a formula."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def csv_response(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Return the rows as a download `{name}.csv`, in UTF-8 marked so that Excel sees it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return HttpResponse(
        out.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def read_rows(upload: UploadedFile, *, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Return (line number, row) for each row of an uploaded CSV that is not blank.

    Headings are matched without regard to case and outer spaces; a row holds every heading of the
    file in lower case, stripped text, "" where a cell is missing. Raises ValidationError, fit to
    show beside the field, for a file that is too large, empty, not UTF-8, not CSV or lacks one of
    `columns`.
    """
    text = _decoded(upload)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        headings = [heading.strip().lower() for heading in next(reader)]
        _check_headings(headings, columns)
        return [(line, row) for line, row in _rows(reader, headings) if any(row.values())]
    except csv.Error as error:
        raise ValidationError(
            f"Line {reader.line_num} cannot be read as CSV: {error}.", code="csv"
        ) from error


def _decoded(upload: UploadedFile) -> str:
    """Return the file's text, or say in one sentence why it has none."""
    if (upload.size or 0) > LARGEST_UPLOAD:
        raise ValidationError("The file must be 2 MB or smaller.", code="large")
    upload.seek(0)
    raw = upload.read()
    if not raw.strip():
        raise ValidationError("The file is empty.", code="empty")
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise ValidationError(
            f"The file must be plain CSV: line {line} holds a character that text cannot have.",
            code="nul",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ValidationError(
            f"The file must be saved as UTF-8: line {line}, byte {error.start + 1} of the file,"
            f" is not. In Excel choose “CSV UTF-8”.",
            code="encoding",
        ) from error


def _check_headings(headings: list[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column.lower() not in headings]
    if missing:
        raise ValidationError(
            f"The first line must name these columns too: {', '.join(missing)}.", code="columns"
        )
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if twice:
        raise ValidationError(
            f"The first line names a column more than once: {', '.join(twice)}.", code="columns"
        )


def _rows(reader: "csv._reader", headings: list[str]) -> Iterable[tuple[int, dict[str, str]]]:
    for cells in reader:
        if len(cells) > len(headings) and any(cells[len(headings) :]):
            raise ValidationError(
                f"Line {reader.line_num} has more cells than the first line has headings.",
                code="cells",
            )
        pairs = zip_longest(headings, cells[: len(headings)], fillvalue="")
        yield reader.line_num, {heading: bare_cell(cell.strip()) for heading, cell in pairs}
