"""Requests act for whoever is signed in, and refusals go into the access log."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from accounts import access_log
from accounts.access_log import Verb
from accounts.acting import acting_as, become


class ActingMiddleware:
    """Binds a request to the person who is signed in; until that is known, to nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(None):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> None:
        # Pages for everybody act for nobody; whether somebody is signed in costs them no query.
        if getattr(view, "login_required", True):
            match = request.resolver_match
            become(request.user.pk, url=match.view_name if match else "")


class RefusalMiddleware:
    """Notes each 403 and each 404 of a view.

    Here, since what the view itself writes is rolled back with its transaction. What is hidden and
    what never was are noted alike, so that no reader can tell them apart by the time it takes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        match = request.resolver_match
        if isinstance(exception, PermissionDenied):
            verb = Verb.REFUSED
        elif isinstance(exception, Http404):
            verb = Verb.NOT_FOUND
        else:
            return
        access_log.note_unanswered(
            by=request.user,
            verb=verb,
            address=match.view_name,
            # An id only: what else stands in an address may be words.
            pk=match.kwargs.get("pk", ""),
            method=request.method or "",
        )
