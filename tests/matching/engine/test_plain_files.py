"""People and questions from JSON lines: what is read, and every fault by line and field."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Document, Person, Question
from matching.engine.plain_files import KINDS, read_people, read_questions, statement_text


def content(*rows) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def faults(read, raw: bytes) -> list[str]:
    return [str(problem) for problem in read(raw, "file.jsonl")[1]]


def test_person_is_read_with_statement_and_outputs():
    people, problems = read_people(
        content(
            {
                "id": "p1",
                "statement": "I study gold.",
                "disciplines": ["Law"],
                "approaches": ["Interviews"],
                "outputs": [
                    {"title": "Rings", "abstract": "Of gold.", "year": 2020},
                    {"title": "Coins", "kind": "project", "year": 2019.0},
                ],
                "anything": {"else": ["is", "passed over"]},
            }
        ),
        "people.jsonl",
    )
    assert problems == []
    assert people == [
        Person(
            "p1",
            (
                Document("p1/statement", "statement", "", "I study gold.\n\nLaw\n\nInterviews"),
                Document("p1/output-0001", "publication", "Rings", "Of gold.", 2020),
                Document("p1/output-0002", "project", "Coins", "", 2019),
            ),
        )
    ]


@pytest.mark.parametrize(
    ("fields", "texts"),
    [
        ({}, [""]),
        ({"statement": None, "outputs": None, "disciplines": None, "approaches": None}, [""]),
        ({"disciplines": ["Law"], "approaches": ["Maps"]}, ["Law\n\nMaps"]),
        ({"disciplines": ["Law"], "outputs": [{"abstract": "Gold."}]}, ["Gold."]),
        ({"outputs": [{"title": None, "abstract": None, "year": None, "kind": None}]}, [""]),
    ],
)
def test_everything_but_the_id_is_optional(fields, texts):
    people, problems = read_people(content({"id": "p", **fields}), "people.jsonl")
    assert problems == []
    assert [document.text for document in people[0].documents] == texts


def test_questions_are_read_with_a_title_or_a_text():
    questions, problems = read_questions(
        content(
            {"id": "q1", "title": "Gold", "text": "Who?"},
            {"id": 2, "text": "Rings?"},
            {"id": "q3", "title": "T"},
        ),
        "questions.jsonl",
    )
    assert problems == []
    assert questions == [
        Question("q1", "Gold", "Who?"),
        Question("2", "", "Rings?"),
        Question("q3", "T", ""),
    ]


def test_byte_order_mark_windows_lines_and_blank_lines_are_borne():
    raw = b"\xef\xbb\xbf" + b'{"id": "a"}\r\n\r\n{"id": "b"}\r\n  \n'
    assert [person.id for person in read_people(raw, "people.jsonl")[0]] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b'{"id": "a"', ": is not JSON (Expecting ',' delimiter at character 11)"),
        (b'{"id": "\xe9"}', ": is not UTF-8 text (byte 9 of the line)"),
        ('{"id": "a"}'.encode("utf-16"), ": is not UTF-8 text (byte 1 of the line)"),
        (b'["a"]', ": must be an object in braces, not a list"),
        (b"[" * 100_000, ": is not JSON that can be read: too deep or too long"),
        (b"9" * 5_000, ": is not JSON that can be read: too deep or too long"),
        (b"{}", ", id: is missing"),
        (b'{"id": " "}', ", id: is missing"),
        (b'{"id": null}', ", id: is missing"),
        (b'{"id": true}', ", id: must be text, not true or false"),
        (b'{"id": 1.5}', ", id: must be text, not a number"),
        (b'{"id": ["a"]}', ", id: must be text, not a list"),
        (b'{"id": "a", "score": -Infinity}', ", score: is NaN or infinite"),
    ],
)
def test_line_that_cannot_be_used_is_named(line, fault):
    assert faults(read_people, line) == [f"file.jsonl, line 1{fault}"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ('"statement": 5', "statement: must be text, not a number"),
        ('"statement": "\\ud800"', "statement: holds half a character (a lone surrogate)"),
        ('"disciplines": "Law"', "disciplines: must be a list, not text"),
        ('"approaches": ["x", null]', "approaches[1]: must be text, not null"),
        ('"outputs": {}', "outputs: must be a list, not an object"),
        ('"outputs": ["x"]', "outputs[0]: must be an object in braces, not text"),
        ('"outputs": [{}, {"title": []}]', "outputs[1].title: must be text, not a list"),
        ('"outputs": [{"abstract": 1}]', "outputs[0].abstract: must be text, not a number"),
        ('"outputs": [{"year": "2020"}]', "outputs[0].year: must be a whole number, not text"),
        ('"outputs": [{"year": []}]', "outputs[0].year: must be a whole number, not a list"),
        ('"outputs": [{"year": 20.5}]', "outputs[0].year: must be a whole number, not a number"),
        ('"outputs": [{"year": NaN}]', "outputs[0].year: is NaN or infinite"),
        (
            '"outputs": [{"year": true}]',
            "outputs[0].year: must be a whole number, not true or false",
        ),
        (
            '"outputs": [{"kind": "poem"}]',
            f"outputs[0].kind: must be one of {', '.join(KINDS)}",
        ),
    ],
)
def test_field_of_the_wrong_type_is_named(fields, fault):
    line = f'{{"id": "a", {fields}}}'.encode()
    assert faults(read_people, line) == [f"file.jsonl, line 1, {fault}"]


def test_every_fault_of_every_line_is_reported():
    raw = b'{"id": "a", "statement": 1, "outputs": 2}\nnot json\n{"id": "b"}\n\n{"id": "a"}'
    assert faults(read_people, raw) == [
        "file.jsonl, line 1, statement: must be text, not a number",
        "file.jsonl, line 1, outputs: must be a list, not a number",
        "file.jsonl, line 2: is not JSON (Expecting value at character 1)",
        "file.jsonl, line 5, id: is the same as on line 1",
    ]


def test_number_and_text_of_one_id_are_the_same_id():
    assert faults(read_people, b'{"id": 7}\n{"id": "7"}') == [
        "file.jsonl, line 2, id: is the same as on line 1"
    ]


@pytest.mark.parametrize("raw", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_empty_file_is_a_fault(raw):
    assert faults(read_people, raw) == ["file.jsonl: there are no people in it"]
    assert faults(read_questions, raw) == ["file.jsonl: there are no questions in it"]


@pytest.mark.parametrize("fields", [{}, {"title": " ", "text": "?!"}, {"title": None}])
def test_question_that_says_nothing_is_a_fault(fields):
    assert faults(read_questions, content({"id": "q", **fields})) == [
        "file.jsonl, line 1, text: is missing: there is nothing to match on in title or text"
    ]


def test_question_of_the_wrong_type_has_one_fault():
    assert faults(read_questions, content({"id": "q", "text": 5})) == [
        "file.jsonl, line 1, text: must be text, not a number"
    ]


def test_statement_text_sets_each_name_apart():
    assert statement_text(" I study gold. ", ["Law", " ", "Maps"]) == "I study gold.\n\nLaw\n\nMaps"


@given(st.binary(max_size=80))
def test_any_bytes_are_people_or_named_faults(raw):
    people, problems = read_people(raw, "people.jsonl")
    assert people or problems


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("id", "statement", "disciplines", "approaches", "outputs", "title", "text")


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_json_is_read_or_named(row):
    raw = json.dumps(row).encode()
    for read in (read_people, read_questions):
        values, problems = read(raw, "file.jsonl")
        assert len(values) == 1 or problems
        assert all(problem.line == 1 for problem in problems)
