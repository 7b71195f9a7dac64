"""Fixtures that tests of every app share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from hypothesis import settings

from accounts import acting
from accounts.models import User
from tests.factories import (
    AuditorFactory,
    CoordinatorFactory,
    PoliceLeadFactory,
    ResearcherFactory,
)
from tests.mail_server import MailServer
from tests.roles import as_web_role
from tests.security.counts import (  # noqa: F401 - hooks, for pytest to find
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)

# How long an example takes says nothing on a machine that does other work beside the tests.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

SignIn = Callable[[User], Client]


def never_emptied(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Give each trigger, with its table, that refuses what follows a test that commits: TRUNCATE.

    Asked of the database, so that a new trail needs no line here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgtype & 32 <> 0 AND NOT tgisinternal"
        )
        return cursor.fetchall()


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_the_tables() -> Iterator[None]:
    """Between tests the triggers are off for one transaction, as only a table's owner can do."""
    flush = DatabaseOperations.sql_flush

    def without_triggers(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        triggers = never_emptied(self.connection)
        off, on = (
            [f"ALTER TABLE {table} {done} TRIGGER {name}" for table, name in triggers]
            for done in ("DISABLE", "ENABLE")
        )
        return [*off, *flush(self, *args, **kwargs), *on]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", without_triggers)
        yield


@pytest.fixture(autouse=True, scope="session")
def _the_product_runs_as_the_web_server_does() -> Iterator[None]:
    """Whatever acts for somebody has the web server's role; the tests themselves are the owner."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acting, "_scope", as_web_role)
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


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """Give a mail server that the product is told of."""
    started = MailServer()
    settings.MAIL_IS_ON = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", started.port
    settings.SITE_ADDRESS = "https://connect.example.org"
    yield started
    started.stop()
