"""JSON as strictly as it is written down, and then some: nothing doubtful gets through."""

import json
from typing import Any

from researchers.reading.values import Unreadable

MOST_DIGITS = 18


def parsed(text: str) -> Any:
    """The value.

    Raises:
        Unreadable: it is no JSON, names a key twice in one record, holds a number that is none
            (NaN, Infinity) or too large, or is nested deeper than any record is.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        words = f"Line {error.lineno} is not JSON: {error.msg}."
        raise Unreadable(words) from error
    except RecursionError as error:
        raise Unreadable("The file is nested deeper than any record is.") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = set()
    for key, _ in pairs:
        if key in keys:
            words = f"A record names “{key[:40]}” twice, so it says two things."
            raise Unreadable(words)
        keys.add(key)
    return dict(pairs)


def _constant(name: str) -> None:
    words = f"The file holds {name}, which is not a number."
    raise Unreadable(words)


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        words = f"The file holds a number of {len(digits):,} digits."
        raise Unreadable(words)
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits[:400])
    if value in {float("inf"), float("-inf")}:
        words = f"The file holds a number that is too large: {digits[:20]}."
        raise Unreadable(words)
    return value


def record(value: object) -> dict[str, Any]:
    """The value where it is a record; else an empty one."""
    return value if isinstance(value, dict) else {}


def several(value: object) -> list[Any]:
    """The value where it is a list; else an empty one."""
    return value if isinstance(value, list) else []


def at(value: object, *path: str) -> Any:
    """What stands at a path of keys; None where it breaks off."""
    for key in path:
        value = record(value).get(key)
    return value
