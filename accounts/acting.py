"""On whose behalf the code runs, and what it is doing; the database reads it in each transaction.

Its policies go by the person. Its triggers put person, act and address beside each change that
they write down (`accounts.history`).
"""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from celery import current_task
from django.db import connection, transaction


@dataclass(frozen=True)
class Acting:
    """Who acts, by which service or task, at which address; names of code only, never words."""

    person: uuid.UUID | None = None
    act: str = ""
    url: str = ""


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


class HasKey(Protocol):
    """A person, or anything else with a key."""

    pk: Any


def acting_person() -> uuid.UUID | None:
    """Return whom the code acts for; None for nobody."""
    return _now().person


def bindings() -> dict[str, str]:
    """What each transaction is told, by the name of the setting; empty for nobody, nowhere."""
    now = _now()
    trace = {"by": now.person and str(now.person), "act": now.act or _task(), "url": now.url}
    return {
        "empac.person": str(now.person or ""),
        # The name is django-pghistory's: its triggers copy what they find there.
        "pghistory.context_metadata": json.dumps(trace) if any(trace.values()) else "",
    }


@contextmanager
def acting_as(person: uuid.UUID | None, *, act: str = "") -> Iterator[None]:
    """Act for a person, or for nobody, until the block is left; then for whom it was before.

    Every transaction that begins meanwhile is bound to the person, and so is one already open.
    `act` says what is being done; without it, the same as before.
    """
    with _scope():
        token = _acting.set(replace(_now(), person=person, act=act or _now().act))
        _bind_open_transaction()
        try:
            yield
        finally:
            _acting.reset(token)
            _bind_open_transaction()


def become(person: uuid.UUID | None, *, url: str = "") -> None:
    """Act for somebody else for the rest of the block of `acting_as` that this is called in.

    `url` is the name of the address that was asked for.
    """
    _acting.set(replace(_now(), person=person, url=url))
    _bind_open_transaction()


Service = TypeVar("Service", bound=Callable[..., Any])


def act(service: Service) -> Service:
    """Run what somebody asked for in one transaction and on their behalf: on behalf of `by`."""

    name = _short(f"{service.__module__}.{service.__name__}")

    @wraps(service)
    def acting(*args: Any, by: HasKey, **kwargs: Any) -> Any:
        with acting_as(by.pk, act=name), transaction.atomic():
            return service(*args, by=by, **kwargs)

    return cast("Service", acting)


def _now() -> Acting:
    return _acting.get() or Acting()


def _task() -> str:
    """The task that a worker is at, for what no service does."""
    return _short(current_task.name) if current_task else ""


def _short(name: str) -> str:
    """Give "priorities.post" for "priorities.services.post"."""
    app, *_, last = name.split(".")
    return f"{app}.{last}"


def _scope() -> AbstractContextManager[None]:
    """What else holds while somebody acts: nothing here. Tests take on the web server's role."""
    return _nothing()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _bind_open_transaction() -> None:
    bind = getattr(connection, "bind_open_transaction", None)
    if bind is not None:
        bind()
