"""The form in which a coordinator answers an offer."""

from django import forms

from pages.wording import Paragraphs, PlainWords
from priorities.forms.looking import LooksFirst
from priorities.forms.questions import DISCLOSURE


class ReplyForm(PlainWords, LooksFirst):
    """What becomes of an offer, and why."""

    looked_at = ("words",)

    words = forms.CharField(
        label="Your reply",
        max_length=1000,
        widget=Paragraphs(attrs={"rows": 5}),
        help_text="What happens next, or why not now. The researcher reads it with your name, and "
        f"it stays beside their offer. {DISCLOSURE}",
        error_messages={
            "required": "Enter your reply: every offer is owed one, with a reason",
            "max_length": "The reply must be 1,000 characters or fewer",
        },
    )
