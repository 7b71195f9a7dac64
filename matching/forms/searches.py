"""What a coordinator wants to know somebody for."""

from django import forms

from pages.wording import Paragraphs, PlainWords
from priorities.models.questions import has_words


class PersonSearchForm(PlainWords, forms.Form):
    """A few words, or a paragraph, which finds more."""

    words = forms.CharField(
        label="What do you need to know?",
        max_length=1000,
        validators=[has_words],
        widget=Paragraphs(attrs={"rows": 4}),
        help_text="A paragraph finds more than a line. It is compared with what people say and "
        "have done, by meaning and not only by the same words. Only you see it, for 24 hours.",
        error_messages={"required": "Enter what you need to know"},
    )
