"""While a store is away every page says so, and nothing else does."""

import kombu.exceptions
import pytest
import redis.exceptions
from django.contrib.auth.decorators import login_not_required
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from empac import health, outage


def page(request):
    return HttpResponse("served")


@login_not_required
def broken_page(request):
    message = "Connection refused"
    raise redis.exceptions.ConnectionError(message)


@login_not_required
def faulty_page(request):
    message = "a fault of ours"
    raise ValueError(message)


urlpatterns = [
    path("page", page),
    path("broken", broken_page),
    path("faulty", faulty_page),
    path("readyz", health.readyz),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def test_a_page_says_so_while_the_database_is_away(client, dead_database):
    client.cookies["sessionid"] = "a" * 32
    response = client.get("/page")
    assert response.status_code == 503
    assert "not available at the moment" in response.content.decode()
    assert response.headers["Retry-After"] == "10"
    assert "no-store" in response.headers["Cache-Control"]
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_readiness_says_so_in_plain_text(client, dead_database):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"the database does not answer\n"


@pytest.mark.django_db
def test_a_view_that_needs_the_queue_says_so(client):
    assert client.get("/broken").status_code == 503


@pytest.mark.django_db
def test_a_fault_of_our_own_is_no_outage(client):
    assert client.get("/faulty").status_code == 500


def from_postgres(kind, code):
    """An error as Django hands it on, its cause what the driver said."""
    error = kind("from the database")
    error.__cause__ = type("DriverError", (Exception,), {"pgcode": code})()
    return error


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (from_postgres(OperationalError, None), True),  # no connection at all
        (from_postgres(OperationalError, "57P01"), True),  # shut down by its administrator
        (from_postgres(OperationalError, "53300"), True),  # too many connections
        (from_postgres(OperationalError, "40P01"), False),  # a deadlock
        (from_postgres(OperationalError, "57014"), False),  # a query that took too long
        (InterfaceError("connection already closed"), True),
        (DataError("value too long"), False),
        (redis.exceptions.TimeoutError(), True),
        (redis.exceptions.ResponseError(), False),
        (kombu.exceptions.OperationalError(), True),
    ],
)
def test_what_counts_as_an_outage(error, away):
    assert outage.means_outage(error) is away
