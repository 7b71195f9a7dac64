"""A table of people, made into entries that somebody else begins for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from researchers.reading.cleaning import clean, short
from researchers.reading.values import Problem, Row, Table

LONGEST_NAME = 120
LONGEST_TITLE = 20
LONGEST_POST = 120
LONGEST_STATEMENT = 3_000
LONGEST_TOPICS = 1_000
LONGEST_EMAIL = 254
FIELDS = ("name", "email", "title", "post", "disciplines", "topics", "statement", "orcid")
# Headings as lists of staff write them, in lower case.
GUESSES: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "display name", "person", "staff member", "researcher"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail", "work email"),
    "title": ("title", "salutation", "academic title"),
    "post": ("post", "job title", "position", "role", "job"),
    "disciplines": ("disciplines", "discipline", "field", "fields", "subject", "department"),
    "topics": ("topics", "topic", "keywords", "research interests", "interests", "expertise"),
    "statement": ("statement", "profile", "biography", "bio", "about", "description", "summary"),
    "orcid": ("orcid", "orcid id", "orcid number"),
}
# No more than the product itself takes as an address.
EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a list. Every text is clean and fits its column; `disciplines` are as typed."""

    line: int
    name: str
    email: str
    title: str
    post: str
    disciplines: list[str]
    topics: str
    statement: str
    orcid: str


def people(table: Table, columns: Mapping[str, int]) -> tuple[list[Person], list[Problem]]:
    """The people of a table whose columns are known, and the rows that are nobody, with why."""
    results = [_made(row, columns) for row in table.rows]
    return (
        [result for result in results if isinstance(result, Person)],
        [result for result in results if isinstance(result, Problem)],
    )


def _made(row: Row, columns: Mapping[str, int]) -> Person | Problem:
    cells = {field: _cell(row, columns.get(field, -1)) for field in FIELDS}
    name, email = cells["name"], cells["email"].removeprefix("mailto:").lower()
    orcid = cells["orcid"].rstrip("/").rsplit("/", 1)[-1].upper()
    if wrong := _fault(name, email, orcid):
        return Problem(row.line, wrong)
    return Person(
        line=row.line,
        name=name,
        email=email,
        title=short(cells["title"], LONGEST_TITLE),
        post=short(cells["post"], LONGEST_POST),
        disciplines=_listed(cells["disciplines"]),
        topics=short("\n".join(_listed(cells["topics"])), LONGEST_TOPICS),
        statement=short(cells["statement"], LONGEST_STATEMENT),
        orcid=orcid,
    )


def _cell(row: Row, at: int) -> str:
    return clean(row.cells[at]) if 0 <= at < len(row.cells) else ""


def _listed(cell: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _fault(name: str, email: str, orcid: str) -> str:
    """Why a row is nobody whom we could ask in; "" where it is somebody."""
    if not any(character.isalpha() for character in name):
        return "no name"
    if len(name) > LONGEST_NAME:
        return f"its name has {len(name):,} characters, and {LONGEST_NAME} are the most"
    return _fault_of_address(email) or _fault_of_orcid(orcid)


def _fault_of_address(email: str) -> str:
    if not email:
        return "no e-mail address, so the person could not be asked"
    if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
        return f"“{short(email, 80)}” is no e-mail address"
    return ""


def _fault_of_orcid(orcid: str) -> str:
    if orcid and not (ORCID.fullmatch(orcid) and is_valid_orcid(orcid)):
        return f"“{short(orcid, 40)}” is no ORCID iD"
    return ""


def is_valid_orcid(orcid: str) -> bool:
    """Whether the last character is what ISO 7064 (mod 11-2) makes of the others."""
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == orcid[-1]
