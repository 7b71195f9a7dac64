"""Forms that create something, made safe against a second click or a resent page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class SubmissionField(forms.UUIDField):
    """A hidden token made when the form is first shown; a missing or mangled one is made afresh."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "initial": uuid4} | kwargs)

    def to_python(self, value: object) -> UUID:
        try:
            return super().to_python(value) or uuid4()
        except forms.ValidationError:
            return uuid4()


class SubmissionForm(forms.Form):
    """Adds `cleaned_data["submission"]`, the same UUID each time one and the same page is sent.

    Store it in a unique column: the second of two equal posts then finds what the first made.
    """

    submission = SubmissionField()


def taken(
    request: HttpRequest,
    form: SubmissionForm,
    service: Callable[..., Any],
    said: str,
    **about: Any,
) -> bool:
    """Whether a service took what a form holds: then its sender is told so.

    What it refuses stands beside the field; sent once more, what is typed now is added as well.
    """
    if not form.is_valid():
        return False
    try:
        service(by=request.user, **about, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        form.data = form.data.copy()
        form.data["submission"] = str(uuid4())
        return False
    messages.success(request, said)
    return True
