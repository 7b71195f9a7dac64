"""The page for requests that cannot be served because a store is away."""

import logging
import sys
from collections.abc import Callable

import kombu.exceptions
import redis.exceptions
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

_RETRY_AFTER_SECONDS = 10
_QUEUE_AWAY = (
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    kombu.exceptions.OperationalError,
)
# PostgreSQL's classes for "no connection", "too many connections" and "shutting down"; its other
# OperationalErrors, a deadlock or a cancelled query, are faults of the request.
_AWAY_CODES = ("08", "53", "57P")
_logger = logging.getLogger(__name__)


class OutageMiddleware:
    """Turns what a missing store did to a request into a 503 with a page that says so.

    It listens for the exception instead of catching it, since Django turns an exception in a later
    middleware, where session and user are read, into a response before it could be caught here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        return unavailable() if getattr(request, "store_is_away", False) else response


@receiver(got_request_exception)
def note_outage(sender: object, request: HttpRequest | None = None, **_: object) -> None:
    """Mark the request whose exception means that a store is away."""
    error = sys.exception()
    if request is not None and error is not None and means_outage(error):
        _logger.warning("A store is away: %s", type(error).__name__)
        request.store_is_away = True  # type: ignore[attr-defined]  # read by the middleware above


def means_outage(error: BaseException) -> bool:
    """Say whether the exception means that the database or the queue cannot be reached."""
    if isinstance(error, InterfaceError):
        return True
    if isinstance(error, OperationalError):
        code = getattr(error.__cause__, "pgcode", None)
        return code is None or code.startswith(_AWAY_CODES)
    return isinstance(error, _QUEUE_AWAY)


def unavailable() -> HttpResponse:
    """Return the page that says the service is away for now.

    It is rendered without the request: who is signed in and what they may do is in the database.
    """
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
