"""What the second wall costs: pages opened in process with row-level security and without.

Without is `ALTER TABLE … DISABLE ROW LEVEL SECURITY`: role, grants, connection and pages stay the
same, so that the policies are all that differs. A role that goes past them would differ in more.
What is counted is the time that this process and its connection's server process spend on a
processor, not the time that they wait for one: what else the machine does hardly shows in it. Both
are measured in turns in one run; the ratio is what can be compared between machines.
"""

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import acting
from accounts.models import User
from empac.checks import PROTECTED_TABLES
from priorities.models import Question
from tests.bench import world as worlds
from tests.bench.world import World
from tests.roles import as_web_role

FILTERED = "/questions?words=shop+1&organisation=leicestershire-police"
LISTS = {
    "questions": "/questions",
    "questions, page 3": "/questions?page=3",
    "questions, filtered": FILTERED,
    "questions as CSV": "/questions?format=csv",
    "home": "/home",
}


def worked() -> float:
    """The seconds that this process and the one that serves its connection have been at work."""
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(server.read_text(encoding="ascii").split()[0]) / 1e9


@dataclass
class Page:
    """A page as one person opens it, and the seconds of work with (True) and without (False)."""

    reader: str
    name: str
    address: str
    browser: Client
    queries: int = 0
    seconds: dict[bool, list[float]] = field(default_factory=lambda: defaultdict(list))

    def open(self) -> float:
        """Return how many seconds of work the answer took."""
        started = worked()
        answer = self.browser.get(self.address)
        answer.getvalue()
        taken = worked() - started
        if answer.status_code != 200:
            message = f"{self.address} answered {answer.status_code} to the {self.reader}."
            raise RuntimeError(message)
        return taken

    def count(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            self.open()
        self.queries = len(queries)

    def median(self, *, walls: bool) -> float:
        """In milliseconds."""
        return statistics.median(self.seconds[walls]) * 1000

    @property
    def ratio(self) -> float:
        """The median over the rounds, in each of which both were measured one after the other."""
        pairs = zip(self.seconds[True], self.seconds[False], strict=True)
        return statistics.median(with_it / without for with_it, without in pairs)


def report(*, sizes: Sequence[int], people: int, rounds: int) -> None:
    """Print each page's figures in a world of each size, one world growing into the next."""
    world = worlds.people(people)
    questions: list[Question] = []
    measured = []
    for size in sizes:
        questions += worlds.ask(world, range(len(questions), size))
        pages = pages_of(world, questions[0])
        measure(pages, rounds)
        measured.append(pages)
        sys.stdout.write(f"Measured with {size:,} questions.\n")
    for line in table(sizes, measured):
        sys.stdout.write(f"{line}\n")


def pages_of(world: World, question: Question) -> list[Page]:
    """The pages that a coordinator, a police lead and an academic use."""
    one = {"one question": f"/questions/{question.pk}"}
    matches = {"matches of a question": f"/questions/{question.pk}/matches"}
    shortlist = {"shortlist": f"/questions/{question.pk}/shortlist"}
    readers = {
        "coordinator": (world.coordinator, LISTS | one | matches),
        "police lead": (world.leads[0], LISTS | one | matches | shortlist),
        "academic": (world.academics[0], LISTS | one | {"my matches": "/my-matches"}),
    }
    return [
        Page(reader, name, address, browser)
        for reader, (user, addresses) in readers.items()
        for browser in [signed_in(user)]
        for name, address in addresses.items()
    ]


def signed_in(user: User) -> Client:
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user)
    return browser


def measure(pages: Sequence[Page], rounds: int) -> None:
    """Open every page in each round with and without, now one first and now the other."""
    with patch.object(acting, "_scope", as_web_role):
        for page in pages:
            page.count()
        for number in range(rounds):
            for page in pages:
                for walls in (True, False) if number % 2 else (False, True):
                    set_walls(walls=walls)
                    page.open()  # what the database knew of its tables it reads anew
                    page.seconds[walls].append(page.open())
    set_walls(walls=True)


def set_walls(*, walls: bool) -> None:
    """Have the policies act, or not."""
    verb = "ENABLE" if walls else "DISABLE"
    with connection.cursor() as cursor:
        for name in PROTECTED_TABLES:
            cursor.execute(f"ALTER TABLE {name} {verb} ROW LEVEL SECURITY")


def table(sizes: Sequence[int], measured: Sequence[Sequence[Page]]) -> list[str]:
    """One line for each page: for each size milliseconds with and without, ratio, queries."""
    head = "".join(f" | {size:>8,}: with  without  ratio queries" for size in sizes)
    lines = [
        "Pages with the second wall and without, median ms of work; by number of questions",
        f"{'':<34}{head} | growth",
    ]
    for same in zip(*measured, strict=True):
        figures = "".join(f" | {_figures(page)}" for page in same)
        growth = same[-1].median(walls=True) / same[0].median(walls=True)
        lines.append(f"{same[0].reader:<12}{same[0].name:<22}{figures} | {growth:>5.1f}x")
    for size, pages in zip(sizes, measured, strict=True):
        overall = statistics.geometric_mean(page.ratio for page in pages)
        worst = max(pages, key=lambda page: page.ratio)
        lines.append(
            f"With {size:,} questions a page takes {overall:.2f} times the work with the wall "
            f"(geometric mean), at most {worst.ratio:.2f} times ({worst.reader}: {worst.name})."
        )
    return lines


def _figures(page: Page) -> str:
    with_it, without = page.median(walls=True), page.median(walls=False)
    return f"{with_it:>14.1f} {without:>8.1f} {page.ratio:>6.2f} {page.queries:>7}"
