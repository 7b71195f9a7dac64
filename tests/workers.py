"""Celery workers of flesh and blood, on the database and the queue of the test that starts them."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from empac.processes import Process, Program

# One that stops taking tasks when it is asked to, and one child that does the work.
COMMAND = [sys.executable, "-m", "celery", "-A", "empac", "worker", "-c", "1"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"]


class Worker:
    """A Celery worker with one child, as `./run` starts it."""

    def __init__(self, log: Path, **environment: str) -> None:
        self.log = log
        own = {"DATABASE_URL": database_url("WEB_DATABASE_URL"), "REDIS_URL": settings.REDIS_URL}
        program = Program(
            name="worker",
            command=[*COMMAND, *QUIET],
            env=os.environ | own | {"MATCHING_ENCODER": "hashing"} | environment,
            cwd=str(settings.BASE_DIR),
            orphan_signal=signal.SIGKILL,
        )
        with log.open("ab") as output:
            self.process = Process(program, output=output)

    def wait_until_ready(self) -> None:
        assert wait_for(lambda: " ready." in self.said, seconds=60), self.said

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def kill(self) -> None:
        """End it and its child at once, as a power cut would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.stop()

    def kill_child(self) -> None:
        """End only the child that does the work."""
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in listing.read_text(encoding="ascii").split():
            os.kill(int(pid), signal.SIGKILL)


@contextmanager
def worker(log: Path, **environment: str) -> Iterator[Worker]:
    """Start a worker and wait until it takes tasks; it is gone afterwards."""
    started = Worker(log, **environment)
    try:
        started.wait_until_ready()
        yield started
    finally:
        started.kill()


def wait_for(happened: Callable[[], object], *, seconds: float = 60, pause: float = 0.02) -> bool:
    """Ask until it happened; False when it did not within the time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if happened():
            return True
        time.sleep(pause)
    return False


def database_url(login: str) -> str:
    """The address of this test's own database, with the login of a variable of the environment."""
    parts = urlsplit(os.environ[login])
    name = connection.settings_dict["NAME"]
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))
