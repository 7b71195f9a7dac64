"""Keeps a set of programs running until it is told to stop, then stops them in order."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Self

from empac.journal import Journal
from empac.processes import Process, Program

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FIRST_DELAY = 0.5
_LONGEST_DELAY = 30.0
# A program that ran this long was well; its next fault starts again at the shortest delay.
_WELL_AFTER = 60.0


class StopRequested(Exception):
    """Somebody pressed Ctrl-C, closed the terminal or asked the process to end."""


class StepFailed(Exception):
    """A step or a program did not come up; the message says which and the log says why."""


@dataclass(slots=True)
class _Kept:
    """A program that is kept running."""

    program: Program
    process: Process
    started: float
    delay: float = _FIRST_DELAY
    start_again_at: float | None = None


class Supervisor:
    """Starts programs in the order given, starts again what ends, stops all in reverse order.

    Use it as a context manager in the main thread: leaving the block stops everything, and the
    first signal to stop raises StopRequested at the next pause.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._kept: list[list[_Kept]] = []
        self._stop_requested = False
        self._previous: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        for number in _STOP_SIGNALS:
            self._previous[number] = signal.signal(number, self._note_signal)
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        if kind is StopRequested:
            self._journal.say("Stopping.")
        self._stop_all()
        for number, handler in self._previous.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def start(self, *programs: Program, seconds: float = 60) -> None:
        """Start programs side by side and return when all are ready.

        Raises:
            StepFailed: one of them ended, or was not ready in time.
            StopRequested: a signal came first.
        """
        kept = []
        self._kept.append(kept)
        kept.extend(_Kept(program, self._spawn(program), time.monotonic()) for program in programs)
        for one in kept:
            if not one.process.wait_until_ready(seconds=seconds, pause=self.pause):
                message = f"{one.program.name} did not start."
                raise StepFailed(message)

    def run(self, program: Program) -> None:
        """Run a program to its end.

        Raises:
            StepFailed: it ended with an error.
            StopRequested: a signal came first.
        """
        process = Process(program, output=subprocess.PIPE)
        reader = self._journal.follow(program.name, process.stdout)
        try:
            while process.poll() is None:
                self.pause(0.02)
        finally:
            process.stop()
            reader.join(timeout=1)
        if process.poll() != 0:
            message = f"{program.name} failed."
            raise StepFailed(message)

    def watch(self) -> None:
        """Start again whatever ends, until a signal raises StopRequested."""
        while True:
            for kept in self._each():
                self._look_after(kept)
            self.pause(0.2)

    def pause(self, seconds: float) -> None:
        """Sleep, unless a signal to stop has come: then raise StopRequested."""
        if self._stop_requested:
            raise StopRequested
        time.sleep(seconds)
        if self._stop_requested:
            raise StopRequested

    def _each(self) -> Iterator[_Kept]:
        return (kept for group in self._kept for kept in group)

    def _look_after(self, kept: _Kept) -> None:
        now = time.monotonic()
        code = kept.process.poll()
        if code is None:
            return
        if kept.start_again_at is None:
            kept.process.stop()  # whatever it had started itself
            if now - kept.started > _WELL_AFTER:
                kept.delay = _FIRST_DELAY
            kept.start_again_at = now + kept.delay
            self._journal.say(
                f"{kept.program.name} ended ({_describe(code)}); "
                f"starting it again in {kept.delay:.1f} s"
            )
            kept.delay = min(2 * kept.delay, _LONGEST_DELAY)
        elif now >= kept.start_again_at:
            kept.process, kept.started = self._spawn(kept.program), now
            kept.start_again_at = None

    def _spawn(self, program: Program) -> Process:
        process = Process(program, output=subprocess.PIPE)
        self._journal.follow(program.name, process.stdout)
        return process

    def _stop_all(self) -> None:
        for group in reversed(self._kept):
            for kept in group:
                kept.process.ask_to_stop()
            for kept in group:
                kept.process.stop()
        self._kept.clear()

    def _note_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_requested = True


@contextmanager
def timed(journal: Journal, doing: str) -> Iterator[None]:
    """Say what was done, with the seconds it took, once it is done."""
    start = time.monotonic()
    yield
    journal.say(f"{time.monotonic() - start:6.1f} s  {doing}")


def _describe(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"
