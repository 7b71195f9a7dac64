"""What a coordinator says of an organisation."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator

from accounts.models import Organisation
from pages.wording import PlainWords

# Anybody gets an address there, so that it says nothing of where somebody belongs.
OF_ANYBODY = frozenset(
    {
        *("aol.com", "btinternet.com", "gmail.com", "gmx.com", "googlemail.com", "hotmail.co.uk"),
        *("hotmail.com", "icloud.com", "live.co.uk", "live.com", "mail.com", "me.com", "msn.com"),
        *("outlook.com", "proton.me", "protonmail.com", "sky.com", "virginmedia.com"),
        *("yahoo.co.uk", "yahoo.com"),
    }
)
MOST = 20
is_domain = DomainNameValidator(accept_idna=False)


class AddressesForm(PlainWords, forms.Form):
    """Which mail domains are an organisation's own."""

    domains = forms.CharField(
        label="Mail domains, one to a line",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="What stands behind the @, such as university.ac.uk. A domain below one of these"
        " is another one: staff.university.ac.uk has a line of its own.",
    )

    def __init__(self, *args: object, organisation: Organisation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.initial["domains"] = "\n".join(organisation.email_domains)

    def clean_domains(self) -> list[str]:
        """Give the domains in lower case, each once.

        Raises:
            ValidationError: a line is no domain, or is one where anybody gets an address.
        """
        lines = [line.strip().lstrip("@").lower() for line in self.cleaned_data["domains"].split()]
        domains = list(dict.fromkeys(line for line in lines if line))
        for domain in domains:
            _check(domain)
        if len(domains) > MOST:
            words = f"Enter {MOST} domains or fewer"
            raise ValidationError(words)
        return domains


def _check(domain: str) -> None:
    if domain in OF_ANYBODY:
        words = f"Anybody gets an address at {domain}, so it does not say where they belong"
        raise ValidationError(words)
    try:
        is_domain(domain)
    except ValidationError as error:
        words = f"“{domain}” is not a mail domain. Write it like university.ac.uk"
        raise ValidationError(words) from error
    if len(domain) > Organisation._meta.get_field("email_domains").base_field.max_length:
        words = f"“{domain[:40]}…” is too long"
        raise ValidationError(words)
