"""What is kept running, what is said about it, and how it all stops."""

import os
import signal
import sys
import threading
import time

import pytest

from empac.journal import Journal
from empac.processes import Program
from empac.supervisor import StepFailed, StopRequested, Supervisor

_SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path / "log" / "empac.log")
    yield journal
    journal.close()


def python(name: str, code: str, **options) -> Program:
    return Program(name, [sys.executable, "-c", code], {}, **options)


def send_soon(number: signal.Signals, seconds: float) -> None:
    threading.Timer(seconds, os.kill, [os.getpid(), number]).start()


def test_a_signal_stops_everything_in_reverse_order(journal, tmp_path):
    order = tmp_path / "order"
    says = (
        "import signal, sys, time\n"
        f"def end(*_):\n open({str(order)!r}, 'a').write(sys.argv[1] + ' '); sys.exit()\n"
        "signal.signal(15, end); print('up', flush=True); time.sleep(60)"
    )
    ready = {}

    def program(name):
        ready[name] = time.monotonic() + 0.5
        command = [sys.executable, "-c", says, name]
        return Program(name, command, {}, is_ready=lambda _: time.monotonic() > ready[name])

    with pytest.raises(StopRequested), Supervisor(journal) as supervisor:
        supervisor.start(program("store"))
        supervisor.start(program("web"))
        send_soon(signal.SIGTERM, 0.1)
        supervisor.watch()

    assert order.read_text().split() == ["web", "store"]
    log = journal.path.read_text()
    assert "store    | up" in log
    assert "Stopping." in log


def test_what_ends_is_started_again_after_a_longer_wait_each_time(journal, tmp_path):
    starts, is_up = tmp_path / "starts", tmp_path / "is-up"
    # It lives until it has been seen to be up, however quick the machine is.
    code = (
        "import os, time\n"
        f"open({str(starts)!r}, 'a').write('x')\n"
        f"while not os.path.exists({str(is_up)!r}): time.sleep(0.01)\n"
        "raise SystemExit(3)"
    )
    with pytest.raises(StopRequested), Supervisor(journal) as supervisor:
        supervisor.start(python("flaky", code))
        is_up.touch()
        send_soon(signal.SIGINT, 2.5)
        supervisor.watch()
    log = journal.path.read_text()
    assert "flaky ended (code 3); starting it again in 0.5 s" in log
    assert "starting it again in 1.0 s" in log
    assert 2 <= len(starts.read_text()) <= 3


def test_a_step_that_fails_is_named_and_what_it_said_is_in_the_log(journal):
    with Supervisor(journal) as supervisor, pytest.raises(StepFailed, match="migrate failed"):
        supervisor.run(python("migrate", "print('no such table'); raise SystemExit(1)"))
    assert "migrate  | no such table" in journal.path.read_text()


def test_a_program_that_does_not_come_up_stops_the_rest(journal):
    started = []

    def note(pid):
        started.append(pid)
        return True

    with pytest.raises(StepFailed, match="web did not start"), Supervisor(journal) as supervisor:
        supervisor.start(python("store", _SLEEP, is_ready=note))
        supervisor.start(python("web", "raise SystemExit(1)", is_ready=lambda _: False))
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


def test_a_signal_during_a_step_ends_the_step(journal):
    start = time.monotonic()
    with pytest.raises(StopRequested), Supervisor(journal) as supervisor:
        send_soon(signal.SIGINT, 0.2)
        supervisor.run(python("long", _SLEEP))
    assert time.monotonic() - start < 10


def test_the_signal_handlers_of_before_are_back_afterwards(journal):
    before = signal.getsignal(signal.SIGINT)
    with Supervisor(journal):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
