"""The form in which one of the boring steps is said to stand somewhere."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from matching.models import Formality
from pages.submissions import SubmissionForm
from pages.wording import PlainWords, UkDateField


class FormalityForm(PlainWords, SubmissionForm):
    """Which step, how it stands, who has it and until when, and its number elsewhere."""

    kind = forms.ChoiceField(
        label="Which step?",
        choices=Formality.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a step"},
    )
    state = forms.ChoiceField(
        label="How does it stand?",
        choices=Formality.State,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how it stands"},
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label="Who has it?", required=False, empty_label="Nobody yet"
    )
    due_on = UkDateField(label="Until when?", required=False)
    reference = forms.CharField(
        label="Its number",
        required=False,
        max_length=100,
        help_text="Under which it stands in a system of its own. No paper of it is kept here.",
    )
    field_order = ["kind", "state", "owner", "due_on", "reference"]

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
