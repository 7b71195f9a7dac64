"""One log of many processes: each line with the name of who said it."""

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

_BYTES_PER_FILE = 5_000_000
_OLD_FILES = 3


class Journal:
    """Writes to the terminal and to a file that is turned over before it grows large."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self.path = path
        # The terminal may be gone before the processes are; what it missed is in the file.
        logging.raiseExceptions = False
        terminal = logging.StreamHandler(sys.stdout)
        terminal.setFormatter(logging.Formatter("%(message)s"))
        self._file = RotatingFileHandler(
            path, maxBytes=_BYTES_PER_FILE, backupCount=_OLD_FILES, encoding="utf-8"
        )
        self._file.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        self._logger = logging.getLogger("empac.journal")
        self._logger.handlers = [terminal, self._file]
        self._logger.setLevel(logging.INFO)
        self._logger.propagate = False

    def say(self, text: str) -> None:
        """Write a line of our own."""
        self._logger.info(text)

    def follow(self, name: str, stream: IO[bytes]) -> threading.Thread:
        """Copy the stream line by line, each with the name in front, until it ends."""
        thread = threading.Thread(target=self._copy, args=(name, stream), daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _copy(self, name: str, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                text = line.decode(errors="replace").rstrip()
                self._logger.info("%-8s | %s", name, text)
