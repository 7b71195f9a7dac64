"""How far along a matter is, and which time its question looks at: one click each."""

from typing import Any

from django import forms

from pages.wording import PlainWords, UkDateField
from priorities.models import Question
from priorities.stages import Maturity, Outlook

UNSAID = ("", "I would rather not say")
PLEASE = "Say how far it looks and when to look back, or select another outlook"


class MaturityFields(forms.Form):
    """Fields that say how early researchers are asked. None is needed, none is a condition."""

    maturity = forms.ChoiceField(
        label="How far along is the matter?",
        choices=[UNSAID, *Maturity.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    outlook = forms.ChoiceField(
        label="Which time does the question look at?",
        choices=[UNSAID, *Outlook.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    horizon = forms.IntegerField(
        label="If it is speculative: until which year does it look?",
        required=False,
        min_value=2026,
        max_value=2200,
        help_text="Such as 2035.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    look_back_on = UkDateField(
        label="If it is speculative: when do we look whether it came true?", required=False
    )

    def clean(self) -> dict[str, Any]:
        """Both of what is speculative, and neither of anything else."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_speculative = cleaned.get("outlook") == Outlook.SPECULATIVE
        for name in ("horizon", "look_back_on"):
            if name in cleaned and bool(cleaned[name]) != is_speculative:
                self.add_error(
                    name, PLEASE if is_speculative else "Leave this empty, or select “Speculative”"
                )
        return cleaned


class MaturityForm(PlainWords, MaturityFields):
    """The same on a page of its own, for a question that was posted before."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        stands = {name: getattr(question, name) for name in self.base_fields}
        super().__init__(*args, **{"initial": stands} | kwargs)
