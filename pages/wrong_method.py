"""What answers a method that a page does not take."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

# What browsers send. A view asks only whether something was posted, and would answer every other
# method as if its page had been opened.
METHODS = ("GET", "HEAD", "POST")


class MethodsMiddleware:
    """Refuses the methods that no page takes, at every address alike.

    Without a page to read, since no browser sends them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


class WrongMethodMiddleware:
    """Puts a page into Django's empty 405, for whoever opens what only a button leads to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
