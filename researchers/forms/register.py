"""The steps in which somebody says who they are, what they know, when they can, who may see it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from pages.wording import PlainWords, UkDateField
from researchers import weekdays
from researchers.models import Capacity, Researcher


class AboutForm(PlainWords, forms.ModelForm):
    """Step one: who somebody is."""

    class Meta:
        model = Researcher
        fields = ["name", "title", "kind", "post", "orcid"]
        widgets = {
            "kind": forms.RadioSelect,
            "title": forms.TextInput(attrs={"class": "govuk-input--width-5"}),
            "orcid": forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        }
        labels = {"kind": "What describes your work best?", "post": "Post or role"}
        help_texts = {
            "title": "For example, Dr, Professor or Ms",
            "orcid": "If you have one. It brings in your publications in one go. For example,"
            " 0000-0002-1825-0097",
        }
        error_messages = {"kind": {"required": "Select what describes your work best"}}


class AvailabilityForm(PlainWords, forms.ModelForm):
    """Step four: whether somebody is free, and what they are willing to give."""

    available_from = UkDateField(
        label="Not now, until",
        required=False,
        help_text="The day from which you have more time. Only if it is limited now, or you are not"
        " available. For example, 1/2/2027",
        error_messages={
            "invalid": "The day from which you have more time must be a date, like 1/2/2027"
        },
    )
    engagements_per_term = forms.IntegerField(
        label="How many engagements a term suit you?",
        required=False,
        min_value=0,
        max_value=20,
        help_text="A workshop is one, a bid is one. There are three terms a year.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Engagements a term must be a whole number, like 2",
            "min_value": "Engagements a term must be 0 or more",
            "max_value": "Engagements a term must be 20 or fewer",
        },
    )
    hours_per_month = forms.IntegerField(
        label="About how many hours a month?",
        required=False,
        min_value=0,
        max_value=160,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Hours a month must be a whole number, like 4",
            "min_value": "Hours a month must be 0 or more",
            "max_value": "Hours a month must be 160 or fewer",
        },
    )
    formats = forms.MultipleChoiceField(
        label="What are you willing to do?",
        choices=Capacity.Format.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    half_days = forms.CharField(
        label="Which weekdays suit you?",
        required=False,
        max_length=200,
        help_text="In your own words: “Mondays, Wed afternoon, not Fridays”, “any day” or “Tue-Thu"
        " mornings”. Left empty, it means any day.",
    )
    travel = forms.ChoiceField(
        label="How far do you travel?",
        choices=Capacity.Travel.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    travel_note = forms.CharField(
        label="Anything to add about travel", required=False, max_length=200
    )

    class Meta:
        model = Researcher
        fields = ["availability", "available_from", "availability_note"]
        widgets = {"availability": forms.RadioSelect}
        labels = {
            "availability": "Do you have time now?",
            "availability_note": "Anything to add about your time",
        }
        error_messages = {"availability": {"required": "Select whether you have time now"}}

    CAPACITY = (
        "engagements_per_term",
        "hours_per_month",
        "formats",
        "half_days",
        "travel",
        "travel_note",
    )

    def __init__(self, *args: Any, capacity: Capacity | None, **kwargs: Any) -> None:
        if capacity:
            held = {name: getattr(capacity, name) for name in self.CAPACITY}
            kwargs["initial"] = held | {"half_days": weekdays.say(capacity.half_days)}
        super().__init__(*args, **kwargs)

    def clean_half_days(self) -> list[str]:
        """Read the weekdays; empty where any suits.

        Raises:
            ValidationError: a word was not understood; it is named, with what was understood.
        """
        try:
            half_days = weekdays.read(self.cleaned_data["half_days"])
        except weekdays.NotUnderstood as error:
            so_far = f" Understood so far: {error.understood}." if error.understood else ""
            words = (
                f"“{error.word}” was not understood as weekdays.{so_far} Write them like"
                " “Mondays, Wed afternoon, not Fridays”"
            )
            raise ValidationError(words) from error
        return [] if len(half_days) == len(weekdays.ALL) else half_days

    def clean(self) -> dict[str, Any]:
        """A date from which there is more time belongs only to somebody who has too little now."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("available_from")
        if day and cleaned.get("availability") == Researcher.Availability.AVAILABLE:
            self.add_error("available_from", "Enter a date only if your time is limited now")
        elif day and day <= timezone.localdate():
            self.add_error(
                "available_from", "The day from which you have more time must be to come"
            )
        return cleaned

    def capacity(self) -> dict[str, Any]:
        """What the person is willing to give, by the names of `Capacity`."""
        return {name: self.cleaned_data[name] for name in self.CAPACITY}


class VisibilityForm(PlainWords, forms.ModelForm):
    """Who sees which section; the levels are the same for each."""

    class Meta:
        model = Researcher
        fields = [
            "shows_profile",
            "shows_evidence",
            "shows_availability",
            "shows_contact",
            "is_matchable",
        ]
        widgets = dict.fromkeys(fields[:-1], forms.RadioSelect)
        labels = {
            "shows_profile": "Name, statement, topics, disciplines and approaches",
            "shows_evidence": "Evidence",
            "shows_availability": "Availability",
            "shows_contact": "E-mail address",
            "is_matchable": "Suggest me for questions",
        }
        help_texts = {
            "shows_profile": "No other section reaches further than this one.",
            "shows_evidence": "Publications, projects, teaching, practice, media and datasets.",
            "shows_contact": "Coordinators pass on invitations, so nobody else needs it before you"
            " have accepted one.",
            "is_matchable": "Without this nobody is shown you for any question from the next look"
            " on. Single organisations, themes and questions can be left out instead.",
        }
