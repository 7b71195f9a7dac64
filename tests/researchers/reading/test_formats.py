"""Files as reference managers write them, and files that nobody should write."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from researchers.reading import table
from researchers.reading.decoding import decoded
from researchers.reading.formats import read
from researchers.reading.values import Entry, Problem, Unreadable

FILES = Path(__file__).parent.parent / "files"
LEDGERS = "Ledgers of the High Street: what small shops tell, and what they do not"


def of(name):
    return read((FILES / name).read_bytes())


def kinds_and_titles(reading):
    return [(entry.kind, entry.title) for entry in reading.entries]


def refusal(raw, name=""):
    with pytest.raises(Unreadable) as refused:
        read(raw, name)
    return str(refused.value)


def test_bibtex_of_zotero():
    reading = of("zotero.bib")
    assert reading.format == "bibtex"
    assert reading.problems == []
    assert reading.entries[0] == Entry(
        line=2,
        kind="publication",
        title=LEDGERS,
        abstract="We read the books of ninety shops in the East Midlands & found eleven that "
        "balanced. Some 12% kept none.",
        year=2019,
        people="Smith, Ann; O'Neil, Bridget; Müller, Jörg",
        venue="Journal of Small Accounts",
        doi="10.5555/ledgers.2019",
    )
    assert reading.entries[1].venue == "Example University Press"


def test_biblatex_of_zotero():
    reading = of("zotero-biblatex.bib")
    assert kinds_and_titles(reading) == [
        ("media", "Why the till is full when the shop is empty"),
        ("dataset", "Till receipts: a sample of four towns"),
    ]
    assert [(e.year, e.people) for e in reading.entries] == [
        (2023, "Smith, Ann"),
        (2022, "Smith, Ann; The Ledger Group"),
    ]


def test_bibtex_of_jabref():
    reading = of("jabref.bib")
    assert reading.entries[0] == Entry(
        line=5,
        kind="publication",
        title="Ledgers of the high street: cafés and kiosks",
        year=2019,
        people="Smith, Ann; Müller, Jörg",
        venue="Journal of Small Accounts",
        doi="10.5555/ledgers.cafes",
    )
    assert len(reading.entries) == 2
    assert reading.problems == [Problem(23, "no title")]


def test_ris_of_endnote():
    reading = of("endnote.ris")
    assert kinds_and_titles(reading) == [
        ("publication", LEDGERS.replace("High Street", "high street")),
        ("publication", "The hour after closing"),
        ("media", "Why the till is full when the shop is empty"),
    ]
    first = reading.entries[0]
    assert first.abstract.endswith("found eleven that balanced. Some kept none.")
    assert (first.line, first.year, first.doi) == (1, 2019, "10.5555/ledgers.2019")
    assert reading.entries[1].people == "Okafor, Chidi"
    assert reading.problems == [Problem(41, "no title")]


def test_ris_of_scopus():
    reading = of("scopus.ris")
    assert [(e.line, e.year, e.people) for e in reading.entries] == [
        (4, 2019, "Smith, A.; O'Neil, B.; Müller, J."),
        (30, 2020, "Okafor, C.; Smith, A."),
    ]
    assert reading.problems == []


def test_csv_of_scopus():
    reading = of("scopus.csv")
    assert table.guessed(reading.table.headings) == {
        "title": 3,
        "kind": 17,
        "year": 4,
        "people": 1,
        "venue": 5,
        "doi": 13,
        "abstract": 15,
    }
    works = table.works(reading.table, table.guessed(reading.table.headings))
    assert [(e.line, e.kind, e.year) for e in works.entries] == [
        (2, "publication", 2019),
        (4, "publication", 2020),
        (5, "dataset", 2022),
    ]
    assert works.entries[0].people == "Smith, Ann; O'Neil, Bridget; Müller, Jörg"
    assert works.entries[0].abstract.endswith('found "eleven" that balanced. Some kept none.')
    # Scopus's own words for there being none.
    assert works.entries[1].abstract == ""


def test_csl_json_of_zotero():
    reading = of("zotero-csl.json")
    assert reading.format == "csl-json"
    assert kinds_and_titles(reading) == [
        ("publication", LEDGERS),
        ("media", "Why the till is full when the shop is empty"),
        ("dataset", "Till receipts of four towns"),
    ]
    assert reading.entries[0].people == "Smith, Ann; O'Neil, Bridget; The Ledger Group"
    assert reading.problems == [Problem(0, "record 4: no title")]


def test_orcid_record():
    reading = of("orcid-record.json")
    assert reading.format == "orcid"
    assert [(e.kind, e.title, e.year, e.doi) for e in reading.entries] == [
        (
            "publication",
            "Ledgers of the high street: what small shops tell, and what they do not",
            2019,
            "10.5555/ledgers.2019",
        ),
        ("publication", "The hour after closing", 2021, "10.5555/street.chapter7"),
        ("teaching", "Reading accounts: ten evenings", 2018, ""),
        ("dataset", "Till receipts of four towns", None, "10.5555/data.receipts"),
        ("project", "Cash and the corner shop", 2020, ""),
    ]


def test_crossref_answer():
    (entry,) = of("crossref.json").entries
    assert entry == Entry(
        line=0,
        kind="publication",
        title="Ledgers of the high street",
        abstract="Abstract We read the books of ninety shops.",
        year=2019,
        people="Smith, Ann; The Ledger Group",
        venue="Journal of Small Accounts",
        doi="10.5555/ledgers.2019",
    )


def test_openalex_answer():
    first, second = of("openalex.json").entries
    assert first.abstract == "We read the books of shops. the" or first.abstract.startswith(
        "We read"
    )
    assert (first.people, first.venue, first.doi) == (
        "Ann Smith",
        "Journal of Small Accounts",
        "10.5555/ledgers.2019",
    )
    assert (second.kind, second.year) == ("dataset", 2022)


def test_a_workbook_reads_like_its_csv():
    reading = read(
        workbook([["Title", "Year"], ["Ledgers", 2019], [None, None], ["Tills", 2020.0]])
    )
    assert reading.format == "xlsx"
    assert [(row.line, row.cells) for row in reading.table.rows] == [
        (2, ["Ledgers", "2019"]),
        (4, ["Tills", "2020"]),
    ]


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_four_encodings_are_read(encoding):
    assert decoded("Müller – “Café”\r\nB\rC".encode(encoding)) == "Müller – “Café”\nB\nC"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \n", "The file is empty."),
        (b"Title,Year\nA,1\nB\0,2\n", "Line 3 holds a character that no text has"),
        ("A\nB\0".encode("utf-16"), "Line 2 holds a character that no text has"),
        (b"Title,Year\n\x81,2\n", "Line 2 is neither UTF-8 nor Windows-1252"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "Byte 3 is not the UTF-16"),
        (b"x" * 2_000_001, "The file must be 2 MB or smaller."),
        (b"hello", "We cannot tell what kind of file this is"),
        (b"<html><body>Sign in, please</body></html>", "We cannot tell what kind of file this is"),
        (b'[{"title": "A", "title": "B"}]', "A record names “title” twice"),
        (b'[{"title": "A", "n": NaN}]', "The file holds NaN, which is not a number."),
        (b'[{"title": "A", "n": -Infinity}]', "The file holds -Infinity"),
        (b'[{"title": "A", "n": 1e999}]', "a number that is too large: 1e999"),
        (b'[{"title": "A", "n": ' + b"9" * 6000 + b"}]", "a number of 6,000 digits"),
        (b"[" * 200_000, "nested deeper than any record is"),
        (b'{"a":' * 200_000, "nested deeper than any record is"),
        (b'[{"title": "A",\n}]', "Line 2 is not JSON"),
        (b'{"title": 1', "Line 1 is not JSON"),
        (b"[1, 2", "Line 1 is not JSON"),
        (b"[]", "The file holds no list of works."),
        (b"@article{" * 100_000, "more than 5,000 records"),
        (b"TY  - JOUR\n" * 5_001, "more than 5,000 records"),
        (b"Title,Year\n" + b"A,2019\n" * 100_000, "more than 5,000 rows"),
        (b"[" + b"{}," * 5_000 + b"{}]", "more than 5,000 records"),
        (b"Title,Year\n", "no row below its headings"),
        (b'Title,Year\n"A,2019\n', "cannot be read as CSV"),
        (b"Title,Year\n" + b"A" * 140_000 + b",2\n", "Line 2 cannot be read as CSV: field larger"),
        (b"PK\x03\x04" + b"x" * 50, "no workbook that can be read"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(raw, words):
    assert words in refusal(raw)


def test_a_workbook_that_unfolds_to_200_mb_is_refused_before_it_is_unfolded():
    out = io.BytesIO(workbook([["Title"], ["A"]]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet9.xml", b" " * 200_000_000, compresslevel=1)
    raw = out.getvalue()
    assert len(raw) < 2_000_000
    assert "unfolds to 200 MB" in refusal(raw)


def test_a_workbook_with_entities_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    source, out = io.BytesIO(workbook([["Title"], ["A"]])), io.BytesIO()
    with zipfile.ZipFile(source) as parts, zipfile.ZipFile(out, "w") as bad:
        for name in parts.namelist():
            bad.writestr(name, bomb if name.endswith("sheet1.xml") else parts.read(name))
    assert "no workbook that can be read" in refusal(out.getvalue())


def test_a_record_that_is_broken_takes_no_other_with_it():
    raw = (
        b"@article{a, title={One}}\n@article{b, title={Two}, title={Three}}\n@book{c, title={Four}}"
    )
    reading = read(raw)
    assert [entry.title for entry in reading.entries] == ["One", "Four"]
    assert reading.problems == [Problem(2, "it names title twice")]


def test_an_unclosed_record_is_named_by_its_line():
    reading = read(b"@article{a, title={One}}\n\n@article{b, title={Two\n")
    assert reading.problems == [Problem(3, "it is not closed, or not written as BibTeX is")]


def test_five_thousand_unclosed_records_are_told_in_good_time():
    reading = read(b"@article{" * 5_000)
    assert reading.entries == []


def test_a_row_with_too_many_cells_is_left_out_by_its_line():
    reading = read(b"Title,Year\nA,2019\nB,2020,surplus\n")
    assert [row.line for row in reading.table.rows] == [2]
    assert reading.problems == [Problem(3, "more cells than there are headings")]


def test_cells_lose_the_guard_against_formulas():
    reading = read(b"Title,Year\n'=SUM(A1),2019\n'plain,2020\n")
    assert [row.cells[0] for row in reading.table.rows] == ["=SUM(A1)", "'plain"]


def test_titles_without_abstracts_are_fine_and_titles_without_a_letter_are_none():
    reading = read(json.dumps([{"title": "Ledgers"}, {"title": " … "}, {}]).encode())
    assert [entry.title for entry in reading.entries] == ["Ledgers"]
    assert len(reading.problems) == 2


def test_hostile_names_are_cleaned_and_endless_ones_cut():
    people = [{"literal": "Ann\u202e\u0000 Smith\ud800\x1b[31m"}, {"literal": "x" * 10_000}]
    people += [{"literal": f"Person {n}"} for n in range(500)]
    (entry,) = read(json.dumps([{"title": "A\x07 B", "author": people}]).encode()).entries
    assert entry.title == "A B"
    assert entry.people.startswith("Ann Smith[31m; xxx")
    assert entry.people.endswith("; and others")
    assert len(entry.people) <= 1000


def test_a_title_of_ten_thousand_characters_is_no_title():
    reading = read(json.dumps([{"title": "x" * 10_000}]).encode())
    words = "record 1: its title has 10,000 characters, and 500 are the most"
    assert reading.problems == [Problem(0, words)]
