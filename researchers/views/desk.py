"""At which entry somebody sits: their own, or that of somebody for whom they edit it.

Each page of an entry has two addresses and one view. Whatever leads on from it asks `request.desk`
for the address, so that it leads to the same entry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.access import SignedInRequest
from accounts.permissions import Permission
from researchers.models import Researcher
from researchers.models.delegates import editable_by
from researchers.services.register import own_entry


@dataclass(frozen=True)
class Desk:
    """The entry that a request is about, and whether it is the reader's own."""

    entry: Researcher
    is_own: bool

    def url(self, page: str, *keys: Any) -> str:
        """Give the address of a page about this entry, by the name that it has for one's own."""
        if self.is_own:
            return reverse(f"researchers:{page}", args=keys)
        return reverse(f"researchers:for-{page}", args=[self.entry.pk, *keys])


class SeatedRequest(SignedInRequest):
    """A request behind `at_desk`."""

    desk: Desk


def at_desk(*, is_begun: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give the request its desk: `of` is for whom one edits, None for oneself.

    For oneself one must be a researcher (403); the entry of another is one that one may edit, else
    it is not there. `is_begun`: whoever has no entry yet is led to where it is begun.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def seated(
            request: SeatedRequest, *args: Any, of: UUID | None = None, **kwargs: Any
        ) -> HttpResponse:
            request.desk = _own(request) if of is None else _of_another(request, of)
            if is_begun and request.desk.entry.is_new:
                messages.info(request, "First say who you are. Evidence comes after that.")
                return redirect("researchers:profile")
            return view(request, *args, **kwargs)

        return seated

    return decorate


def _own(request: SignedInRequest) -> Desk:
    if not request.user.can(Permission.PROFILE_EDIT):
        raise PermissionDenied
    return Desk(own_entry(request.user), is_own=True)


def _of_another(request: SignedInRequest, of: UUID) -> Desk:
    entries = editable_by(request.user).select_related("organisation", "user")
    return Desk(get_object_or_404(entries, pk=of), is_own=False)
