"""The one world against which mutants are held: made once for each file and process."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.security.agreement import Agreement


@pytest.fixture(scope="module")
def agreement(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Agreement]:
    """The rich world, until the last test of the file is over."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Agreement()
        transaction.set_rollback(True)
