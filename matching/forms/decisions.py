"""Forms in which a voice answers about a suggested person."""

from typing import Any

from django import forms

from matching.models import Decision
from pages.wording import Paragraphs, PlainWords


class DecisionForm(PlainWords, forms.Form):
    """One voice's answer about one person, with a reason where one is due."""

    mark_optional = False  # the reason is, for one answer and not for the other; its hint says so

    answer = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Select an answer"},
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        max_length=500,
        widget=Paragraphs(attrs={"rows": 3}),
        help_text="A refusal needs a reason. It is kept with your name and the time, and may be "
        "disclosed under the Freedom of Information Act.",
        error_messages={"max_length": "The reason must be 500 characters or fewer"},
    )
    follows = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, voice: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(a.value, a.label) for a in Decision.ANSWERS[voice]]

    def clean(self) -> dict[str, Any]:
        """A refusal needs its reason."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_refusal = cleaned.get("answer") in Decision.NEEDS_REASON
        if is_refusal and not cleaned.get("reason") and not self.has_error("reason"):
            self.add_error("reason", "Enter why: it is kept beside the answer")
        return cleaned


class UndoForm(forms.Form):
    """Which standing answer is taken back."""

    follows = forms.UUIDField()
