"""The sign-in form, and the filters of the access log."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import attempts
from accounts.models import AccessEvent, User
from pages.listing import FilterForm
from pages.wording import UkDateField


class SignInForm(AuthenticationForm):
    """E-mail address and password; unknown address and wrong password get one same answer."""

    username = forms.EmailField(
        label="Email address",
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address in the correct format, like name@example.ac.uk",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    error_messages = {
        "invalid_login": "Enter an email address and password that belong together",
        "inactive": "Enter an email address and password that belong together",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = "Enter your password"

    def clean(self) -> dict[str, Any]:
        """Look at the password only while there were not too many tries."""
        typed = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not all(typed):
            return super().clean()
        who = {"email": typed[0], "address": attempts.address_of(self.request)}
        if not attempts.begin(**who):
            words = "Too many wrong tries. Wait five minutes, then try again"
            raise ValidationError(words, code="limited")
        cleaned = super().clean()
        attempts.forgive(**who)
        return cleaned

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()


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
