"""Children end when they are asked to, when they will not be asked, and when their parent dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from empac.processes import Process, Program

_CHECKOUT = Path(__file__).resolve().parents[2]


def python(code: str, **options) -> Program:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_CHECKOUT)}
    return Program("child", [sys.executable, "-c", code], environment, **options)


def is_alive(pid: int) -> bool:
    """A zombie that nobody has read counts as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_child_that_ignores_being_asked_is_made_to_stop():
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)\n"
    process = Process(python(f"{stubborn}time.sleep(60)", patience=0.1), output=subprocess.PIPE)
    with process.stdout:
        process.stdout.readline()
        process.stop()
    assert process.poll() == -signal.SIGKILL


def test_what_a_child_started_goes_with_it():
    code = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid,"
        " flush=True)\n"
        "time.sleep(60)"
    )
    process = Process(python(code), output=subprocess.PIPE)
    with process.stdout:
        grandchild = int(process.stdout.readline())
        process.stop()
    assert wait_for(lambda: not is_alive(grandchild))


def test_standard_input_reaches_the_child_and_is_closed():
    code = "import sys; sys.exit(7 if sys.stdin.read() == 'secret' else 1)"
    process = Process(python(code, stdin=b"secret"))
    assert wait_for(lambda: process.poll() is not None)
    assert process.poll() == 7


def test_waiting_for_a_child_that_ends_is_given_up_at_once():
    process = Process(python("", is_ready=lambda _pid: False))
    assert not process.wait_until_ready(seconds=30, pause=time.sleep)
    assert process.poll() == 0


def test_children_die_with_a_parent_that_is_killed():
    parent = (
        "import os, subprocess, sys, time\n"
        "from empac.processes import Process, Program\n"
        "child = Program('child', [sys.executable, '-c', 'import time; time.sleep(60)'], {})\n"
        "print(Process(child).pid, flush=True)\n"
        "time.sleep(60)"
    )
    process = Process(python(parent), output=subprocess.PIPE)
    with process.stdout:
        child = int(process.stdout.readline())
    assert is_alive(child)
    os.kill(process.pid, signal.SIGKILL)
    assert wait_for(lambda: not is_alive(child))
    process.stop()
