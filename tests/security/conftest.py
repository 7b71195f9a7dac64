"""The worlds against which mutants are held: each made once for each file and process."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.security.agreement import Agreement
from tests.security.pages import Pages
from tests.security.scene import Scene

World = TypeVar("World")


def kept(make: Callable[[], World], blocker: DjangoDbBlocker) -> Iterator[World]:
    """Keep a world until the last test of the file is over."""
    with blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def agreement(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Agreement]:
    """The rich world, with what each person in it may see."""
    yield from kept(Agreement, django_db_blocker)


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The people who may not do what they ask of services."""
    yield from kept(Scene, django_db_blocker)


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Pages]:
    """The world of the permission tables, and more."""
    yield from kept(Pages, django_db_blocker)
