"""People and questions from JSON lines: every fault named by file, line and field."""

import codecs
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from matching.engine.text import count_words
from matching.engine.values import Document, Person, Question

T = TypeVar("T")
Fault = tuple[str, str]

KINDS = ("publication", "project", "practice", "teaching", "media", "dataset")
STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place of a file. `line` counts from 1, 0 for the file as a whole."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        """Return the problem as one line to show."""
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return (
            f"{place}, {self.field}: {self.message}" if self.field else f"{place}: {self.message}"
        )


def read_people(content: bytes, file: str) -> tuple[list[Person], list[Problem]]:
    """Return the people of a file of JSON lines, and all that is wrong with it.

    A person is {"id", "statement", "disciplines", "approaches", "outputs"}, an output {"title",
    "abstract", "year", "kind"}; all but the id may be missing or null, and other fields are
    passed over. An id may be a whole number. Where there is a problem the people are not
    complete.
    """
    return _read(content, file, "people", _person)


def read_questions(content: bytes, file: str) -> tuple[list[Question], list[Problem]]:
    """Return the questions of a file of JSON lines, and all that is wrong with it.

    A question is {"id", "title", "text"}; one of title and text must say something.
    """
    return _read(content, file, "questions", _question)


def statement_text(statement: str, names: Sequence[str]) -> str:
    """Return the text of a statement document: the statement, then disciplines and approaches.

    Each name is a paragraph of its own, so that a name shown as evidence is that name verbatim.
    They cost nothing and give a thin statement the words of its field.
    """
    return "\n\n".join(part.strip() for part in (statement, *names) if part.strip())


def _read(
    content: bytes, file: str, what: str, build: Callable[["_Fields"], T]
) -> tuple[list[T], list[Problem]]:
    found: list[T] = []
    problems: list[Problem] = []
    lines_of: dict[str, int] = {}
    for number, line in enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        if not line.strip():
            continue
        faults: list[Fault] = []
        values = _parse(line, faults)
        if values is not None:
            fields = _Fields(values, faults)
            value = build(fields)
            first = lines_of.setdefault(fields.identity, number)
            if fields.identity and first < number:
                faults.append(("id", f"is the same as on line {first}"))
            found.append(value)
        problems += [Problem(file, number, *fault) for fault in faults]
    if not found and not problems:
        problems = [Problem(file, 0, "", f"there are no {what} in it")]
    return found, problems


def _parse(line: bytes, faults: list[Fault]) -> Mapping[str, Any] | None:
    """Return the object on a line, or None and a fault where there is none."""
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        faults.append(("", f"is not UTF-8 text (byte {error.start + 1} of the line)"))
    except json.JSONDecodeError as error:
        faults.append(("", f"is not JSON ({error.msg} at character {error.pos + 1})"))
    except (ValueError, RecursionError):
        faults.append(("", "is not JSON that can be read: too deep or too long"))
    else:
        if isinstance(value, dict):
            faults += _odd_values(value)
            return value
        faults.append(("", f"must be an object in braces, not {_name(value)}"))
    return None


def _odd_values(fields: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what Python's JSON lets through and nothing after it can bear."""
    waiting: list[tuple[str, Any]] = list(fields.items())
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{path}.{key}", item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{index}]", item) for index, item in enumerate(value)]
        elif isinstance(value, float) and not math.isfinite(value):
            yield path, "is NaN or infinite"
        elif isinstance(value, str) and any("\ud800" <= mark <= "\udfff" for mark in value):
            yield path, "holds half a character (a lone surrogate)"


class _Fields:
    """The fields of one object, read by type; what is of the wrong type becomes a fault."""

    def __init__(self, values: Mapping[str, Any], faults: list[Fault], path: str = "") -> None:
        self.values = values
        self.faults = faults
        self.path = path
        self.identity = "" if path else self._identity()

    def fault(self, field: str, message: str) -> None:
        self.faults.append((self.path + field, message))

    def text(self, field: str) -> str:
        value = self.values.get(field)
        if value is None or isinstance(value, str):
            return value or ""
        self.fault(field, f"must be text, not {_name(value)}")
        return ""

    def names(self, field: str) -> list[str]:
        return [name for _, name in self._items(field, str, "text")]

    def objects(self, field: str) -> "list[_Fields]":
        found = self._items(field, dict, "an object in braces")
        return [_Fields(values, self.faults, f"{self.path}{place}.") for place, values in found]

    def year(self) -> int | None:
        value = self.values.get("year")
        # A table that met an empty cell writes every year with a decimal point.
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if not (isinstance(value, float) and not math.isfinite(value)):
            self.fault("year", f"must be a whole number, not {_name(value)}")
        return None

    def _items(self, field: str, kind: type[T], what: str) -> list[tuple[str, T]]:
        value = self.values.get(field)
        if value is not None and not isinstance(value, list):
            self.fault(field, f"must be a list, not {_name(value)}")
        items = [
            (f"{field}[{index}]", item)
            for index, item in enumerate(value if isinstance(value, list) else [])
        ]
        for place, item in items:
            if not isinstance(item, kind):
                self.fault(place, f"must be {what}, not {_name(item)}")
        return [(place, item) for place, item in items if isinstance(item, kind)]

    def _identity(self) -> str:
        value = self.values.get("id")
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value
        missing = value is None or isinstance(value, str)
        self.fault("id", "is missing" if missing else f"must be text, not {_name(value)}")
        return ""


def _person(fields: _Fields) -> Person:
    statement = fields.text("statement")
    names = [*fields.names("disciplines"), *fields.names("approaches")]
    outputs = [
        _output(fields.identity, number, output)
        for number, output in enumerate(fields.objects("outputs"), 1)
    ]
    documents = outputs
    # Names alone say little: beside outputs they would only be a third document that is like
    # nothing, and pull the mean down. Alone they are all there is to go by.
    if statement.strip() or not outputs:
        text = statement_text(statement, names)
        documents = [Document(f"{fields.identity}/statement", STATEMENT, "", text), *outputs]
    return Person(fields.identity, tuple(documents))


def _output(person: str, number: int, fields: _Fields) -> Document:
    kind = fields.text("kind") or KINDS[0]
    if kind not in KINDS:
        fields.fault("kind", f"must be one of {', '.join(KINDS)}")
    return Document(
        id=f"{person}/output-{number:04}",
        kind=kind,
        title=fields.text("title"),
        text=fields.text("abstract"),
        year=fields.year(),
    )


def _question(fields: _Fields) -> Question:
    before = len(fields.faults)
    question = Question(fields.identity, fields.text("title"), fields.text("text"))
    if len(fields.faults) == before and not count_words(f"{question.title} {question.text}"):
        fields.fault("text", "is missing: there is nothing to match on in title or text")
    return question


def _name(value: object) -> str:
    names: dict[type, str] = {
        bool: "true or false", int: "a number", float: "a number", str: "text",
        list: "a list", dict: "an object", type(None): "null",
    }  # fmt: skip
    return names[type(value)]
