"""Forms by which a question is scored, and by which the values get their words."""

from collections.abc import Mapping
from typing import Any

from django import forms

from pages.submissions import SubmissionForm
from pages.wording import PlainWords
from priorities.models import Band, Confidence, Part, Scoring
from priorities.models.rubric import VALUES

HERE, ELSEWHERE = "here", "elsewhere"
HINTS = {
    Part.HARM: "How bad is it for people and places, where it happens?",
    Part.LIKELIHOOD: "How often does it happen, and does it grow?",
    Part.POSITION: "How far are you from being able to deal with it? 5 is furthest.",
}
Words = Mapping[tuple[str, int], str]


EMPTY: dict[str, Any] = {**dict.fromkeys(Part.values), "confidence": "", "band": ""}


def _part(part: Part) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=f"If here: {part.label.lower()}",
        choices=[(value, str(value)) for value in VALUES],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
        help_text=HINTS[part],
    )


class ScoringForm(PlainWords, SubmissionForm):
    """Three parts and how sure one is of them, or a band where the score is held elsewhere.

    What belongs to the other answer is not kept: no tick can be taken back without a script.
    """

    # The score that stood when the page was opened.
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    where = forms.ChoiceField(
        label="Where is it scored?",
        choices=[
            (HERE, "Here, in three parts"),
            (ELSEWHERE, "A score exists and is held elsewhere: I give its band only"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select where it is scored"},
    )
    harm, likelihood, position = (_part(part) for part in Part)
    confidence = forms.ChoiceField(
        label="If here: how sure are you of the three?",
        choices=Confidence,
        widget=forms.RadioSelect,
        required=False,
        help_text="Shown beside the score. It is never counted into it.",
    )
    band = forms.ChoiceField(
        label="If elsewhere: which band?",
        choices=Band,
        widget=forms.RadioSelect,
        required=False,
        help_text="The band alone. A force’s own score stays in the force’s own systems.",
    )
    mark_optional = False  # which are needed is said by “if here” and “if elsewhere”

    def __init__(self, *args: Any, stands: Scoring | None, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _initial(stands)} | kwargs)
        for part in Part:
            said = [(value, words.get((part.value, value), "")) for value in VALUES]
            self.fields[part.value].choices = [(value, _choice(value, w)) for value, w in said]

    def clean(self) -> dict[str, Any]:
        """What the answer to “where” asks for, and nothing of the other one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        where = cleaned.pop("where", None)
        asked = {HERE: (*Part.values, "confidence"), ELSEWHERE: ("band",)}.get(where, ())
        for name in asked:
            if name in cleaned and cleaned[name] in ("", None):
                self.add_error(name, f"Select {_called(name)}")
        kept = {"held_elsewhere": where == ELSEWHERE}
        for name in (*Part.values, "confidence", "band"):
            kept[name] = cleaned.get(name) if name in asked else EMPTY[name]
        return cleaned | kept


def _called(name: str) -> str:
    called = {"confidence": "how sure you are", "band": "the band"}
    return called.get(name) or f"a value for {Part(name).label.lower()}"


def _choice(value: int, words: str) -> str:
    return f"{value}. {words}" if words else str(value)


def _initial(stands: Scoring | None) -> dict[str, Any]:
    """What stands, to be changed where it is wrong."""
    if stands is None:
        return {}
    where = ELSEWHERE if stands.held_elsewhere else HERE
    names = (*Part.values, "confidence", "band")
    return {"seen": stands.pk, "where": where} | {name: getattr(stands, name) for name in names}


class RubricWordsForm(forms.Form):
    """What each value of each part means, from now on."""

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in Part:
            for value in VALUES:
                self.fields[f"{part.value}-{value}"] = _meaning(part, value, words)

    def changes(self) -> dict[tuple[str, int], str]:
        """What was typed over, by part and value."""
        return {
            (part.value, value): self.cleaned_data[f"{part.value}-{value}"]
            for part in Part
            for value in VALUES
            if f"{part.value}-{value}" in self.changed_data
        }


def _meaning(part: Part, value: int, words: Words) -> forms.CharField:
    label = f"{part.label} {value}"
    wrong = {
        "required": f"Enter what {label.lower()} means",
        "max_length": f"{label} must be 120 characters or fewer",
    }
    return forms.CharField(
        label=label,
        max_length=120,
        initial=words.get((part.value, value), ""),
        # Sent along with the page, so that nobody sets back what a colleague changes meanwhile.
        show_hidden_initial=True,
        error_messages=wrong,
    )
