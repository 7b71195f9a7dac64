"""The child that reads files: what it may not do, and what is said then."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from researchers.services import reading_child


def refusal(content, name=""):
    with pytest.raises(ValidationError) as refused:
        reading_child.read(content, name)
    (words,) = refused.value.messages
    return words


def test_a_child_reads_as_the_parent_would():
    reading = reading_child.read(b"@article{a, title={Caf\\'e}, year=2019}\n@book{b, year=2020}")
    assert [(e.title, e.year) for e in reading.entries] == [("Café", 2019)]
    assert [(p.line, p.sentence) for p in reading.problems] == [(2, "no title")]


def test_a_child_gives_a_table_as_well():
    table = reading_child.read(b"Title;Year\nA;2019\n").table
    assert table.headings == ["Title", "Year"]
    assert [(row.line, row.cells) for row in table.rows] == [(2, ["A", "2019"])]


def test_what_a_child_refuses_is_refused():
    assert refusal(b"[" * 1000) == "The file is nested deeper than any record is."


def test_more_than_2_mb_reaches_no_child(monkeypatch):
    monkeypatch.setattr(reading_child.sys, "executable", "/nowhere")
    assert refusal(b"x" * 2_000_001) == "The file must be 2 MB or smaller."


def test_a_child_that_takes_too_long_is_ended_and_that_is_said(monkeypatch):
    monkeypatch.setattr(reading_child, "MOST_SECONDS", 0.01)
    assert refusal(b"Title\nA\n").startswith("Reading the file took more time or memory")


def test_whoever_comes_third_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(reading_child, "MOST_SECONDS", 0.01)
    with reading_child.PLACES, reading_child.PLACES:
        assert refusal(b"Title\nA\n") == reading_child.BUSY


@pytest.mark.parametrize("script", ["import os; os.abort()", "x = bytearray(2 << 30)", "1/0"])
def test_a_child_that_dies_leaves_a_plain_sentence(monkeypatch, tmp_path, script):
    package = tmp_path / "researchers"
    package.mkdir()
    (package / "__init__.py").write_text("")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
    (package / "reading.py").write_text(limit + script)
    monkeypatch.setattr(reading_child.settings, "BASE_DIR", tmp_path)
    assert refusal(b"Title\nA\n").startswith("Reading the file took more time or memory")


@pytest.mark.slow
def test_a_workbook_of_many_cells_ends_within_its_limits():
    """Under 30 MB unfolded it is read as far as it may be, or given up; both with a sentence."""
    cells = b'<c t="inlineStr"><is><t>a</t></is></c>' * 90
    rows = b"".join(b'<row r="%d">%s</row>' % (number, cells) for number in range(1, 8_001))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    sheet += b"<sheetData>" + rows + b"</sheetData></worksheet>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in BARE_WORKBOOK.items():
            parts.writestr(name, text)
    assert refusal(out.getvalue()) in (
        "The file holds more than 5,000 rows. Send it in parts.",
        reading_child.CUT_OFF,
    )


TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
BARE_WORKBOOK = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    f' xmlns:r="{RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}
