"""Forms by which a question is put in other words and its owner says what they hold of them."""

from typing import Any

from django import forms

from pages.wording import Paragraphs, PlainWords
from priorities.forms.additions import AdditionForm
from priorities.forms.looking import LooksFirst
from priorities.forms.questions import DISCLOSURE
from priorities.models.questions import has_words


class VersionForm(LooksFirst, AdditionForm):
    """Other words for a question, and where they were found."""

    looked_at = ("words", "found_at")

    words = forms.CharField(
        label="The question in other words",
        max_length=2000,
        validators=[has_words],
        widget=Paragraphs(attrs={"rows": 6}),
        help_text="Change what stands here. Nothing is replaced: the first words stay one click "
        f"away, and the owner says whether these are taken. {DISCLOSURE}",
        error_messages={
            "required": "Enter the question in other words",
            "max_length": "The question must be 2,000 characters or fewer",
        },
    )
    found_at = forms.CharField(
        label="Where were they found?",
        required=False,
        max_length=200,
        help_text="A workshop and its day, such as “Workshop on cash businesses, 3 December 2026”.",
    )
    field_order = ["words", "found_at", "marking"]


class AssentForm(PlainWords, LooksFirst):
    """Whether the owner takes the words, and if not, why."""

    looked_at = ("reason",)
    mark_optional = False  # the reason is, for one answer and not for the other; its hint says so

    # Names the words that the page was opened on, so that nobody's are replaced unseen.
    seen = forms.CharField(widget=forms.HiddenInput)
    is_given = forms.TypedChoiceField(
        label="Your answer",
        choices=[("yes", "Take these words"), ("no", "Leave the question as it is")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Select an answer"},
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        max_length=500,
        widget=Paragraphs(attrs={"rows": 3}),
        help_text="Whoever proposed the words reads it. To leave the question as it is needs a "
        f"reason. {DISCLOSURE}",
        error_messages={"max_length": "The reason must be 500 characters or fewer"},
    )
    field_order = ["is_given", "reason"]

    def clean(self) -> dict[str, Any]:
        """Words that are not taken are answered with a reason."""
        cleaned = super().clean()
        is_kept_back = cleaned.get("is_given") is False
        if is_kept_back and not cleaned.get("reason") and not self.has_error("reason"):
            self.add_error("reason", "Enter why: whoever proposed the words is owed a reason")
        return cleaned
