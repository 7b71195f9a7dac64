import contextlib
import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from pages.csv_files import FORMULA_STARTS, bare_cell, csv_response, read_rows, safe_cell

hostile = st.builds(str.__add__, st.sampled_from([*FORMULA_STARTS, "'", ""]), st.text())


def cells(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def upload(raw):
    return SimpleUploadedFile("people.csv", raw if isinstance(raw, bytes) else raw.encode())


@given(st.lists(st.tuples(hostile, hostile), max_size=5))
def test_no_cell_is_a_formula_and_no_text_is_lost(rows):
    response = csv_response("x", ["=A", "B"], rows)
    for written, meant in zip(cells(response), [("=A", "B"), *rows], strict=True):
        assert not any(cell.startswith(FORMULA_STARTS) for cell in written)
        assert [bare_cell(cell) for cell in written] == [
            bare_cell(cell.replace("\0", "")) for cell in meant
        ]


@given(st.binary(max_size=300))
def test_any_bytes_are_either_read_or_refused_in_words(raw):
    with contextlib.suppress(ValidationError):
        rows = read_rows(upload(raw), columns=[])
        assert all(line >= 2 and any(row.values()) for line, row in rows)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (-3, -3),
        (1.5, 1.5),
        (True, "Yes"),
        (False, "No"),
        ("-3", "'-3"),
        ("＝1", "'＝1"),
        (dt.date(2026, 1, 20), "2026-01-20"),
        (dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC), "2026-07-01 09:30"),
    ],
)
def test_each_kind_of_value_has_its_cell(value, cell):
    assert safe_cell(value) == cell


def test_a_download_is_one_and_is_not_guessed_at():
    response = csv_response("people", ["Name"], [["Zoë"]])
    assert response.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"\xef\xbb\xbf")


def test_rows_come_with_their_lines_and_without_blank_ones():
    raw = 'Name , Note\r\nAda,"two\nlines"\r\n , \r\nBo\r\n'
    assert read_rows(upload(raw), columns=["name"]) == [
        (3, {"name": "Ada", "note": "two\nlines"}),
        (5, {"name": "Bo", "note": ""}),
    ]


@pytest.mark.parametrize(
    ("raw", "code", "words"),
    [
        (b"", "empty", "The file is empty."),
        (b"\xef\xbb\xbf \n", "empty", "The file is empty."),
        (b"name\nZo\xeb\n", "encoding", "line 2, byte 8 of the file"),
        (b"name\nA\0B\n", "nul", "Line 2 holds a character"),
        (b"nome\nA\n", "columns", "The first line must also name: name."),
        (b"name,Name\nA,B\n", "columns", "The first line names twice: name."),
        (b"name\nA,B\n", "cells", "Line 2 has more cells"),
        (b'name\n"A\n', "csv", "Line 2 cannot be read as CSV"),
        (b"name\n" + b"x" * 140_000, "csv", "Line 2 cannot be read as CSV"),
        (b"name\n" + b"x\n" * 1_000_000, "large", "The file must be 2 MB or smaller."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(raw, code, words):
    with pytest.raises(ValidationError, match=words) as refused:
        read_rows(upload(raw), columns=["name"])
    assert refused.value.code == code


def test_what_was_written_is_read_back():
    response = csv_response("x", ["Name"], [["=HYPERLINK(1)"], ["'tis"]])
    rows = read_rows(upload(response.content), columns=["name"])
    assert [row["name"] for _, row in rows] == ["=HYPERLINK(1)", "'tis"]
