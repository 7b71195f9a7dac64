"""What happens to a request of somebody who is no longer signed in, or signed in anew since."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.debug import SafeExceptionReporterFilter
from django_htmx.http import HttpResponseClientRedirect

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (the name of a field)
# A form with a field of such a name is not written back into a page.
SECRET = SafeExceptionReporterFilter.hidden_settings


@dataclass(frozen=True, slots=True)
class Sent:
    """One field of a form as it was sent."""

    name: str
    value: str

    @property
    def label(self) -> str:
        return re.sub("[_-]+", " ", self.name).capitalize()

    @property
    def is_prose(self) -> bool:
        """Whether somebody wrote it, other than chose it or never saw it."""
        return any(character.isspace() for character in self.value)


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Asks whoever is not signed in to sign in, and leads them back to a page, with what they sent.

    After signing in a browser GETs the address it was led from, so only a page will do: not a
    fragment that htmx asked for, nor an address that takes a button's press and nothing else.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse:
        """Answer in the view's place."""
        sign_in = self.get_login_url(view_func)
        field = self.get_redirect_field_name(view_func)
        if getattr(request, "htmx", False):
            page = request.htmx.current_url_abs_path or _home()
            return HttpResponseClientRedirect(redirect_to_login(page, sign_in, field).url)
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        if sent := _sent(request):
            context = {
                "sent": sent,
                "path": request.get_full_path(),
                "sign_in_url": resolve_url(sign_in),
            }
            return render(request, "session_ended.html", context, status=403)
        return redirect_to_login(_page_left(request), sign_in, field)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do about a form that was open too long, in place of Django's own page.

    What was sent is offered for sending again where one of our own pages sent it: another site
    could have words put into somebody's mouth. Rendered without the request, as the 503 page is.
    """
    context = {}
    if request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}":
        context = {
            "sent": _sent(request),
            "csrf_token": get_token(request),
            "path": request.get_full_path(),
        }
    return HttpResponse(render_to_string("csrf_failure.html", context), status=403)


def _home() -> str:
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _page_left(request: HttpRequest) -> str:
    """The page whose button was pressed, as a path; home where the browser does not say."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return _home()
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _sent(request: HttpRequest) -> list[Sent]:
    """What a form held; nothing of one with a secret or a file in it."""
    if request.FILES or any(SECRET.search(name) for name in request.POST if name != TOKEN):
        return []
    return [
        Sent(name, value)
        for name, values in request.POST.lists()
        if name != TOKEN
        for value in values
    ]
