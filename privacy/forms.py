"""What a person is asked before they leave."""

from django import forms

from pages.wording import PlainWords


class LeaveForm(PlainWords, forms.Form):
    """One tick, since nothing brings it back."""

    sure = forms.BooleanField(
        label="Close my account and take away what is held of me. I know that it cannot be undone"
    )
