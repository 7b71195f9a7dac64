"""The filters of the access log."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.models import AccessEvent, User
from pages.listing import FilterForm
from pages.wording import UkDateField


class AccessLogFilterForm(FilterForm):
    """Filters of the access log; every one may be left empty."""

    verb = forms.MultipleChoiceField(
        choices=AccessEvent.Verb.choices, label="Act", widget=forms.CheckboxSelectMultiple
    )
    person = forms.UUIDField(
        label="Person’s id",
        help_text="Failed sign-ins to their account too",
        error_messages={"invalid": "Enter an id as it stands in the log"},
    )
    thing = forms.CharField(
        label="Thing’s id", help_text="For example, a question’s: who opened it", max_length=40
    )
    since = UkDateField(label="From")
    until = UkDateField(label="Until, that day included", help_text="")

    def clean(self) -> dict[str, Any]:
        """The days must be in their order."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", "The last day must not be before the first")
        return cleaned

    def conditions(self) -> dict[str, Q]:
        """What each filter that is set asks of an event."""
        wanted, asks = self.cleaned_data, {}
        if wanted["verb"]:
            asks["verb"] = Q(verb__in=wanted["verb"])
        if wanted["person"]:
            account = Q(object_type=User._meta.label_lower, object_id=str(wanted["person"]))
            asks["person"] = Q(actor=wanted["person"]) | account
        if wanted["thing"]:
            asks["thing"] = Q(object_id=wanted["thing"])
        if wanted["since"]:
            asks["since"] = Q(at__gte=_midnight(wanted["since"]))
        if wanted["until"]:
            asks["until"] = Q(at__lt=_midnight(wanted["until"] + timedelta(days=1)))
        return asks


def _midnight(day: date) -> datetime:
    """When the day begins in UK time."""
    return timezone.make_aware(datetime.combine(day, time.min))
