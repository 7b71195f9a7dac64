"""GOV.UK-style form rendering with Django alone: classes, hints, errors, counts, optional marks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input, Widget

# Widget class -> (its CSS class, the one added when the answer is wrong). First match wins, so
# subclasses stand first: to Django, CheckboxSelectMultiple *is a* RadioSelect.
CLASSES: dict[type[Widget], tuple[str, str]] = {
    forms.Textarea: ("govuk-textarea", "govuk-textarea--error"),
    forms.CheckboxSelectMultiple: ("govuk-checkboxes__input", ""),
    forms.RadioSelect: ("govuk-radios__input", ""),
    forms.CheckboxInput: ("govuk-checkboxes__input", ""),
    forms.Select: ("govuk-select", "govuk-select--error"),
    forms.FileInput: ("govuk-file-upload", "govuk-file-upload--error"),
    forms.PasswordInput: (
        "govuk-input govuk-password-input__input govuk-js-password-input-input",
        "govuk-input--error",
    ),
    Input: ("govuk-input", "govuk-input--error"),
}
KINDS: tuple[tuple[type[Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
)


class GovukBoundField(BoundField):
    """A form field that knows how GOV.UK Frontend draws it."""

    @property
    def kind(self) -> str:
        """Which part of forms/field.html draws the field."""
        widget = self.field.widget
        return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "input")

    @property
    def first_id(self) -> str:
        """The id of the first control that takes focus: where the error summary links to."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def max_chars(self) -> int | None:
        """The limit that a character count shows; only text areas have one."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def is_marked_optional(self) -> bool:
        """True where "(optional)" belongs beside the label: not in filters or at a single tick."""
        return (
            not self.field.required
            and self.kind != "checkbox"
            and getattr(self.form, "mark_optional", True)
        )

    @property
    def aria_describedby(self) -> str | None:
        """The ids of hint, character count and error, in the order in which they are read."""
        described = super().aria_describedby
        if described is None or not self.max_chars:
            return described
        return f"{described} {self.auto_id}-info".strip()

    def build_widget_attrs(
        self, attrs: Mapping[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        """Return the control's attributes: GOV.UK classes, no `required`, no hard length stop."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)  # the server explains what is missing, in the summary
        if widget.is_hidden:
            return attrs
        if self.max_chars:
            widget.attrs.pop("maxlength", None)  # let people overrun, then tell them
        base, wrong = next(
            (names for cls, names in CLASSES.items() if isinstance(widget, cls)), ("", "")
        )
        names = [base, widget.attrs.get("class"), self.errors and wrong]
        if self.max_chars:
            names.append("govuk-js-character-count")
        attrs["class"] = " ".join(filter(None, names))
        return attrs


class GovukRenderer(TemplatesSetting):
    """Set as FORM_RENDERER: `{{ form }}` and `{{ field.as_field_group }}` come out as GOV.UK."""

    bound_field_class = GovukBoundField
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
