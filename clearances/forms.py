"""Forms of vetting verifiers."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import Membership, Organisation
from clearances.models import Clearance, Revocation, Scheme
from clearances.policy import ENDING_WITHIN
from pages.listing import FilterForm
from pages.submissions import SubmissionForm
from pages.wording import Paragraphs, PlainWords, UkDateField

# No scheme lasts longer; a later day is a slip of the finger.
LONGEST = timedelta(days=3653)


class HoldersFilterForm(FilterForm):
    """Filters of the list of people and their clearances; every one may be left empty."""

    name = forms.CharField(label="Name", required=False, max_length=100)
    organisation = forms.ModelMultipleChoiceField(
        Organisation.objects.all(),
        label="Organisation",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    state = forms.MultipleChoiceField(
        choices=[
            ("ending", f"End within {ENDING_WITHIN.days} days"),
            ("none", "None in force"),
        ],
        label="Clearances",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def conditions(self) -> dict[str, Q]:
        """What each filter that is set asks of a person."""
        wanted, today, asks = self.cleaned_data, timezone.localdate(), {}
        if wanted["name"]:
            asks["name"] = Q(name__icontains=wanted["name"])
        if wanted["organisation"]:
            members = Membership.objects.on(today).filter(organisation__in=wanted["organisation"])
            asks["organisation"] = Q(Exists(members.filter(user=OuterRef("pk"))))
        if wanted["state"]:
            asks["state"] = self._stands(wanted["state"], today)
        return asks

    @staticmethod
    def _stands(wanted: list[str], today: date) -> Q:
        mine = Clearance.objects.filter(person=OuterRef("pk"))
        rules = {
            "ending": Q(Exists(mine.ending(today))),
            "none": ~Q(Exists(mine.live(today))),
        }
        either = Q()
        for name in wanted:
            either |= rules[name]
        return either


class ClearanceForm(PlainWords, SubmissionForm):
    """What a verifier saw in the sponsor's record; never a document, never what was found."""

    scheme = forms.ChoiceField(
        label="Scheme",
        choices=[("", "Choose a scheme"), *Scheme.choices],
        error_messages={"required": "Select the scheme"},
    )
    sponsor = forms.ModelChoiceField(
        Organisation.objects.filter(kind__in=["force", "unit"]),
        label="Sponsor",
        help_text="The force or unit that vetted them, or that accepts another body’s vetting.",
        empty_label="Choose a force or unit",
        to_field_name="slug",
        error_messages={"required": "Select the sponsor"},
    )
    verified_on = UkDateField(
        label="Day on which you saw the record",
        error_messages={"required": "Enter the day on which you saw the record"},
    )
    valid_from = UkDateField(
        label="Valid from", error_messages={"required": "Enter the first day of the clearance"}
    )
    valid_until = UkDateField(
        label="Valid until",
        help_text="The last day counts. For example, 20/1/2029",
        error_messages={"required": "Enter the last day of the clearance"},
    )

    def clean_verified_on(self) -> date:
        day: date = self.cleaned_data["verified_on"]
        if day > timezone.localdate():
            raise ValidationError("The day on which you saw the record must be today or earlier")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse what has ended already, ends before it begins, or lasts beyond belief."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if last and last < timezone.localdate():
            self.add_error("valid_until", "The last day must be today or later")
        elif first and last and last < first:
            self.add_error("valid_until", "The last day must be on or after the first")
        elif first and last and last - first > LONGEST:
            self.add_error("valid_until", "The last day must be within 10 years of the first")
        return cleaned


class RevocationForm(forms.Form):
    """Why a clearance ends now."""

    reason = forms.ChoiceField(
        label="Why does it end?",
        choices=Revocation.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it ends"},
    )


class CeilingForm(forms.Form):
    """What a scheme shall reach, and why."""

    marking = forms.TypedChoiceField(
        label="Highest marking that it shall reach",
        choices=Marking.choices,
        coerce=lambda value: Marking(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": "Select the highest marking"},
    )
    reason = forms.CharField(
        label="Why?",
        max_length=500,
        widget=Paragraphs(attrs={"rows": 3}),
        help_text="Whoever confirms it reads this. It is kept, and may be disclosed under the "
        "Freedom of Information Act.",
        error_messages={
            "required": "Enter why it should change",
            "max_length": "The reason must be 500 characters or fewer",
        },
    )
