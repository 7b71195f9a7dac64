"""Filters of the register."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation, User
from accounts.permissions import Permission
from pages.listing import FilterForm
from researchers.models import Approach, Discipline, Expertise, Output, Researcher
from researchers.sections import Section

STALE = ("stale", "Not confirmed for half a year")


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

    # For coordinators alone: others see nobody who is not on the register.
    state = forms.MultipleChoiceField(
        choices=[*Researcher.State.choices, STALE],
        label="State",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        if not reader.can(Permission.PERSON_READ_ALL):
            del self.fields["state"]

    def conditions(self) -> dict[str, Q]:
        """What each filter that is set asks of a person.

        Nobody is found by a section that the reader does not see.
        """
        wanted, asks = self.cleaned_data, {}
        if wanted["words"]:
            asks["words"] = self._mentions(wanted["words"])
        if wanted["discipline"]:
            expertise = Expertise.objects.filter(discipline__in=wanted["discipline"])
            asks["discipline"] = Q(Exists(expertise.filter(researcher=OuterRef("pk"))))
        if wanted["approach"]:
            # Whoever has a part of an approach has the approach.
            wide = Q(approach__in=wanted["approach"]) | Q(approach__parent__in=wanted["approach"])
            lenses = Researcher.approaches.through.objects.filter(wide)
            asks["approach"] = Q(Exists(lenses.filter(researcher=OuterRef("pk"))))
        if wanted["organisation"]:
            asks["organisation"] = Q(organisation__in=wanted["organisation"])
        if wanted["availability"]:
            asks["availability"] = Q(
                availability__in=wanted["availability"], pk__in=self._showing(Section.AVAILABILITY)
            )
        if wanted.get("state"):
            asks["state"] = self._in_states(wanted["state"])
        return asks

    def _in_states(self, states: list[str]) -> Q:
        found = Q()
        for state in states:
            people = Researcher.objects.order_by()
            rows = people.stale() if state == STALE[0] else people.in_state(state)
            found |= Q(pk__in=rows.values("pk"))
        return found

    def _mentions(self, words: str) -> Q:
        outputs = Output.objects.matched_on().filter(
            Q(title__icontains=words) | Q(abstract__icontains=words), researcher=OuterRef("pk")
        )
        said = Q(name__icontains=words) | Q(statement__icontains=words) | Q(topics__icontains=words)
        return said | Q(Exists(outputs), pk__in=self._showing(Section.EVIDENCE))

    def _showing(self, section: Section) -> QuerySet[Researcher]:
        return Researcher.objects.showing(section, self.reader).order_by().values("pk")
