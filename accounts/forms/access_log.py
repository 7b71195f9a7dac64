"""The filters of the access log."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
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

    def narrow(self, rows: QuerySet[AccessEvent]) -> QuerySet[AccessEvent]:
        """Several acts are alternatives; several filters must all hold."""
        wanted = self.cleaned_data
        if wanted["verb"]:
            rows = rows.filter(verb__in=wanted["verb"])
        if wanted["person"]:
            account = Q(object_type=User._meta.label_lower, object_id=str(wanted["person"]))
            rows = rows.filter(Q(actor=wanted["person"]) | account)
        if wanted["thing"]:
            rows = rows.filter(object_id=wanted["thing"])
        if wanted["since"]:
            rows = rows.filter(at__gte=_midnight(wanted["since"]))
        if wanted["until"]:
            rows = rows.filter(at__lt=_midnight(wanted["until"] + timedelta(days=1)))
        return rows


def _midnight(day: date) -> datetime:
    """When the day begins in UK time."""
    return timezone.make_aware(datetime.combine(day, time.min))
