"""Whatever is sent, a reader gives works, rows or a plain sentence. `FUZZ_CASES=50000` for more."""

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from researchers.policy import KIND_WEIGHTS
from researchers.reading import table
from researchers.reading.formats import READERS, read
from researchers.reading.values import (
    LONGEST_ABSTRACT,
    LONGEST_DOI,
    LONGEST_PEOPLE,
    LONGEST_TITLE,
    LONGEST_VENUE,
    Entry,
    Reading,
    Unreadable,
)

CASES = int(os.environ.get("FUZZ_CASES", "2000"))
FILES = sorted((Path(__file__).parent.parent / "files").iterdir())
FORMATS = ["", *READERS, "xlsx"]
thorough = settings(
    # Eight kinds of case share them.
    max_examples=max(CASES // 8, 1),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

words = st.text(max_size=30) | st.sampled_from(
    ["Ledgers", "10.5555/x", "2019", "\x00", "\ud800", "\u202e", "=cmd()", "{", "}", "\\", '"', "$"]
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def records(*names: str) -> st.SearchStrategy:
    """Records with some of these keys, what stands in them being anything."""
    return st.dictionaries(st.sampled_from(names), junk, max_size=len(names))


def written(value: object) -> bytes:
    return json.dumps(value).encode()


def check(raw: bytes, name: str = "") -> None:
    """Read; hold what comes to what `Entry` promises and the database asks for."""
    try:
        reading = read(raw, name)
    except Unreadable:
        return
    hold(reading)
    if reading.table:
        columns = table.guessed(reading.table.headings) or {"title": 0}
        hold(table.works(reading.table, columns))


def hold(reading: Reading) -> None:
    for entry in reading.entries:
        hold_entry(entry)
    assert all(problem.sentence and problem.line >= 0 for problem in reading.problems)


def hold_entry(entry: Entry) -> None:
    assert entry.kind in KIND_WEIGHTS
    assert 0 < len(entry.title) <= LONGEST_TITLE
    assert len(entry.abstract) <= LONGEST_ABSTRACT
    assert len(entry.people) <= LONGEST_PEOPLE
    assert len(entry.venue) <= LONGEST_VENUE
    assert len(entry.doi) <= LONGEST_DOI
    assert entry.year is None or 1500 <= entry.year < 2100
    said = entry.title + entry.abstract + entry.people + entry.venue + entry.doi
    assert not {unicodedata.category(character) for character in said} & {"Cc", "Cs", "Cn"}
    said.encode()


@thorough
@given(st.binary(max_size=400), st.sampled_from(FORMATS))
def test_bytes_of_no_meaning_break_no_reader(raw, name):
    check(raw, name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(thorough, max_examples=max(CASES // 8 * 2 // len(FILES), 1))
@given(data=st.data())
def test_files_with_bytes_changed_break_no_reader(path, data):
    raw = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.sampled_from([0, 1, 2, 8, 300])))
        new = data.draw(st.binary(max_size=6) | words.map(lambda t: t.encode("utf-8", "ignore")))
        raw = raw[:start] + new + raw[start:end] * data.draw(st.integers(0, 3)) + raw[end:]
    check(raw, data.draw(st.sampled_from(["", "", *FORMATS])))


BIBTEX_FIELDS = st.tuples(
    st.sampled_from(["title", "Title", "author", "year", "date", "doi", "abstract", "journal"]),
    st.sampled_from(
        ["{%s}", '"%s"', "%s", "{%s", '"%s', "{{%s}}", "{$%s$}", r"{\'{%s}}", "a # %s"]
    ),
    words,
).map(lambda field: f"{field[0]} = {field[1].replace('%s', field[2])}")
BIBTEX = st.tuples(
    st.sampled_from(["@article{", "@book(", "@string{", "@comment{", "@preamble{", "@ misc {"]),
    st.sampled_from(["key", "", "key2", ","]),
    st.lists(BIBTEX_FIELDS, max_size=5),
    st.sampled_from(["}\n", ")", ",}\n", "", "\n\n"]),
).map(lambda parts: f"{parts[0]}{parts[1]},{','.join(parts[2])}{parts[3]}")


@thorough
@given(st.lists(BIBTEX, max_size=6).map("\n".join))
def test_bibtex_of_any_make_breaks_no_reader(text):
    check(text.encode("utf-8", "ignore"), "bibtex")


RIS = st.tuples(
    st.sampled_from(["TY", "ER", "TI", "T1", "AU", "A1", "PY", "DO", "AB", "UR", "ZZ", "t1", ""]),
    st.sampled_from(["  - ", "  -", " - ", "   - ", "", "-"]),
    words | st.sampled_from(["JOUR", "NEWS"]),
).map("".join)


@thorough
@given(st.lists(RIS, max_size=20).map("\n".join))
def test_ris_of_any_make_breaks_no_reader(text):
    check(text.encode("utf-8", "ignore"), "ris")


CSL = records(
    *("type", "title", "author", "editor", "issued", "container-title", "DOI", "abstract"),
    *("publisher", "published"),
)


@thorough
@given(st.lists(CSL | junk, max_size=4) | junk, st.sampled_from(["", "csl-json", "doi"]))
def test_csl_of_any_make_breaks_no_reader(value, name):
    check(written({"message": value} if name == "doi" else value), name)


ORCID_WORK = records(
    *("title", "type", "publication-date", "journal-title", "external-ids", "display-index"),
    *("contributors", "short-description", "organization", "start-date"),
)
GROUPS = st.lists(
    st.builds(
        lambda works, key: {key: works},
        st.lists(ORCID_WORK | junk, max_size=3) | junk,
        st.sampled_from(["work-summary", "funding-summary"]),
    )
    | junk,
    max_size=3,
)


@thorough
@given(GROUPS, st.sampled_from(["works", "fundings", "group", "bulk", "put-code"]), st.booleans())
def test_orcid_of_any_make_breaks_no_reader(groups, key, is_whole):
    value = {key: {"group": groups} if key in ("works", "fundings") else groups}
    check(written({"activities-summary": value} if is_whole else value), "orcid")


@thorough
@given(
    st.lists(st.lists(words | st.sampled_from(["Title", "Year", "DOI"]), max_size=5), max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"]),
    st.sampled_from(["", '"', "'"]),
)
def test_tables_of_any_make_break_no_reader(rows, delimiter, encoding, quote):
    lines = [delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in rows]
    check("\n".join(lines).encode(encoding, "ignore"), "csv")
