"""`manage.py rank`: plain files in, a CSV file out, no database."""

import csv
import json

import pytest
from django.core.management import CommandError, call_command

from matching.engine import Match, Ranking
from matching.engine.minilm import MiniLM
from matching.management.commands import rank as command

PEOPLE = [
    {"id": "zoe", "statement": "I study couriers of gold.", "disciplines": ["Law"]},
    {"id": "ann", "outputs": [{"title": "Gold rings", "abstract": "Gold is smuggled by rings."}]},
    {"id": "bob", "statement": "Airports and gold."},
    {"id": "eve"},
    {"id": "dan", "outputs": [{"title": " "}]},
]
QUESTIONS = [
    {"id": "q1", "title": "Gold", "text": "Who smuggles gold? How are couriers paid?"},
    {"id": "q2", "text": "Who works at airports?"},
]


@pytest.fixture
def files(tmp_path):
    """Write both files and give the arguments that name them and the file to write."""
    return write(tmp_path, PEOPLE, QUESTIONS)


def write(folder, people, questions):
    paths = {name: folder / f"{name}.jsonl" for name in ("people", "questions")}
    for name, rows in (("people", people), ("questions", questions)):
        paths[name].write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return {**paths, "out": folder / "ranking.csv", "encoder": "hashing"}


def arguments(files):
    """Return the files as one would type them."""
    return [f"--{name}={value}" for name, value in files.items()]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_pair_has_a_row_best_first(files):
    call_command("rank", **files)
    found = rows(files["out"])
    assert list(found[0]) == ["question_id", "person_id", "rank", "score"]
    assert {(row["question_id"], row["person_id"]) for row in found} == {
        (question["id"], person["id"]) for question in QUESTIONS for person in PEOPLE
    }
    for question in ("q1", "q2"):
        own = [row for row in found if row["question_id"] == question]
        assert [row["rank"] for row in own] == ["1", "2", "3", "4", "5"]
        scores = [float(row["score"]) for row in own]
        assert scores == sorted(scores, reverse=True)


def test_people_with_too_little_come_last_in_id_order_with_no_score(files):
    call_command("rank", **files)
    last = [row for row in rows(files["out"]) if row["question_id"] == "q1"][-2:]
    assert [(row["person_id"], row["score"]) for row in last] == [
        ("dan", "0.000000"),
        ("eve", "0.000000"),
    ]


def test_nobody_with_too_little_stands_above_one_who_was_read():
    ranking = Ranking("q", (Match("a", 1, -0.25, {"meaning": -0.25, "words": 0.0}),), ("b",))
    assert [row[3] for row in command._rows(ranking, explain=False)] == ["-0.250000", "-0.250000"]


def test_top_keeps_the_best_of_each_question(files):
    call_command("rank", **files)
    everything = rows(files["out"])
    call_command("rank", *arguments(files), "--top=2")
    assert rows(files["out"]) == [row for row in everything if int(row["rank"]) <= 2]


def test_top_above_the_number_of_people_keeps_all(files):
    call_command("rank", **files, top=99)
    assert len(rows(files["out"])) == len(PEOPLE) * len(QUESTIONS)


def test_explain_adds_what_made_the_score(files):
    call_command("rank", **files, explain=True)
    found = {row["person_id"]: row for row in rows(files["out"]) if row["question_id"] == "q1"}
    ann = found["ann"]
    assert float(ann["meaning"]) + float(ann["words"]) == pytest.approx(float(ann["score"]))
    assert ann["evidence"] == "Gold is smuggled by rings."
    assert (ann["source_kind"], ann["source_title"]) == ("publication", "Gold rings")
    assert ann["question_sentence"] == "Who smuggles gold?"
    assert ann["evidence_2"] == ann["evidence_3"] == ""
    assert found["eve"]["evidence"] == "too little to match on"
    assert found["eve"]["meaning"] == found["eve"]["words"] == ""


def test_order_of_lines_changes_no_score(files, tmp_path):
    call_command("rank", **files)
    (tmp_path / "again").mkdir()
    again = write(tmp_path / "again", PEOPLE[::-1], QUESTIONS)
    call_command("rank", **again)
    assert again["out"].read_bytes() == files["out"].read_bytes()


def test_real_model_ranks_and_progress_is_told(files, capsys):
    call_command("rank", **files | {"encoder": "minilm"})
    assert len(rows(files["out"])) == 10
    told = capsys.readouterr().err
    assert "3 of 3 documents read" in told
    assert "2 of 2 questions read" in told
    assert "2 of 2 questions ranked" in told
    assert "Rows written: 10" in told


def test_missing_model_is_built_first(files, tmp_path, settings, capsys):
    settings.MATCHING_MODEL_DIR = tmp_path / "model"
    call_command("rank", **files | {"encoder": "minilm"})
    assert "Building the matching model first" in capsys.readouterr().err
    assert MiniLM(tmp_path / "model").dimensions == 384


def test_bad_lines_are_all_named_and_nothing_is_written(files):
    files["people"].write_text('{"id": "a"}\n{"id": "a", "statement": 3}\nnope\n')
    files["questions"].write_bytes(b'{"id": "q\xff"}\n{"id": "q", "text": "?"}')
    files["out"].write_text("yesterday's")
    with pytest.raises(CommandError) as caught:
        call_command("rank", **files)
    assert str(caught.value).splitlines() == [
        "Nothing was written, because of:",
        "people.jsonl, line 2, statement: must be text, not a number",
        "people.jsonl, line 2, id: is the same as on line 1",
        "people.jsonl, line 3: is not JSON (Expecting value at character 1)",
        "questions.jsonl, line 1: is not UTF-8 text (byte 10 of the line)",
        "questions.jsonl, line 2, text: is missing: there is nothing to match on in title or text",
    ]
    assert caught.value.returncode == 1
    assert files["out"].read_text() == "yesterday's"
    assert sorted(path.name for path in files["out"].parent.iterdir()) == [
        "people.jsonl",
        "questions.jsonl",
        "ranking.csv",
    ]


def test_past_fifty_faults_the_rest_are_counted(files):
    files["people"].write_text("nope\n" * 1_060)
    with pytest.raises(CommandError) as caught:
        call_command("rank", **files)
    lines = str(caught.value).splitlines()
    assert len(lines) == 52
    assert lines[-1] == "and 1,010 more."


def test_missing_file_is_named(files):
    files["people"].unlink()
    with pytest.raises(CommandError, match=r"people\.jsonl: cannot be read: No such file"):
        call_command("rank", **files)


@pytest.mark.parametrize("top", ["0", "-1", "two", "²", "1.5"])
def test_top_must_be_a_whole_number_above_zero(files, top):
    with pytest.raises(CommandError, match="must be a whole number above 0"):
        call_command("rank", *arguments(files), f"--top={top}")


def test_place_that_cannot_be_written_is_said(files, tmp_path):
    with pytest.raises(CommandError, match="could not be written: No such file or directory"):
        call_command("rank", **files | {"out": tmp_path / "nowhere" / "ranking.csv"})
    with pytest.raises(CommandError, match="is not a file that can be written"):
        call_command("rank", **files | {"out": tmp_path})


def test_ranking_never_takes_the_place_of_its_own_input(files):
    with pytest.raises(CommandError, match="made from"):
        call_command("rank", **files | {"out": files["people"]})


def test_run_that_breaks_off_leaves_the_old_file(files, monkeypatch):
    files["out"].write_text("yesterday's")

    def break_off(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(command.Corpus, "prepare", break_off)
    with pytest.raises(KeyboardInterrupt):
        call_command("rank", **files)
    assert files["out"].read_text() == "yesterday's"
    assert not list(files["out"].parent.glob(".*"))
