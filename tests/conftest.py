"""Fixtures that tests of every app share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from hypothesis import settings

from accounts.models import User
from tests.factories import (
    AuditorFactory,
    CoordinatorFactory,
    PoliceLeadFactory,
    ResearcherFactory,
)

# How long an example takes says nothing on a machine that does other work beside the tests.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

SignIn = Callable[[User], Client]
# Tables that refuse to be emptied, which after each test on real transactions they must be.
APPEND_ONLY = ("accounts_accessevent", "accounts_auditevent", "accounts_seal")
NEVER_EMPTIED = ("clearances_clearance", "clearances_revocation", "clearances_ceilingchange")


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_the_tables() -> Iterator[None]:
    """Between tests the triggers are off for one transaction, as only a table's owner can do."""
    flush = DatabaseOperations.sql_flush

    def without_triggers(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        off, on = (
            [
                *(f"ALTER TABLE {table} {done} TRIGGER append_only" for table in APPEND_ONLY),
                *(f"ALTER TABLE {table} {done} TRIGGER never_emptied" for table in NEVER_EMPTIED),
            ]
            for done in ("DISABLE", "ENABLE")
        )
        return [*off, *flush(self, *args, **kwargs), *on]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", without_triggers)
        yield


@pytest.fixture
def sign_in() -> SignIn:
    """Give a browser in which the person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def coordinator(db: None) -> User:
    return CoordinatorFactory(name="Cora Coordinator")


@pytest.fixture
def lead(db: None) -> User:
    return PoliceLeadFactory(name="Lee Lead")


@pytest.fixture
def auditor(db: None) -> User:
    return AuditorFactory(name="Audrey Auditor")


@pytest.fixture
def academic(db: None) -> User:
    """A researcher with a profile."""
    return ResearcherFactory(user__name="Ada Academic").user


@pytest.fixture
def coordinator_client(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def lead_client(lead: User, sign_in: SignIn) -> Client:
    return sign_in(lead)


@pytest.fixture
def academic_client(academic: User, sign_in: SignIn) -> Client:
    return sign_in(academic)


@pytest.fixture
def auditor_client(auditor: User, sign_in: SignIn) -> Client:
    return sign_in(auditor)
