"""Error words in the manner of GOV.UK: what to do, never "This field is required"."""

from collections.abc import Mapping
from typing import Any

from django import forms

UK_DATE_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"]


def plain_words(field: forms.Field, name: str) -> dict[str, str]:
    """Return error messages for a field, by code, made from its label."""
    label = str(field.label or name.replace("_", " ").capitalize()).rstrip("?.:")
    label = label.replace("%", " per cent")  # Django fills in the messages with its % operator
    # A label that begins with an abbreviation ("ORCID iD") keeps its capitals within a sentence.
    inner = label if label[:2].isupper() else label[:1].lower() + label[1:]
    words = {
        "required": _required(field, label, inner),
        "min_length": f"{label} must be %(limit_value)d characters or more",
        "invalid_choice": f"{label} must be one of those on the list",
        "invalid_pk_value": f"{label} must be one of those on the list",
        "invalid_list": f"{label} must be one of those on the list",
        "empty": "The selected file is empty",
    }
    if longest := getattr(field, "max_length", None):
        words["max_length"] = f"{label} must be {longest:,} characters or fewer"
    # Only for these types: elsewhere the words are those of the field's own validator.
    for kind, invalid in _INVALID.items():
        if isinstance(field, kind):
            words["invalid"] = invalid.format(label)
    return words


def _required(field: forms.Field, label: str, inner: str) -> str:
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}” to continue"
    chosen = forms.ChoiceField | forms.ModelChoiceField | forms.FileField
    return f"{'Select' if isinstance(field, chosen) else 'Enter'} {inner}"


_INVALID: dict[type[forms.Field], str] = {
    forms.EmailField: "Enter an email address in the correct format, like name@example.ac.uk",
    forms.URLField: "Enter a web address in the correct format, like https://www.example.ac.uk",
    forms.DateField: "{} must be a date, like 20/1/2026",
    forms.IntegerField: "{} must be a whole number, like 12",
    # Django's own kinds of IntegerField, so they stand after it.
    forms.FloatField: "{} must be a number, like 1.5",
    forms.DecimalField: "{} must be a number, like 1.5",
    forms.FileField: "Select the file again: it did not arrive",
}


class PlainWords:
    """Mix in before Form: fields say "Enter…" or "Select…" unless told their own words."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            given = field.error_messages
            field.error_messages = given | {
                code: words
                for code, words in plain_words(field, name).items()
                if given.get(code) == _default_words(field, code)
            }


def _default_words(field: forms.Field, code: str) -> object:
    """Return Django's own message for the code, None where it comes from a validator."""
    for cls in type(field).__mro__:
        if code in getattr(cls, "default_error_messages", {}):
            return cls.default_error_messages[code]
    return None


class Paragraphs(forms.Textarea):
    """A text area whose line breaks count as one character, as in the counter below it.

    Browsers send two (CR LF), and a text that just fits would be refused as too long.
    """

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> Any:
        """Return the text with its line breaks as LF."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class UkDateField(forms.DateField):
    """A date typed day first, in one box; shows a date back as 20/1/2026."""

    widget = forms.DateInput(
        format="%d/%m/%Y", attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}
    )

    def __init__(self, **kwargs: Any) -> None:
        hint = "For example, 20/1/2026"
        super().__init__(**{"input_formats": UK_DATE_FORMATS, "help_text": hint} | kwargs)
