"""One run at a time in one checkout."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class AlreadyRunning(Exception):
    """Another process holds the checkout; the message says which and what to do."""


@contextmanager
def hold(path: Path) -> Iterator[TextIO]:
    """Hold the checkout while the block runs; the kernel lets go of it however we end.

    What is written to the file that is handed out is shown to whoever comes second.

    Raises:
        AlreadyRunning: somebody else holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = file.read().strip() or "another process"
            message = f"Already running from this folder: {holder}. Stop that one first."
            raise AlreadyRunning(message) from None
        file.truncate(0)
        yield file
        file.truncate(0)
