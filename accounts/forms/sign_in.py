"""The sign-in form."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from accounts import attempts


class SignInForm(AuthenticationForm):
    """E-mail address and password; unknown address and wrong password get one same answer."""

    username = forms.EmailField(
        label="Email address",
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address in the correct format, like name@example.ac.uk",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    error_messages = {
        "invalid_login": "Enter an email address and password that belong together",
        "inactive": "Enter an email address and password that belong together",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = "Enter your password"

    def clean(self) -> dict[str, Any]:
        """Look at the password only while there were not too many tries."""
        typed = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not all(typed):
            return super().clean()
        who = {"email": typed[0], "address": attempts.address_of(self.request)}
        if not attempts.begin(**who):
            words = "Too many wrong tries. Wait five minutes, then try again"
            raise ValidationError(words, code="limited")
        cleaned = super().clean()
        attempts.forgive(**who)
        return cleaned

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()
