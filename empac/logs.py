"""How lines of the log look: an exception is told by its kind and its place, never by its words."""

import copy
import logging
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType

_UNSAID = "(its words are not logged)"
_Told = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """What an exception says can quote what somebody typed, or a row that few may read.

    Kind, file, line and the source there are printed, of its causes too.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Format it afresh: another handler may have kept the trace as it prints it."""
        record = copy.copy(record)
        record.exc_text = None
        # Celery says of a task that failed or is tried again what was raised.
        if isinstance(record.args, Mapping) and "exc" in record.args:
            record.args = {**record.args, "exc": _UNSAID}
        return super().format(record)

    def formatException(self, ei: _Told) -> str:  # noqa: N802 - logging's own name
        """The trace without words."""
        return "".join(_told(ei[1])).rstrip() if ei[1] else ""


def _told(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _told(before)
        yield "\nThen:\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__} {_UNSAID}\n"
