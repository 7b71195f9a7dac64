"""What somebody needs at an event."""

from typing import Any

from django import forms
from django.utils import timezone

from pages.wording import Paragraphs, PlainWords, UkDateField
from researchers.models import AccessNeeds


class NeedsForm(PlainWords, forms.ModelForm):
    """Both may be left empty, and then nothing is kept."""

    event_on = UkDateField(
        label="The last day of the event that you come to",
        required=False,
        help_text="It is all taken away 30 days after. For example, 20/1/2027",
    )

    class Meta:
        model = AccessNeeds
        fields = ["access", "diet", "event_on"]
        widgets = {"access": Paragraphs(attrs={"rows": 3}), "diet": Paragraphs(attrs={"rows": 3})}
        labels = {
            "access": "What do you need to get in, follow and take part?",
            "diet": "What do you need about food and drink?",
        }
        help_texts = {"access": "Such as a step-free room, a hearing loop, breaks, papers ahead"}

    def clean(self) -> dict[str, Any]:
        """A day belongs to whatever is said, and one that is still to come."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        says = cleaned.get("access") or cleaned.get("diet")
        day = cleaned.get("event_on")
        if says and "event_on" not in self.errors and not day:
            self.add_error("event_on", "Enter the last day of the event that you come to")
        elif says and day and day < timezone.localdate():
            self.add_error("event_on", "The day must be today or later")
        return cleaned

    def _post_clean(self) -> None:
        """Nothing of the model is checked where nothing is to be kept."""
        if self.cleaned_data.get("access") or self.cleaned_data.get("diet"):
            super()._post_clean()
