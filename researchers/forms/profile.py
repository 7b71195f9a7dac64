"""What a researcher says of themselves."""

from typing import Any

from django import forms

from pages.wording import Paragraphs, PlainWords, UkDateField
from researchers.models import Researcher


class ProfileForm(PlainWords, forms.ModelForm):
    """What a researcher says of themselves."""

    available_from = UkDateField(
        label="More time again from",
        required=False,
        help_text="Only if your time is limited now. For example, 1/2/2027",
        error_messages={
            "invalid": "The day from which you have more time must be a date, like 1/2/2027"
        },
    )

    class Meta:
        model = Researcher
        fields = ["statement", "availability", "available_from", "availability_note"]
        widgets = {
            "statement": Paragraphs(attrs={"rows": 8}),
            "availability": forms.RadioSelect,
        }
        labels = {
            "statement": "What can you help police make sense of?",
            "availability_note": "Anything to add about your time",
        }
        help_texts = {
            "statement": "Write as you would explain it to a detective over coffee.",
        }
        error_messages = {
            "statement": {"max_length": "What you can help with must be 3,000 characters or fewer"}
        }

    def clean(self) -> dict[str, Any]:
        """A date from which there is more time belongs only to somebody who has too little now."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("available_from") and cleaned.get("availability") == "available":
            self.add_error("available_from", "Enter a date only if your time is limited now")
        return cleaned
