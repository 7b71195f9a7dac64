"""What pages answer to everybody with the first wall alone, held against declared tables.

The table of permissions (`declared.py`) names each address once. Here are more rows of the kinds
that a forgotten guard would let through, and how long each list may be.
"""

import csv
import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import acting
from accounts.markings import Marking
from accounts.permissions import Role
from clearances.ceilings import actor
from tests import world as worlds
from tests.factories import (
    ClearanceFactory,
    CoordinatorFactory,
    DecisionFactory,
    GrantFactory,
    MatchRunFactory,
    MembershipFactory,
    QuestionFactory,
    ReadingFactory,
    ReleaseFactory,
    ResearcherFactory,
    SuggestionFactory,
)
from tests.security.actors import EXPIRED, NO_ACCOUNT, Kind
from tests.security.declared import QUESTIONS, ROWS
from tests.security.mentions import (
    MENTIONS,
    another_search,
    assistant_of,
    assumed_above,
    begin_mentions,
    others_imports,
    reworded_above,
)
from tests.security.states import Posed, State
from tests.security.table import Case, expected
from tests.world import OF_THE_PUBLISHED, ROLES

EMPTY = {"csrfmiddlewaretoken": "sent by every browser"}
# What each role of this world is in the words of the table.
KINDS = {
    "anonymous": Kind(kept_out=NO_ACCOUNT),
    "expired": Kind(Role.POLICE_LEAD, kept_out=EXPIRED),
    "academic": Kind(Role.ACADEMIC, to_questions="suggested"),
    "other academic": Kind(Role.ACADEMIC),
    "lead": Kind(Role.POLICE_LEAD, to_questions="lead"),
    "other lead": Kind(Role.POLICE_LEAD),
    "coordinator": Kind(Role.COORDINATOR),
    "verifier": Kind(Role.VERIFIER),
    "auditor": Kind(Role.AUDITOR),
}
# A GET of more addresses, in the order of ROLES:
#  anonymous, expired, academic, other academic, lead, other lead, coordinator, verifier, auditor
ALSO = {
    "priorities:question, hidden": (302, 404, 404, 404, 200, 404, 200, 404, 404),
    "priorities:question-readings, hidden": (302, 403, 403, 403, 403, 403, 404, 403, 403),
    "priorities:question-release, published": (302, 404, 403, 403, 403, 403, 403, 403, 403),
    "priorities:question-withdraw, published": (302, 404, 403, 403, 403, 403, 403, 403, 403),
    "priorities:question-release, above": (302, 404, 404, 404, 403, 404, 403, 404, 404),
    "priorities:question-handling, above": (302, 404, 404, 404, 403, 404, 403, 404, 404),
    "priorities:question-marking, above": (302, 404, 404, 404, 200, 404, 403, 404, 404),
    "priorities:question-history, above": (302, 404, 404, 404, 403, 404, 403, 404, 404),
    "priorities:question-notes, above": (302, 404, 404, 404, 403, 404, 403, 404, 404),
    "priorities:question-attachments, above": (302, 404, 404, 404, 403, 404, 403, 404, 404),
    "priorities:question-move, published": (302, 404, 403, 403, 200, 403, 200, 403, 403),
    "priorities:question-priority, above": (302, 404, 404, 404, 403, 404, 200, 404, 404),
    "priorities:question-priority, published": (302, 404, 403, 403, 200, 403, 200, 403, 403),
    "priorities:assumption-challenge, above": (302, 404, 404, 404, 404, 404, 404, 404, 404),
    "priorities:version-answer, above": (302, 404, 404, 404, 404, 404, 404, 404, 404),
    "matching:version-people, above": (302, 404, 404, 404, 404, 404, 404, 404, 404),
    "priorities:release-settle, above": (302, 404, 404, 404, 403, 404, 404, 404, 404),
    "priorities:release-settle, granted": (302, 404, 403, 404, 200, 404, 404, 404, 404),
    "matching:matches, hidden": (302, 404, 404, 404, 200, 404, 404, 404, 404),
    "matching:shortlist, hidden": (302, 404, 404, 404, 200, 404, 404, 404, 404),
    "matching:suggestion-answer, all words": (302, 403, 403, 403, 404, 404, 403, 403, 403),
    "matching:suggestion-answer, replaced": (302, 403, 403, 403, 403, 403, 404, 403, 403),
    "researchers:person, not listed": (302, 404, 404, 404, 404, 404, 200, 404, 404),
    "researchers:person-history, merged": (302, 403, 403, 403, 403, 403, 404, 403, 403),
    "researchers:merge-choose, merged": (302, 403, 403, 403, 403, 403, 404, 403, 403),
    "researchers:merge, merged": (302, 403, 403, 403, 403, 403, 404, 403, 403),
    "clearances:record, own": (302, 404, 404, 404, 404, 404, 404, 403, 404),
    "clearances:revoke, own": (302, 404, 404, 404, 404, 404, 404, 403, 404),
    "researchers:import, another’s": (302, 403, 404, 404, 403, 403, 403, 403, 403),
    "researchers:import-undo, undone": (302, 403, 404, 404, 403, 403, 403, 403, 403),
    "researchers:load, another’s": (302, 403, 403, 403, 403, 403, 404, 403, 403),
    "researchers:load-undo, undone": (302, 403, 403, 403, 403, 403, 404, 403, 403),
    "researchers:load-undo, another’s": (302, 403, 403, 403, 403, 403, 404, 403, 403),
    "matching:people-found, another’s": (302, 403, 403, 403, 403, 403, 404, 403, 403),
    "clearances:propose, unknown": (302, 404, 404, 404, 404, 404, 404, 404, 404),
}
# How many rows a list has; of themes, how many questions they say they have.
LENGTHS = {
    "priorities:questions": (0, 0, 3, 2, 5, 2, 6, 2, 2),
    "priorities:my-questions": (0, 0, 0, 0, 5, 0, 0, 0, 0),
    "priorities:themes": (0, 0, 1, 1, 2, 1, 1, 1, 1),
    "priorities:theme": (0, 0, 1, 1, 2, 1, 1, 1, 1),
    "matching:matches": (0, 0, 0, 0, 1, 0, 3, 0, 0),
    "matching:shortlist": (0, 0, 0, 0, 1, 0, 1, 0, 0),
    "matching:shortlist, replaced": (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "matching:my-matches": (0, 0, 1, 0, 0, 0, 0, 0, 0),
    "researchers:people": (0, 0, 7, 7, 7, 7, 9, 7, 7),
}
# Whether the form above a list offers the organisation of a question that is hidden.
OFFERS = (0, 0, 0, 0, 0, 0, 1, 0, 0)


class Pages:
    """The world of the permission tables, and rows that stand otherwise."""

    def __init__(self) -> None:
        self.world = worlds.build()
        lead, verifier = self.world.users["lead"], self.world.users["verifier"]
        hidden = self.world.restricted["question"]
        ReadingFactory(question=hidden, theme=self.world.theme)
        above = QuestionFactory(posted_by=lead, marking=Marking.OFFICIAL_SENSITIVE)
        granted = QuestionFactory(posted_by=lead)
        GrantFactory(question=granted, person=self.world.users["academic"])
        self.elsewhere = QuestionFactory()
        merged = ResearcherFactory(merged_into=self.world.suggestion.researcher, shows_profile=0)
        all_words = SuggestionFactory(run=MatchRunFactory(question=hidden, basis="full-text"))
        self.two_roles = CoordinatorFactory()
        MembershipFactory(user=self.two_roles, role=Role.POLICE_LEAD)
        begin_mentions(self.world, hidden, all_words.run)
        self.assistant, others = assistant_of(self.world), CoordinatorFactory()
        browsers = {role: self.world.browser(role) for role in self.world.users}
        cookie = settings.SESSION_COOKIE_NAME
        self.declared = {role: list(self._declared(role)) for role in ROLES}
        self.sessions = {role: one.cookies[cookie].value for role, one in browsers.items()}
        self.also = {
            **dict.fromkeys(("question, hidden", "question-readings, hidden"), hidden.pk),
            **dict.fromkeys(("matches, hidden", "shortlist, hidden"), hidden.pk),
            "assumption-challenge, above": assumed_above(hidden),
            **dict.fromkeys(
                ("version-answer, above", "version-people, above"),
                reworded_above(hidden, self.world),
            ),
            "release-settle, above": ReleaseFactory(question=above).pk,
            "release-settle, granted": ReleaseFactory(question=granted).pk,
            "person, not listed": ResearcherFactory(shows_profile=0).pk,
            **dict.fromkeys(("person-history, merged", "merge-choose, merged"), merged.pk),
            "merge, merged": (self.world.suggestion.researcher_id, merged.pk),
            "record, own": verifier.pk,
            "revoke, own": ClearanceFactory(person=verifier).pk,
            "propose, unknown": "unknown",
            "people-found, another’s": another_search(others),
            **others_imports(self.world, others),
            "published": self.world.question.pk,
            "above": above.pk,
            "suggestion-answer, all words": (all_words.pk, "lead"),
            **self._replaced(),
        }

    def _declared(self, role: str) -> Iterator[tuple[str, str, Collection[int]]]:
        """What the table of permissions says of each address: method, name and answers."""
        user = self.world.users.get(role)
        who = actor(user) if user else None
        name = "owner" if role == "lead" else role
        for address, row in ROWS.items():
            posed = self._posed(address) if address in QUESTIONS else None
            for method in ("GET", "POST"):
                case = Case(name, KINDS[role], who, posed)
                yield method, address, expected(row, method, case)

    def _posed(self, address: str) -> Posed:
        """The question that an address of this world is about."""
        is_matching = address.startswith("matching:") and "version" not in address
        found = address in OF_THE_PUBLISHED or is_matching
        question = self.world.question if found else self.world.restricted["question"]
        state = State(is_released=question.facts.is_released, is_published=found)
        return Posed(Marking(question.marking), state, address, {}, question.facts)

    def _replaced(self) -> dict[str, Any]:
        """Somebody shortlisted for a summary that another one has taken the place of."""
        now = timezone.now()
        question = QuestionFactory(posted_by=self.world.users["lead"], released_at=now)
        run = MatchRunFactory(question=question, requested_at=now - timedelta(days=1))
        researcher = self.world.suggestion.researcher
        found = SuggestionFactory(run=run, researcher=researcher)
        DecisionFactory(suggestion=found)
        answer = (found.pk, "coordinator")
        return {"shortlist, replaced": question.pk, "suggestion-answer, replaced": answer}

    def address(self, name: str) -> str:
        """The address of a row of ALSO or LENGTHS."""
        pattern, _, which = name.partition(", ")
        if not which:
            return self.world.addresses()[name]
        found = self.also.get(name.partition(":")[2], self.also.get(which))
        return reverse(pattern, args=found if isinstance(found, tuple) else [found])

    def names(self) -> set[str]:
        """The names of all addresses of which a table says something."""
        return {_pattern(name) for table in (ROWS, ALSO, LENGTHS, MENTIONS) for name in table}

    def differences(self, names: Collection[str] | None = None) -> Iterator[str]:
        """Name each answer that the tables do not say; of some addresses or of all.

        The database's policies are out of the way, or they would hide what a view forgets.
        """
        with patch.object(acting, "_scope", acting._nothing):
            for role in ROLES:
                for name, says, ask in self._cells(role, names):
                    with transaction.atomic():
                        got = ask(self._browser(role))
                        transaction.set_rollback(True)
                    if got not in (says if isinstance(says, set) else {says}):
                        yield f"{name}, {role}: {got}"
            if names is None or "matching:suggestion-answer" in names:
                yield from self._of_two_roles()
            if names is None or "researchers:for-register-check" in names:
                yield from self._of_an_assistant()

    def _cells(
        self, role: str, names: Collection[str] | None
    ) -> Iterator[tuple[str, Any, Callable[[Client], int]]]:
        n, world = ROLES.index(role), self.world.addresses()
        tables = {"also": ALSO, "rows": LENGTHS, "mentions of": MENTIONS}
        ways = {
            "GET": lambda name: lambda browser: browser.get(world[name]).status_code,
            "POST": lambda name: lambda browser: browser.post(world[name], EMPTY).status_code,
            "also": lambda name: lambda browser: browser.get(self.address(name)).status_code,
            "rows": lambda name: lambda browser: _length(browser, self.address(name)),
            "mentions of": lambda name: lambda browser: _mentions(browser, world, name),
        }
        for method, name, answers in self.declared[role]:
            if names is None or _pattern(name) in names:
                yield f"{method} {name}", set(answers), ways[method](name)
        for way, table in tables.items():
            for name, row in table.items():
                if names is None or _pattern(name) in names:
                    yield f"{way} {name}", row[n], ways[way](name)
        if names is None or "priorities:questions" in names:
            yield "choices of questions", OFFERS[n], self._offers

    def _browser(self, role: str) -> Client:
        """A browser in which somebody signed in once, when the world was made."""
        browser = Client()
        if role in self.sessions:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return browser

    def _offers(self, browser: Client) -> int:
        page = browser.get(self.address("priorities:questions")).content.decode()
        return int(f"{self.elsewhere.organisation.name}<" in page)

    def _of_two_roles(self) -> Iterator[str]:
        """Who sees a suggestion as a coordinator does not answer on it as somebody else's lead."""
        browser = Client()
        browser.force_login(self.two_roles)
        address = reverse("matching:suggestion-answer", args=[self.world.suggestion.pk, "lead"])
        if browser.get(address).status_code != 404:
            yield "matching:suggestion-answer lead, two roles"

    def _of_an_assistant(self) -> Iterator[str]:
        """Who edits an entry for somebody does not send it for them."""
        browser = Client()
        browser.force_login(self.assistant)
        entry = self.world.users["academic"].researcher.pk
        address = reverse("researchers:for-register-check", args=[entry])
        if browser.post(address).status_code != 403:
            yield "researchers:for-register-check, an assistant"


def _mentions(browser: Client, addresses: dict[str, str], name: str) -> int:
    page, _, words = name.partition(", ")
    response = browser.get(addresses[page])
    return response.content.decode().count(words) if response.status_code == 200 else 0


def _pattern(name: str) -> str:
    return name.partition(",")[0].split()[0]


def _length(browser: Client, address: str) -> int:
    response = browser.get(address, {"format": "csv"})
    if response.status_code != 200:
        return 0
    rows = list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))
    return sum(int(row["Questions"]) if "Questions" in row else 1 for row in rows)


def addresses_of(function: str) -> set[str]:
    """The names of the addresses whose views come to a function, by themselves or by others."""
    views = dict(_views(get_resolver().url_patterns, ""))
    # Functions of two modules may bear one name: then each is taken to call what either does.
    calls: dict[str, set[str]] = {}
    for one in _functions(views.values()):
        calls.setdefault(one.__name__, set()).update(one.__code__.co_names)
    reached = {function}
    while more := {name for name, called in calls.items() if called & reached} - reached:
        reached |= more
    return {name for name, view in views.items() if inspect.unwrap(view).__name__ in reached}


def _functions(views: Iterable[Any]) -> Iterator[Any]:
    """All functions of the modules that views stand in."""
    for module in {inspect.getmodule(inspect.unwrap(view)) for view in views}:
        if module and ".views" in module.__name__:
            found = (inspect.unwrap(one) for one in vars(module).values() if callable(one))
            yield from (one for one in found if inspect.isfunction(one))


def _views(found: Iterable[Any], space: str) -> Iterator[tuple[str, Any]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _views(
                one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space
            )
        elif isinstance(one, URLPattern) and one.name:
            yield f"{space}{one.name}", one.callback
