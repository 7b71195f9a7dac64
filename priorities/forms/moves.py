"""The form by which a question is moved on, or its owner told how it stands."""

from typing import Any

from django import forms

from pages.submissions import SubmissionForm
from pages.wording import Paragraphs, PlainWords
from priorities.forms.looking import LooksFirst
from priorities.models import Question
from priorities.stages import State, choices

# What a person means by each, where the name alone does not say it.
MEANS = {
    State.CONTACT: "Its summary is not released yet.",
    State.OPEN: "Anybody who knows of it may think along.",
    State.PARKED: "Nothing happens now, and the reason says why. It can be opened again.",
    State.WITHDRAWN: "It stands in no list of others any more.",
    State.ANSWERED: "The reason says what came of it.",
}


class MoveForm(PlainWords, LooksFirst, SubmissionForm):
    """Where a question goes from where it was seen to stand, and why."""

    looked_at = ("reason",)

    seen = forms.ChoiceField(choices=State, widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label="Where does it go?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select where it goes"},
    )
    reason = forms.CharField(
        label="Why, or what has happened?",
        max_length=500,
        widget=Paragraphs(attrs={"rows": 3}),
        help_text="Whoever may know of the question reads it, coordinators too: no restricted "
        "words. “Parked, because …” is a good end; silence is not.",
        error_messages={
            "required": "Say why, or what has happened",
            "max_length": "The reason must be 500 characters or fewer",
        },
    )
    field_order = ["to", "reason"]

    def __init__(self, *args: Any, question: Question, is_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"seen": question.state}} | kwargs)
        is_released = question.released_at is not None
        states = choices(question.state, is_owner=is_owner, is_released=is_released)
        stays = f"It stays: {State(question.state).label}. I only say how it stands"
        self.fields["to"].choices = [
            (str(question.state), stays),
            *((str(state), f"{state.label}{_means(state)}") for state in states),
        ]


def _means(state: State) -> str:
    return f". {MEANS[state]}" if state in MEANS else ""
