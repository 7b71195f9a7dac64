"""Forms of the register."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation
from pages.listing import FilterForm
from pages.wording import Paragraphs, PlainWords, UkDateField
from researchers.models import Approach, Discipline, Expertise, Output, Researcher


class PeopleFilterForm(FilterForm):
    """Filters of the list of people; every one may be left empty."""

    words = forms.CharField(label="Words in the profile", required=False, max_length=100)
    discipline = forms.ModelMultipleChoiceField(
        Discipline.objects.all(),
        label="Discipline",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    approach = forms.ModelMultipleChoiceField(
        Approach.objects.all(),
        label="Approach",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    organisation = forms.ModelMultipleChoiceField(
        Organisation.objects.filter(kind="university"),
        label="University",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    availability = forms.MultipleChoiceField(
        choices=Researcher.Availability.choices,
        label="Availability",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def narrow(self, rows: QuerySet[Researcher]) -> QuerySet[Researcher]:
        """Several values of one filter are alternatives; several filters must all hold."""
        wanted = self.cleaned_data
        if wanted["words"]:
            rows = rows.filter(_mentions(wanted["words"]))
        if wanted["discipline"]:
            expertise = Expertise.objects.filter(discipline__in=wanted["discipline"])
            rows = rows.filter(Exists(expertise.filter(researcher=OuterRef("pk"))))
        if wanted["approach"]:
            lenses = Researcher.approaches.through.objects.filter(approach__in=wanted["approach"])
            rows = rows.filter(Exists(lenses.filter(researcher=OuterRef("pk"))))
        if wanted["organisation"]:
            rows = rows.filter(organisation__in=wanted["organisation"])
        if wanted["availability"]:
            rows = rows.filter(availability__in=wanted["availability"])
        return rows


def _mentions(words: str) -> Q:
    outputs = Output.objects.filter(
        Q(title__icontains=words) | Q(abstract__icontains=words), researcher=OuterRef("pk")
    )
    return Q(name__icontains=words) | Q(statement__icontains=words) | Exists(outputs)


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
