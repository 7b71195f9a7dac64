"""Reads what people send in a process of its own: whatever it does, the product goes on."""

import json
import logging
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from researchers.reading.values import MOST_BYTES, Entry, Problem, Reading, Row, Table

# The child ends itself after as much time at work; this is time on the clock.
MOST_SECONDS = 20
CUT_OFF = (
    "Reading the file took more time or memory than one file may take. "
    "Send it in parts, or in another format."
)
# No secret of the product's; one thread, whose stack fits into the memory it is given.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}

logger = logging.getLogger(__name__)


def read(content: bytes, name: str = "") -> Reading:
    """What a file holds, in the format that is named or that it looks like.

    Raises:
        ValidationError: with one plain sentence, whatever is wrong with the file or the reading.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError("The file must be 2 MB or smaller.", code="large")
    answer = _answer_of_child(content, name)
    if "refused" in answer:
        raise ValidationError(str(answer["refused"]), code="unreadable")
    return _reading(answer["reading"])


def _answer_of_child(content: bytes, name: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "researchers.reading", name]
    try:
        child = subprocess.run(  # noqa: S603 - our own module; the file comes on standard input
            command,
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            cwd=settings.BASE_DIR,
            env=ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ValidationError(CUT_OFF, code="cut-off") from error
    if child.returncode:
        # What the child said may hold words of the file.
        logger.warning("A child that read a file ended with %s", child.returncode)
        raise ValidationError(CUT_OFF, code="cut-off")
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _reading(told: dict[str, Any]) -> Reading:
    table = told["table"]
    return Reading(
        told["format"],
        entries=[Entry(**entry) for entry in told["entries"]],
        problems=[Problem(**problem) for problem in told["problems"]],
        table=table and Table(table["headings"], [Row(**row) for row in table["rows"]]),
    )
