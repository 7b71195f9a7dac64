"""Asks for every address as everybody, and gives the answers without what differs each time.

Lists are asked for in all their forms: each filter, words from a hidden text, the second page, CSV,
the htmx fragment. Used by the test of two worlds and by the canaries.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest import mock

from django.core.paginator import Paginator
from django.db import transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from accounts.models import User

HTMX = {"HX-Request": "true"}
# A cookie or a form from another time would be the only difference between two equal answers.
TOKENS = re.compile(rb'(name="(?:csrfmiddlewaretoken|submission)" value=")[^"]*')
COOKIES = re.compile(r"((?:csrftoken|sessionid)=)[^;]*|(expires=)[^;]*")
# Every list, and what its filters can be asked. `{word}`, `{force}` and `{theme}` are those of a
# question that is hidden; `{shared}` is a word that a visible question has as well.
QUESTIONS = (
    "words={word}",
    "words={shared}",
    "organisation={force}",
    "theme={theme}",
    "state=open",
    "scored=scored",
    "scored=not",
)
PEOPLE = ("words={word}", "words={shared}", "availability=available", "organisation=elsewhere")
LISTS: dict[str, tuple[str, ...]] = {
    "accounts:access-log": ("verb=read", "thing={word}"),
    "accounts:mails": (),
    "accounts:invite": (),
    "accounts:organisations": (),
    "clearances:ceilings": (),
    "clearances:people": ("name={word}", "organisation={force}", "state=ending", "state=none"),
    "matching:early": (),
    "matching:matches": (*PEOPLE, "standing=undecided", "standing=shortlisted", "offered=on"),
    "matching:my-matches": (),
    "matching:shortlist": (),
    "priorities:my-questions": (),
    "priorities:questions": QUESTIONS,
    "priorities:theme": (),
    "priorities:themes": (),
    "researchers:approaches": (),
    "researchers:entries": (),
    "researchers:needs-list": (),
    "researchers:register-evidence": (),
    "researchers:people": (
        *PEOPLE,
        "discipline=none",
        "approach=none",
        "state=stub",
        "state=stale",
    ),
}


class Answer(NamedTuple):
    """What came back, without tokens, cookies' values and their ends."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def all(self) -> bytes:
        """Headers and body as one text, to look for words in."""
        return repr(self.headers).encode() + self.body


class Asked(NamedTuple):
    """One request: by whom, for the address of which name, and how."""

    actor: str
    name: str
    path: str
    is_fragment: bool = False

    def __str__(self) -> str:
        return f"{self.actor}: {self.path}{' as a fragment' if self.is_fragment else ''}"


Answers = dict[Asked, Answer]


class Browser(RequestFactory):
    """Somebody's browser. Unlike Django's test client it keeps no templates: it asks very often.

    What a view raises is answered as in production, with the page for faults.
    """

    def __init__(self, user: User | None) -> None:
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=False)
        if user:
            client = Client()
            client.force_login(user)
            self.cookies = client.cookies

    def request(self, **environ: Any) -> Answer:
        response = self.handler(self._base_environ(**environ))
        cookies = [("Set-Cookie", COOKIES.sub(r"\1\2", str(c))) for c in response.cookies.values()]
        body = response.getvalue() if response.streaming else response.content
        return Answer(
            response.status_code,
            tuple(sorted([*response.items(), *cookies])),
            TOKENS.sub(rb"\1", laid_open(body)),
        )


def laid_open(body: bytes) -> bytes:
    """What lies packed in an archive, as one text; other bodies as they are.

    A PDF only as being one: it holds the moment at which it was drawn, and the page of the same
    name has the same words.
    """
    if body.startswith(b"%PDF"):
        return b"%PDF"
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@contextmanager
def short_pages() -> Iterator[None]:
    """Three rows a page, so that a few rows make several pages."""

    def paginator(rows: Any, _per_page: int) -> Paginator:
        return Paginator(rows, 3)

    with mock.patch("pages.listing.Paginator", paginator):
        yield


def requests(actor: str, addresses: Mapping[str, str], words: Mapping[str, str]) -> Iterator[Asked]:
    """Yield all that one person can ask for by a GET."""
    for name, path in addresses.items():
        yield Asked(actor, name, path)
        if name == "matching:run":
            yield Asked(actor, name, path, is_fragment=True)
        if name.strip() in LISTS:
            filters = [one.format(**words) for one in LISTS[name.strip()]]
            both = [f"{one}&format=csv" for one in filters[:1]]
            for query in ("page=2", "format=csv", *filters, *both):
                yield Asked(actor, name, f"{path}?{query}")
            yield Asked(actor, name, path, is_fragment=True)


def crawl(browsers: Mapping[str, Browser], asked: Iterable[Asked]) -> Answers:
    """Ask, and take back what is written meanwhile in the log of readings."""
    with short_pages(), quiet(), transaction.atomic():
        answers = {
            one: browsers[one.actor].get(one.path, headers=HTMX if one.is_fragment else {})
            for one in asked
        }
        transaction.set_rollback(True)
    return answers


@contextmanager
def quiet() -> Iterator[None]:
    """Without the log: thousands of refusals with their traces take longer than the pages."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def unequal(before: Answer, after: Answer) -> str:
    """What differs between two answers, in a line; empty where nothing does."""
    if before.status != after.status:
        return f"{before.status} became {after.status}"
    if before.headers != after.headers:
        return f"headers: {sorted(set(before.headers) ^ set(after.headers))}"
    if before.body != after.body:
        return f"body: {_first_difference(before.body, after.body)}"
    return ""


def _first_difference(before: bytes, after: bytes) -> str:
    pairs = enumerate(zip(before, after, strict=False))
    at = next((n for n, (one, other) in pairs if one != other), min(len(before), len(after)))
    around = slice(max(0, at - 40), at + 60)
    return f"{before[around]!r} became {after[around]!r}"


def compare(before: Answers, after: Answers) -> list[str]:
    """Each request of `after` that was answered otherwise before."""
    differences = ((asked, unequal(before[asked], answer)) for asked, answer in after.items())
    return [f"{asked}: {said}" for asked, said in differences if said]


def holding(words: Iterable[bytes], answers: Answers) -> list[str]:
    """Each request whose answer holds one of some words."""
    words = [*words]
    return [
        f"{asked}: holds {word.decode()}"
        for asked, answer in answers.items()
        for word in words
        if word in answer.all
    ]
