"""Filters of the register."""

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation
from pages.listing import FilterForm
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
