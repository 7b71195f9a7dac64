"""A PostgreSQL and a Valkey for one test run, gone when it ends.

Loaded by `-p empac.pytest_services`: they must be there before the settings are read, which is
before any conftest. The workers of pytest-xdist inherit the addresses from the process that
started them.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest

from empac import checkout_lock

if TYPE_CHECKING:
    from empac.processes import Process

_running: "list[Process]" = []
_folders: list[Path] = []
_held = contextlib.ExitStack()
_PREFIX = "empac-test-"
_LOCK = "held.lock"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start what no address was given for, before pytest-django reads the settings."""
    os.environ["EMPAC_TESTING"] = "1"
    os.environ.pop("AS_OWNER", None)
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        atexit.register(_stop)  # pytest does not unconfigure what failed before it was configured
        _start()
    else:
        os.environ["REDIS_URL"] = _own_queue(os.environ["REDIS_URL"], worker)
    return (yield)


def pytest_unconfigure() -> None:
    """Stop what was started and take its data away."""
    _stop()


def _start() -> None:
    # Not at the top: what is imported before coverage starts to measure counts as never run.
    from empac import embedded  # noqa: PLC0415

    folder = _new_folder()
    try:
        if embedded.database_is_given(os.environ):
            web, owner = os.environ["DATABASE_URL"], os.environ["OWNER_DATABASE_URL"]
        else:
            store = embedded.postgres(folder / "postgres", spare=folder / "spare", throwaway=True)
            _running.append(embedded.start(store))
            embedded.create_database(store.owner_url)
            web, owner = store.url, store.owner_url
        # The test process makes databases and looks into them; what it starts logs in as WEB says.
        os.environ.update(DATABASE_URL=owner, OWNER_DATABASE_URL=owner, WEB_DATABASE_URL=web)
        if not os.environ.get("REDIS_URL"):
            store = embedded.valkey(folder / "valkey")
            _running.append(embedded.start(store))
            os.environ["REDIS_URL"] = store.url
    except embedded.EmbeddedError as error:
        raise pytest.UsageError(str(error)) from error


def _stop() -> None:
    while _running:
        _running.pop().stop()
    _held.close()
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)


def _own_queue(url: str, worker: str) -> str:
    """Return the address of one of the store's 16 databases: no worker takes another's messages."""
    number = int(worker.removeprefix("gw")) % 16
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{number}", parts.query, ""))


def _new_folder() -> Path:
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    folder.chmod(0o711)  # PostgreSQL, where it runs as somebody else, has to pass through
    _folders.append(folder)
    _held.enter_context(checkout_lock.hold(folder / _LOCK))
    return folder


def _sweep() -> None:
    """Take away what runs that were killed have left: nobody holds their locks any more."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        with contextlib.suppress(checkout_lock.AlreadyRunning, OSError), checkout_lock.hold(lock):
            shutil.rmtree(lock.parent, ignore_errors=True)
