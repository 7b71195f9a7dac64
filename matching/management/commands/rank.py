"""`manage.py rank`: people and questions from plain files, a ranking out. No database."""

import csv
import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, TypeVar

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from matching.engine import (
    ENCODERS,
    MINILM,
    Corpus,
    Encoder,
    Match,
    ModelMissing,
    Question,
    Ranking,
    RememberingEncoder,
    load_encoder,
)
from matching.engine.evidence import MOST_PER_PERSON
from matching.engine.plain_files import Problem, read_people, read_questions

T = TypeVar("T")

MOST_PROBLEMS = 50
TOO_LITTLE = "too little to match on"
COLUMNS = ("question_id", "person_id", "rank", "score")
EVIDENCE_COLUMNS = ("evidence", "source_kind", "source_title", "question_sentence")


class Command(BaseCommand):
    """Reads each document once, however many questions there are; writes all rows or nothing."""

    help = "Rank the people of one JSON-lines file for the questions of another, as a CSV file."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=Path, required=True, help="one person a line")
        parser.add_argument("--questions", type=Path, required=True, help="one question a line")
        parser.add_argument("--out", type=Path, required=True, help="the CSV file to write")
        parser.add_argument("--top", type=_positive, help="only the best N of each question")
        parser.add_argument("--explain", action="store_true", help="add what made each score")
        parser.add_argument("--encoder", choices=ENCODERS, default=MINILM, help="what reads texts")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["out"].resolve() in {
            options[name].resolve() for name in ("people", "questions")
        }:
            raise CommandError("The ranking must not take the place of a file it is made from.")
        people, questions = self._read(options["people"], options["questions"])
        top = min(options["top"] or len(people), len(people))
        explain = options["explain"]
        with _replacing(options["out"]) as file:
            encoder = RememberingEncoder(self._load_encoder(options["encoder"]))
            corpus = Corpus.prepare(people, encoder, on_progress=self._progress("documents read"))
            rankings = corpus.rank_many(
                questions,
                evidence_for=top if explain else 0,
                on_progress=self._progress("questions read"),
            )
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_header(explain=explain))
            told = self._progress("questions ranked")
            for number, ranking in enumerate(rankings, 1):
                writer.writerows(islice(_rows(ranking, explain=explain), top))
                told(number, len(questions))
        self.stderr.write(f"Rows written: {top * len(questions):,}, to {options['out']}.")

    def _read(self, people: Path, questions: Path) -> tuple[list[Any], list[Question]]:
        persons, faults = _read_file(people, read_people)
        asked, more = _read_file(questions, read_questions)
        faults = [*faults, *more]
        if faults:
            shown = [str(fault) for fault in faults[:MOST_PROBLEMS]]
            if len(faults) > MOST_PROBLEMS:
                shown.append(f"and {len(faults) - MOST_PROBLEMS:,} more.")
            raise CommandError("\n".join(["Nothing was written, because of:", *shown]))
        return persons, asked

    def _load_encoder(self, name: str) -> Encoder:
        folder = Path(settings.MATCHING_MODEL_DIR)
        try:
            return load_encoder(name, folder)
        except ModelMissing:
            # Someone who only wants to try the engine on a file has run no set-up.
            self.stderr.write("Building the matching model first; this is done once.")
            call_command("build_model", stdout=self.stderr)
            return load_encoder(name, folder)

    def _progress(self, what: str) -> Callable[[int, int], None]:
        """Return a function that tells progress on stderr, a line for each tenth."""
        tenths = -1

        def tell(done: int, total: int) -> None:
            nonlocal tenths
            if done * 10 // total > tenths:
                tenths = done * 10 // total
                self.stderr.write(f"{done:,} of {total:,} {what}")

        return tell


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        message = f"must be a whole number above 0, not {text!r}"
        raise ArgumentTypeError(message)
    return int(text)


def _read_file(
    path: Path, read: Callable[[bytes, str], tuple[list[T], list[Problem]]]
) -> tuple[list[T], list[Problem]]:
    try:
        return read(path.read_bytes(), path.name)
    except OSError as error:
        return [], [Problem(str(path), 0, "", f"cannot be read: {error.strerror}")]


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """Open a file that takes the place of `path` when all has gone well, and only then."""
    if path.exists() and not path.is_file():
        message = f"{path} is not a file that can be written."
        raise CommandError(message)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            yield file
        draft.replace(path)
    except OSError as error:
        message = f"{path} could not be written: {error.strerror}"
        raise CommandError(message) from error
    finally:
        draft.unlink(missing_ok=True)


def _header(*, explain: bool) -> list[str]:
    if not explain:
        return list(COLUMNS)
    evidence = list(EVIDENCE_COLUMNS)
    for number in range(2, MOST_PER_PERSON + 1):
        evidence += [f"{column}_{number}" for column in EVIDENCE_COLUMNS]
    return [*COLUMNS, "meaning", "words", *evidence]


def _rows(ranking: Ranking, *, explain: bool) -> Iterator[Sequence[object]]:
    """Yield a row for every person; those with too little to match on come last, in id order."""
    for match in ranking.matches:
        row = [ranking.question_id, match.person_id, match.rank, f"{match.score:.6f}"]
        yield [*row, *_explanation(match)] if explain else row
    # A cosine may be negative, and nobody with too little may stand above one who was read.
    score = min([0.0, *(match.score for match in ranking.matches[-1:])])
    for rank, person in enumerate(ranking.too_little, len(ranking.matches) + 1):
        row = [ranking.question_id, person, rank, f"{score:.6f}"]
        padding = [""] * (len(EVIDENCE_COLUMNS) * MOST_PER_PERSON - 1)
        yield [*row, "", "", TOO_LITTLE, *padding] if explain else row


def _explanation(match: Match) -> list[str]:
    cells = [f"{match.parts['meaning']:.6f}", f"{match.parts['words']:.6f}"]
    for one in match.evidence:
        cells += [one.sentence, one.kind, one.title, one.question_sentence]
    missing = MOST_PER_PERSON - len(match.evidence)
    return [*cells, *[""] * (len(EVIDENCE_COLUMNS) * missing)]
