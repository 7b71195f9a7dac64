"""Forms by which a question is released, marked and handled."""

from typing import Any

from django import forms

from accounts.markings import Marking
from pages.wording import Paragraphs, PlainWords
from priorities.forms.looking import LooksFirst
from priorities.forms.questions import HandlingFields, MarkingField
from priorities.models import Question
from priorities.models.questions import has_words
from priorities.steps import digest_of_words

KEPT = "It is kept, and may be disclosed under the Freedom of Information Act."


class ReasonField(forms.CharField):
    """Why, in a few words, for whoever decides or looks later."""

    widget = Paragraphs(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "required": "Enter why",
            "max_length": "The reason must be 500 characters or fewer",
        }
        more = {"label": "Why?", "max_length": 500, "help_text": KEPT, "error_messages": words}
        super().__init__(**more | kwargs)


class ReleaseForm(PlainWords, LooksFirst):
    """What members may read of a question, once a second person has confirmed it."""

    looked_at = ("words", "reason")

    words = forms.CharField(
        label="Summary",
        max_length=2000,
        validators=[has_words],
        widget=Paragraphs(attrs={"rows": 8}),
        help_text="In words that give nothing away: no names, no places, no operations, no live "
        "cases. People are found by these words.",
        error_messages={"required": "Enter the summary"},
    )
    marking = MarkingField(label="Marking of the summary", help_text="")
    reason = ReasonField(help_text=f"The second person reads this. {KEPT}")

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What comes out of a question is never marked higher than the question.
        self.fields["marking"].highest = min(Marking(question.marking), Marking.OFFICIAL)
        self.fields["marking"].choices = self.fields["marking"].on_offer


class RemarkingForm(PlainWords, forms.Form):
    """Another marking, and why."""

    marking = MarkingField(
        label="New marking", error_messages={"required": "Select the new marking"}
    )
    reason = ReasonField()


class HandlingForm(PlainWords, HandlingFields):
    """How a question is handled, beside its marking."""

    # Names the note that the page was opened on, so that nobody's is overwritten unseen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        stands = {name: getattr(question, name) for name in HANDLED}
        stands["only_organisations"] = question.only_organisations.all()
        stands["handling_note"] = question.full.handling_note if question.full else ""
        stands["seen"] = digest_of_words(stands["handling_note"])
        super().__init__(*args, initial=stands, **kwargs)
        if not question.full:
            # A published question has no text but the public one, so there is nowhere to keep it.
            self.fields["handling_note"].widget = forms.HiddenInput()


HANDLED = ("is_shared_with_organisation", "is_for_recipients_only", "embargo_until")
