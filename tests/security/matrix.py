"""The permission matrix: every address, asked by everybody, with every method, of every question.

`build` makes the world once; `differences` asks and names each answer that the table (`declared`)
does not say. Whoever calls it has a transaction open, in which each request is rolled back.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings

from accounts.models import User
from clearances.policy import Actor
from tests.addresses import address
from tests.factories import (
    CeilingChangeFactory,
    ClearanceFactory,
    OutputFactory,
    ThemeFactory,
)
from tests.security.actors import KINDS, bodies, people
from tests.security.declared import OTHERS, QUESTIONS, ROWS, Case, expected
from tests.security.states import Posed, every_question

# Refused everywhere before anything is looked at.
NO_PAGES = ("PUT", "PATCH", "DELETE", "OPTIONS")
METHODS = ("GET", "HEAD", "POST", *NO_PAGES)
SENT = "csrfmiddlewaretoken=sent+by+every+browser"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class MatrixWorld:
    """Who asks, with the cookies of their browsers, and what they ask of."""

    users: dict[str, User]
    actors: dict[str, Actor]
    cookies: dict[str, str]
    posed: list[Posed]
    keys: dict[str, Any]

    def case(self, name: str, posed: Posed | None) -> Case:
        return Case(name, KINDS[name], self.actors.get(name), posed)


@dataclass(frozen=True)
class Cell:
    """One request, and what it may answer."""

    method: str
    name: str
    path: str
    case: Case
    answers: Collection[int]

    def __str__(self) -> str:
        where = f" · {self.case.posed.where}" if self.case.posed else ""
        return f"{self.method} {self.name} · {self.case.name}{where}"


def build() -> MatrixWorld:
    """Make the world; in a transaction, which whoever calls this rolls back."""
    with sensitive_switched_on():
        organisations = bodies()
        users = people(organisations)
        posed = every_question(users, organisations)
        keys = other_things(users)
    return MatrixWorld(
        users,
        {n: KINDS[n].known_to_rule(u, organisations[KINDS[n].at]) for n, u in users.items()},
        {name: cookie(user) for name, user in users.items()},
        posed,
        keys,
    )


def other_things(users: dict[str, User]) -> dict[str, Any]:
    """Make what addresses are about that hangs on no question, by what it is."""
    suggested = users["academic, suggested"]
    OutputFactory(researcher=suggested.researcher)
    return {
        "cleared person": suggested.pk,
        "clearance": ClearanceFactory(person=suggested, ended=True).pk,
        "scheme": "nppv-3",
        "proposal": CeilingChangeFactory(scheme="nppv-1").pk,
        "theme": ThemeFactory().slug,
        "researcher": suggested.researcher.pk,
    }


def cookie(user: User) -> str:
    """Sign somebody in; also whoever's account was closed since."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def sensitive_switched_on() -> override_settings:
    """This deployment holds OFFICIAL-SENSITIVE, since somebody answers for the risk."""
    return override_settings(OFFICIAL_SENSITIVE_RISK_OWNER="The chief constable")


def cells(
    world: MatrixWorld,
    names: Collection[str] | None = None,
    actors: Collection[str] | None = None,
    *,
    share: int = 1,
) -> Iterator[Cell]:
    """Give all cells, or those of some addresses and people; of dear ones one in `share`.

    A share is the same at every run. Up to one in twenty it holds each address, with each method,
    for each person and for each question, and each question for each person.
    """
    for n, who in enumerate(KINDS):
        if actors is None or who in actors:
            yield from of_person(world, who, names, lambda place, n=n: (place + n) % share == 0)


def of_person(
    world: MatrixWorld,
    who: str,
    names: Collection[str] | None,
    is_due: Callable[[int], bool],
) -> Iterator[Cell]:
    """Give the cells of one person; whether one is due goes by its place in the table."""
    for n, posed in enumerate((None, *world.posed)):
        case = world.case(who, posed)
        rows = enumerate(QUESTIONS if posed else OTHERS)
        for (place, name), (m, method) in product(rows, enumerate(METHODS)):
            is_dear = posed is not None and method not in NO_PAGES
            if (names is None or name in names) and (not is_dear or is_due(n + place + m)):
                yield cell(world, method, name, case)


def cell(world: MatrixWorld, method: str, name: str, case: Case) -> Cell:
    """Give one request with what the table says of it."""
    path = address(name, case.posed.keys if case.posed else world.keys)
    return Cell(method, name, path, case, expected(ROWS[name], method, case))


def differences(
    world: MatrixWorld,
    names: Collection[str] | None = None,
    actors: Collection[str] | None = None,
    *,
    share: int = 1,
) -> list[str]:
    """Give a line for each cell that answers otherwise than the table says.

    `names` are those of `ROWS`, `actors` those of `KINDS`; None for all. `share` as in `cells`.
    """
    return compare(world, cells(world, names, actors, share=share))


def compare(world: MatrixWorld, asked: Iterable[Cell]) -> list[str]:
    """Ask each cell."""
    browser = Browser(world)
    with sensitive_switched_on(), without_logs():
        got = [(cell, browser.ask(cell)) for cell in asked]
    return [
        f"{cell}: {status}, not {' or '.join(map(str, cell.answers))}"
        for cell, status in got
        if status not in cell.answers
    ]


class Browser:
    """Sends requests through all middleware, without what Django's test client adds to each."""

    def __init__(self, world: MatrixWorld) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factories = {
            name: RequestFactory(HTTP_COOKIE=world.cookies.get(name, "")) for name in KINDS
        }

    def ask(self, cell: Cell) -> int:
        """Give the status; what was written is undone, the entries of the access log as well."""
        factory = self.factories[cell.case.name]
        request = factory.generic(cell.method, cell.path, SENT, FORM)
        if cell.method in NO_PAGES:
            return self.answer(request)
        with transaction.atomic():
            status = self.answer(request)
            transaction.set_rollback(True)
        return status

    def answer(self, request: HttpRequest) -> int:
        # Forms with a wrong token are a test of their own.
        request._dont_enforce_csrf_checks = True
        return self.handler.get_response(request).status_code


@contextmanager
def without_logs() -> Iterator[None]:
    """Refusals are what is asked for here; a warning of each would only take time."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
