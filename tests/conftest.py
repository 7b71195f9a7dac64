"""Fixtures that tests of every app share."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import settings

from accounts.models import User
from tests.factories import CoordinatorFactory, PoliceLeadFactory, ResearcherFactory

# How long an example takes says nothing on a machine that does other work beside the tests.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

SignIn = Callable[[User], Client]


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
