"""Declaring an interest in a person or an organisation."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, User
from pages.submissions import SubmissionForm
from pages.wording import PlainWords
from researchers.models import Interest, Researcher

IN_WHOM = "Choose somebody, or an organisation, or enter a name"


class InterestForm(PlainWords, SubmissionForm):
    """In whom: somebody on the register that one may see, an organisation, or a name in words."""

    kind = forms.ChoiceField(
        label="What is it?", choices=Interest.Kind.choices, widget=forms.RadioSelect
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="In an organisation", required=False
    )
    entry = forms.ModelChoiceField(
        Researcher.objects.none(), label="In somebody on the register", required=False
    )
    other_name = forms.CharField(
        label="In somebody else",
        required=False,
        max_length=120,
        help_text="Their name as they sign with it. For example, Chief Inspector Lee Lead",
    )
    note = forms.CharField(label="Anything to add", required=False, max_length=300)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        still_in = Q(left_on__isnull=True) | Q(left_on__gte=timezone.localdate())
        organisations = Organisation.objects.filter(still_in).order_by("name")
        self.fields["organisation"].queryset = organisations
        self.fields["organisation"].label_from_instance = lambda one: one.name
        others = Researcher.objects.visible_to(user).filter(user__isnull=False)
        self.fields["entry"].queryset = others.exclude(user=user).select_related("user")

    def clean(self) -> dict[str, Any]:
        """Somebody has to be named; what is returned is what an interest is made of."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        entry = cleaned.pop("entry", None)
        cleaned["other_person"] = entry.user if entry else None
        named = entry or cleaned.get("organisation") or cleaned.get("other_name")
        if not named and not self.errors.keys() & {"entry", "organisation", "other_name"}:
            self.add_error("organisation", IN_WHOM)
        return cleaned
