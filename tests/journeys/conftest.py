"""The demonstration, a browser and a worker: all that a journey through the product needs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, expect
from redis import Redis

from tests import browser
from tests.journeys.visitor import Visitor
from tests.workers import worker

# Whoever waits for a page on a busy machine waits longer than Playwright's five seconds.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module; whoever is at it comes with a fresh profile."""
    built = settings.BASE_DIR / "static" / "built" / "app.css"
    if not built.exists():
        pytest.fail("The front end has not been built: run manage.py build_assets")
    with browser.open_browser() as opened:
        yield opened


@pytest.fixture
def demo(transactional_db: None) -> None:
    """Invented people and real questions, as a new user finds them."""
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)


@pytest.fixture
def visit(chromium: Browser, live_server, demo) -> Iterator[Callable[..., Visitor]]:
    """Give somebody a browser; at the end none of their pages may have complained."""
    with ExitStack() as stack:
        visitors: list[Visitor] = []

        def come(*, scripts: bool = True) -> Visitor:
            context = stack.enter_context(browser.open_context(chromium, scripts=scripts))
            visitors.append(Visitor(context, live_server.url))
            return visitors[-1]

        yield come
        for visitor in visitors:
            browser.assert_quiet(visitor.said)


@pytest.fixture
def start_worker(tmp_path) -> Iterator[Callable[..., None]]:
    """Start a Celery worker on this test's database and queue; it is gone afterwards."""
    with Redis.from_url(settings.REDIS_URL) as store, ExitStack() as stack:
        store.flushdb()

        def start(**environment: str) -> None:
            stack.enter_context(worker(tmp_path / "worker.log", **environment))

        yield start
