"""Forms in which a voice answers about a suggested person."""

from typing import Any

from django import forms

from matching.models import Decision
from pages.wording import Paragraphs, PlainWords

PARAGRAPH = (
    "One paragraph about this question: what you would look at, with what, and what you would "
    "need. If it is not for you, say why. Coordinators read it, and one of them replies. It may be "
    "disclosed under the Freedom of Information Act."
)


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
        if voice == Decision.Voice.RESEARCHER:
            self._ask_for_a_paragraph()

    def _ask_for_a_paragraph(self) -> None:
        reason = forms.CharField(
            label="What would you bring to it, or why not?",
            required=False,
            max_length=1500,
            widget=Paragraphs(attrs={"rows": 6}),
            help_text=PARAGRAPH,
            error_messages={"max_length": "What you write must be 1,500 characters or fewer"},
        )
        self.fields["reason"] = reason

    def clean(self) -> dict[str, Any]:
        """A refusal needs its reason, and an offer its paragraph."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needs_it = cleaned.get("answer") in Decision.NEEDS_REASON
        if cleaned.get("answer") == Decision.Answer.COULD_HELP and not cleaned.get("reason"):
            self.add_error("reason", "Enter what you would bring to this question")
        elif needs_it and not cleaned.get("reason") and not self.has_error("reason"):
            self.add_error("reason", "Enter why: it is kept beside the answer")
        return cleaned


class UndoForm(forms.Form):
    """Which standing answer is taken back."""

    follows = forms.UUIDField()
