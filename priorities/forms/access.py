"""Forms by which somebody is let into a question."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import Membership, User
from clearances.ceilings import meets
from pages.wording import PlainWords, UkDateField
from priorities.forms.handling import ReasonField
from priorities.models import Question
from priorities.models.handling import GRANT_LASTS

LONGEST = timedelta(days=366)
# One sentence for an address nobody has, for somebody without a membership, for an account that is
# off and for somebody who is not cleared: it tells nobody which of them it is.
NOBODY = "Enter the address of somebody who meets this marking today"


def in_default_days() -> date:
    """The last day of a grant unless somebody says otherwise."""
    return timezone.localdate() + GRANT_LASTS


class GrantForm(PlainWords, forms.Form):
    """Who is to read a question, why, and until when."""

    email = forms.EmailField(
        label="Their email address",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="You are told only whether they meet this marking today.",
    )
    reason = ReasonField(label="Why do they need to know it?")
    until = UkDateField(
        label="Last day on which they may read it",
        initial=in_default_days,
        error_messages={"required": "Enter the last day on which they may read it"},
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question

    def clean_email(self) -> User:
        """Give the person; the same questions are asked whether the address is known or not."""
        typed = self.cleaned_data["email"].lower()
        person = User.objects.filter(email=typed, is_active=True).first() or User()
        confirmed = Membership.objects.on(timezone.localdate()).confirmed()
        is_member = confirmed.filter(user=person.pk).exists()
        is_cleared = meets(person, Marking(self.question.marking))
        if not (is_member and is_cleared):
            raise ValidationError(NOBODY, code="nobody")
        return person

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if day < today:
            raise ValidationError("The last day must be today or later")
        if day > today + LONGEST:
            raise ValidationError("The last day must be within a year")
        return day

    @property
    def expires_at(self) -> datetime:
        """The midnight at which the last day ends."""
        after = self.cleaned_data["until"] + timedelta(days=1)
        return timezone.make_aware(datetime.combine(after, time.min))


class BreakGlassForm(PlainWords, forms.Form):
    """Why a coordinator must read a question now."""

    reason = ReasonField(
        label="Why can this not wait for its owner?",
        help_text="The second coordinator and the owner read this. Write nothing of the matter "
        "itself. It is kept, and may be disclosed under the Freedom of Information Act.",
        error_messages={
            "required": "Enter why it cannot wait",
            "max_length": "The reason must be 500 characters or fewer",
        },
    )
