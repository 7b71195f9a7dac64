"""Forms for themes and for reading questions under them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from pages.wording import Paragraphs, PlainWords, UkDateField
from priorities.models import Theme


class ThemeForm(PlainWords, forms.ModelForm):
    """A theme with the days from and until which it stands."""

    starts_on = UkDateField(label="First day", error_messages={"required": "Enter the first day"})
    ends_on = UkDateField(
        label="Last day", required=False, help_text="Leave empty while the theme stands."
    )

    class Meta:
        model = Theme
        fields = ["kind", "name", "description", "starts_on", "ends_on"]
        widgets = {"description": Paragraphs(attrs={"rows": 3})}
        error_messages = {
            "name": {"required": "Enter a name"},
            "description": {"required": "Enter a description"},
        }

    def clean_name(self) -> str:
        """Make the link of a new theme of its name; a theme keeps the link it was first given."""
        name: str = self.cleaned_data["name"]
        slug = self.instance.slug or slugify(name)[:50].strip("-")
        if slug in {"", "new"}:
            raise ValidationError("Enter a name that no other theme has")
        self.instance.slug = slug
        return name

    def clean(self) -> dict[str, Any]:
        # Without Django's own look for a theme of the same name: `save_theme` knows one sent twice.
        return self.cleaned_data


class ReadingsForm(PlainWords, forms.Form):
    """The themes that a coordinator reads a question under, beside those they saw ticked."""

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.by_kind(),
        label="Themes, strands and threats",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        help_text="Several, one or none. None of them ever changes who is matched.",
    )
    # What a colleague adds while the page lies open was never unticked on it.
    shown = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        required=False,
        to_field_name="slug",
        widget=forms.MultipleHiddenInput,
    )

    def changes(self) -> dict[str, list[Theme]]:
        """What was ticked (`added`) and unticked (`removed`) on the page."""
        themes, shown = self.cleaned_data["themes"], self.cleaned_data["shown"]
        return {
            "added": [theme for theme in themes if theme not in shown],
            "removed": [theme for theme in shown if theme not in themes],
        }
