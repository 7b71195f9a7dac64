"""On whose behalf the code runs; the database's own rules read it in every transaction."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from django.db import connection, transaction

_person: ContextVar[uuid.UUID | None] = ContextVar("acting_person", default=None)


class HasKey(Protocol):
    """A person, or anything else with a key."""

    pk: Any


def acting_person() -> uuid.UUID | None:
    """Return whom the code acts for; None for nobody."""
    return _person.get()


@contextmanager
def acting_as(person: uuid.UUID | None) -> Iterator[None]:
    """Act for a person, or for nobody, until the block is left; then for whom it was before.

    Every transaction that begins meanwhile is bound to the person, and so is one already open.
    """
    with _scope():
        token = _person.set(person)
        _bind_open_transaction()
        try:
            yield
        finally:
            _person.reset(token)
            _bind_open_transaction()


def become(person: uuid.UUID | None) -> None:
    """Act for somebody else for the rest of the block of `acting_as` that this is called in."""
    _person.set(person)
    _bind_open_transaction()


Service = TypeVar("Service", bound=Callable[..., Any])


def act(service: Service) -> Service:
    """Run what somebody asked for in one transaction and on their behalf: on behalf of `by`."""

    @wraps(service)
    def acting(*args: Any, by: HasKey, **kwargs: Any) -> Any:
        with acting_as(by.pk), transaction.atomic():
            return service(*args, by=by, **kwargs)

    return cast("Service", acting)


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
