"""How much a test compared, for the end of a run's output: `count("decisions compared", 5)`.

The hooks are taken up by `tests/conftest.py`: with pytest-xdist the process that prints collects no
test, and so would never load a conftest further down.
"""

from collections import Counter
from typing import Any

import pytest

counted: Counter[str] = Counter()


def count(name: str, n: int = 1) -> None:
    """Add to what is printed under a name when all tests are over."""
    counted[name] += n


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker of pytest-xdist counted to the process that started it."""
    handed = getattr(session.config, "workeroutput", None)
    if handed is not None:
        handed["counted"] = dict(counted)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    counted.update(getattr(node, "workeroutput", {}).get("counted", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if counted:
        terminalreporter.section("counted")
    for name, n in sorted(counted.items()):
        terminalreporter.write_line(f"{n:>12,} {name}")
