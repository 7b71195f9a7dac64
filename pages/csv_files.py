"""CSV out, safe to open in a spreadsheet; CSV in, with errors that name the line."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils import timezone

from pages.formulas import FORMULA_STARTS, bare_cell

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
    reader = csv.reader(io.StringIO(_decoded(upload), newline=""), strict=True)
    try:
        headings = [heading.strip().lower() for heading in next(reader)]
        _check_headings(headings, columns)
        return [(line, row) for line, row in _rows(reader, headings) if any(row.values())]
    except csv.Error as error:
        raise _refusal("csv", f"Line {reader.line_num} cannot be read as CSV: {error}.") from error


def _refusal(code: str, message: str) -> ValidationError:
    return ValidationError(message, code=code)


def _decoded(upload: UploadedFile) -> str:
    """Return the file's text, or say in one sentence why it has none."""
    if (upload.size or 0) > LARGEST_UPLOAD:
        raise _refusal("large", "The file must be 2 MB or smaller.")
    upload.seek(0)
    raw = upload.read()
    if not raw.removeprefix(codecs.BOM_UTF8).strip():
        raise _refusal("empty", "The file is empty.")
    if b"\0" in raw:
        line = _line(raw, raw.index(b"\0"))
        raise _refusal("nul", f"Line {line} holds a character that no text has. Save it as CSV.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"line {_line(raw, error.start)}, byte {error.start + 1} of the file"
        words = f"The file must be saved as UTF-8: {where}, is not. In Excel choose “CSV UTF-8”."
        raise _refusal("encoding", words) from error


def _line(raw: bytes, position: int) -> int:
    return raw[:position].count(b"\n") + 1


def _check_headings(headings: list[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column.lower() not in headings]
    if missing:
        raise _refusal("columns", f"The first line must also name: {', '.join(missing)}.")
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if twice:
        raise _refusal("columns", f"The first line names twice: {', '.join(twice)}.")


def _rows(reader: "csv._reader", headings: list[str]) -> Iterable[tuple[int, dict[str, str]]]:
    for cells in reader:
        if any(cells[len(headings) :]):
            words = f"Line {reader.line_num} has more cells than the first line has headings."
            raise _refusal("cells", words)
        pairs = zip_longest(headings, cells[: len(headings)], fillvalue="")
        yield reader.line_num, {heading: bare_cell(cell.strip()) for heading, cell in pairs}
