"""Guards for views; rows are guarded by each QuerySet's `visible_to`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User
from accounts.permissions import Permission

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware, for the signatures of views."""

    user: User


View = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def requires(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Answer 403 to people whose current roles do not carry the permission."""
    return _refusing(permission, PermissionDenied)


def hidden_without(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Answer 404, as for a page that is not there, to people without the permission."""
    return _refusing(permission, Http404)


def _refusing(permission: Permission, refusal: type[Exception]) -> Callable[[View[P]], View[P]]:
    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            _let_in(request.user, permission, refusal)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _let_in(user: User, permission: Permission, refusal: type[Exception]) -> None:
    if not user.can(permission):
        raise refusal
