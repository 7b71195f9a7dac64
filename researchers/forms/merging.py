"""Which entry is the same person's as another."""

from typing import Any

from django import forms

from pages.wording import PlainWords
from researchers.models import Researcher


class TwinForm(PlainWords, forms.Form):
    """Chosen by name from those that the coordinator may see, without the entry itself."""

    twin = forms.ModelChoiceField(
        Researcher.objects.none(), label="Which other entry is the same person’s?"
    )

    def __init__(self, *args: Any, entry: Researcher, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Researcher.objects.filter(merged_into__isnull=True).exclude(pk=entry.pk)
        field = self.fields["twin"]
        field.queryset = others.select_related("organisation").order_by("name", "pk")
        field.label_from_instance = lambda one: (
            f"{one}, {one.organisation.short_name}{'' if one.user_id else ', not claimed'}"
        )
