"""Forms that create something, made safe against a second click or a resent page."""

from typing import Any
from uuid import UUID, uuid4

from django import forms


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
