"""Pages that hang on a person's own entry in the register."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.access import SignedInRequest
from researchers.models import Researcher


def with_own_entry(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the person's entry; whoever has none yet is led to where it is begun."""

    @wraps(view)
    def found(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = Researcher.objects.filter(user=request.user).first()
        if person is None:
            messages.info(request, "First say who you are. Evidence comes after that.")
            return redirect("researchers:profile")
        return view(request, person, *args, **kwargs)

    return found
