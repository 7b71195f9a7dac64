"""The form by which an owner says of which other question theirs came."""

from typing import Any

from django import forms

from accounts.models import User
from pages.wording import PlainWords
from priorities.models import Question


class DescentForm(PlainWords, forms.Form):
    """Another question that one answers for; of others' one begins on their page."""

    parent = forms.ModelChoiceField(
        Question.objects.none(),
        label="Which other question of yours does it come of?",
        empty_label="Select a question",
        help_text="Where one question was split, each part comes of it; where several were merged, "
        "the new one comes of each.",
        error_messages={
            "required": "Select the question it comes of",
            "invalid_choice": "Select the question it comes of",
        },
    )

    def __init__(self, *args: Any, child: Question, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owned = Question.objects.led_by(user).exclude(pk=child.pk)
        self.fields["parent"].queryset = owned.for_reading(user)
