"""Approaches as data that coordinators keep."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from pages.listing import FilterForm
from pages.wording import Paragraphs, PlainWords, UkDateField
from researchers.models import Approach


class ApproachFilterForm(FilterForm):
    """Which approaches to show; as a rule all that ever were."""

    in_force = forms.BooleanField(label="Only those in force today")

    def conditions(self) -> dict[str, Q]:
        """What the filter asks of an approach, where it is set."""
        in_force = Approach.objects.on(timezone.localdate()).values("pk")
        return {"in_force": Q(pk__in=in_force)} if self.cleaned_data["in_force"] else {}


class ApproachForm(PlainWords, forms.ModelForm):
    """An approach with the days from and until which it can be chosen."""

    parent = forms.ModelChoiceField(
        Approach.objects.wide(),
        label="Part of",
        required=False,
        to_field_name="slug",
        empty_label="No other: it stands for itself",
    )
    starts_on = UkDateField(label="First day", error_messages={"required": "Enter the first day"})
    ends_on = UkDateField(
        label="Last day",
        required=False,
        help_text="Leave empty while it can be chosen. Afterwards it stays with those who have it.",
    )

    class Meta:
        model = Approach
        fields = ["name", "definition", "parent", "cues", "starts_on", "ends_on"]
        widgets = {
            "definition": Paragraphs(attrs={"rows": 3}),
            "cues": Paragraphs(attrs={"rows": 6}),
        }
        labels = {"cues": "Words that suggest it"}
        help_texts = {
            "definition": "One plain sentence.",
            "cues": "Words or phrases in somebody’s own text that suggest it to them, one to a"
            " line. Case, plural and endings do not matter.",
        }
        error_messages = {
            "name": {"required": "Enter a name"},
            "definition": {"required": "Enter a definition"},
        }

    def __init__(self, *args: Any, instance: Approach, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        parent = self.fields["parent"]
        parent.queryset = Approach.objects.wide().exclude(pk=instance.pk)
        if instance.parent:
            self.initial["parent"] = instance.parent.slug

    def clean_name(self) -> str:
        """Make the link of a new approach of its name; it keeps the link it was first given."""
        name: str = self.cleaned_data["name"]
        slug = self.instance.slug or slugify(name)[:50].strip("-")
        if slug in {"", "new"}:
            raise ValidationError("Enter a name that no other approach has")
        self.instance.slug = slug
        return name

    def clean(self) -> dict[str, Any]:
        # Without Django's own look for one of the same name: `save_approach` knows one sent twice.
        return self.cleaned_data
