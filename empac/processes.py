"""Child processes that end when their parent does, whatever ends the parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

_LINUX = sys.platform == "linux"
# Loaded here since nothing may be loaded between fork and exec.
_libc = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Account:
    """The operating-system user a child runs as."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Program:
    """What to start, how to tell that it is ready, and how to end it."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    cwd: str = "/"
    account: Account | None = None
    stdin: bytes = b""
    stop_signal: signal.Signals = signal.SIGTERM
    # A Celery worker whose broker died with the parent may hang in its reconnect loop on SIGTERM.
    orphan_signal: signal.Signals = signal.SIGKILL
    # Seconds between being asked to stop and being made to.
    patience: float = 15.0
    is_ready: Callable[[int], bool] = lambda pid: True


class Process:
    """One run of a program, in a session of its own so that Ctrl-C reaches only the parent.

    Start it from the main thread: Linux counts a parent as gone when the thread that forked is.
    """

    def __init__(self, program: Program, *, output: int | IO[bytes] | None = None) -> None:
        self.program = program
        self._popen = subprocess.Popen(  # noqa: S603 - the commands are this project's own
            list(program.command),
            env=dict(program.env),
            cwd=program.cwd,
            stdin=subprocess.PIPE if program.stdin else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            start_new_session=True,
            preexec_fn=_die_with_parent(program.orphan_signal),  # noqa: PLW1509 - one C call
            **_run_as(program.account),
        )
        if self._popen.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.write(program.stdin)
                self._popen.stdin.close()

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its group."""
        return self._popen.pid

    @property
    def stdout(self) -> IO[bytes] | None:
        """What it prints, where `output` was a pipe."""
        return self._popen.stdout

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._popen.poll()

    def is_ready(self) -> bool:
        """Say whether it runs and does its work already."""
        return self.poll() is None and self.program.is_ready(self.pid)

    def wait_until_ready(self, *, seconds: float, pause: Callable[[float], None]) -> bool:
        """Return True once it is ready, False when it ended or `seconds` passed.

        `pause` is called with a time to sleep and may raise to give up.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.poll() is None:
            if self.is_ready():
                return True
            pause(0.02)
        return False

    def ask_to_stop(self) -> None:
        """Send the program's own stop signal; return at once."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self._popen.send_signal(self.program.stop_signal)

    def stop(self) -> None:
        """Stop it and whatever it started; return when nothing of it is left."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(self.program.patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()


def _die_with_parent(orphan_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def ask_the_kernel() -> None:  # pragma: no cover - between fork and exec nothing is measured
        _libc.prctl(_PR_SET_PDEATHSIG, int(orphan_signal))
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return ask_the_kernel if _LINUX else lambda: None


def _run_as(account: Account | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}
