"""Guards for views; rows are guarded by each QuerySet's `visible_to`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.permissions import Permission

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware, for the signatures of views."""

    user: User


View = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def requires(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Answer 403 to people whose current roles do not carry the permission."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.can(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
