"""A form of words that says, before they are kept, what in them may tell of somebody."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from priorities.sensitive import Part, excerpts

ASK = "Look at the words that are marked, then take them out or tick the box"
LABEL = "I have looked at what is marked: it names no person, address or live case"


class LookedInput(forms.CheckboxInput):
    """A tick that holds for what was marked when the page was shown, and for nothing else."""

    def __init__(self, digest: str) -> None:
        super().__init__(attrs={"value": digest})
        self.digest = digest

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return data.get(name) == self.digest


class LooksFirst(forms.Form):
    """Asks for a tick where words of `looked_at` may tell of somebody; `marked` shows them.

    It warns: whoever ticks the box goes on with the words as they are.
    """

    # Names of the fields that hold words.
    looked_at: ClassVar[tuple[str, ...]] = ()
    marked: list[tuple[str, list[Part]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marked = excerpts(self._texts()) if self.is_bound else []
        if self.marked:
            words = [part.words for _, parts in self.marked for part in parts if part.kind]
            digest = hashlib.sha256("\n".join(words).encode()).hexdigest()
            self.fields["has_looked"] = forms.BooleanField(
                label=LABEL,
                widget=LookedInput(digest),
                error_messages={"required": ASK},
            )

    def _texts(self) -> dict[str, str]:
        """What was typed, by the label of its field; what is longer than may be kept is cut."""
        fields = {name: self.fields[name] for name in self.looked_at}
        return {
            str(field.label): str(self.data.get(name, ""))[: field.max_length]
            for name, field in fields.items()
        }

    def clean(self) -> dict[str, Any]:
        """The tick is nobody else's business."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned.pop("has_looked", None)
        return cleaned
