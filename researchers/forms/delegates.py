"""Whom a person lets edit their entry."""

from django import forms

from pages.wording import PlainWords


class AssistantForm(PlainWords, forms.Form):
    """An assistant, by the address with which they sign in."""

    email = forms.EmailField(
        label="Their work email address",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="The one with which they sign in.",
    )
