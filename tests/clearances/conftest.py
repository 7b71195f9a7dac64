"""A fixed day, a verifier and their browser."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.factories import CeilingChangeFactory, VerifierFactory


@pytest.fixture
def fixed_day() -> Iterator[None]:
    """It is noon on 23 November 2026."""
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def verifier(db: None) -> User:
    return VerifierFactory(name="Vera Verifier")


@pytest.fixture
def client(verifier: User, sign_in) -> Client:
    """A verifier's browser."""
    return sign_in(verifier)


@pytest.fixture
def full_is_sensitive(db: None) -> None:
    """NPPV 2 (full) reaches OFFICIAL-SENSITIVE; no other scheme reaches anything."""
    CeilingChangeFactory(installed=True)
