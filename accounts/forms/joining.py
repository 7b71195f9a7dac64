"""Forms by which people are asked in, ask by themselves, and come in."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts import attempts
from accounts.models import Organisation
from accounts.models.joining import INVITED_AS
from accounts.permissions import Role
from pages.submissions import SubmissionForm
from pages.wording import PlainWords

ADDRESS = forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})
OWN_ADDRESS = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})


class InvitationForm(PlainWords, forms.Form):
    """Whom to ask in, and as what."""

    name = forms.CharField(label="Their name", max_length=120)
    email = forms.EmailField(
        label="Their work email address", widget=ADDRESS, help_text="They sign in with it."
    )
    role = forms.ChoiceField(
        label="They come in as",
        choices=[(role, Role(role).label) for role in INVITED_AS],
        widget=forms.RadioSelect,
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class PasswordForm(PlainWords, forms.Form):
    """The password of an account that is being made; typed once, since it can be shown."""

    password = forms.CharField(
        label="Choose a password",
        strip=False,
        max_length=256,
        help_text="15 characters or more. Three or four words that only you put together do well.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class JoinForm(PasswordForm):
    """What an invited person says of themselves: others know them by this name."""

    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "password"]


class SignUpForm(PlainWords, SubmissionForm):
    """What somebody says who asks for an account. Every address gets the same answer."""

    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Your work email address",
        widget=OWN_ADDRESS,
        help_text="We mail you a link. With an address of your organisation you need not wait "
        "for anybody to confirm that you belong to it.",
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Your organisation",
        empty_label="Choose one",
        to_field_name="slug",
    )
    post = forms.CharField(
        label="Your post",
        max_length=120,
        help_text="Such as senior lecturer in criminology.",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        self.fields["organisation"].queryset = Organisation.objects.here()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """Count the try, whether or not there is such an account."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            who = {"email": cleaned["email"], "address": self.address}
            if not attempts.begin(**who, door="sign-up"):
                words = "Too many tries. Wait five minutes, then try again"
                raise ValidationError(words, code="limited")
        return cleaned
