"""What somebody knows, and how they look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from pages.wording import Paragraphs, PlainWords
from researchers.models import Approach, Discipline, LensReading, Researcher


@dataclass(frozen=True, slots=True)
class Tick:
    """One approach to tick."""

    approach: Approach
    id: str
    is_ticked: bool
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A wide approach with its parts."""

    wide: Tick
    parts: list[Tick]

    @property
    def ticked_parts(self) -> int:
        return sum(part.is_ticked for part in self.parts)


class ExpertiseForm(PlainWords, forms.ModelForm):
    """Step two: topic and lens apart. Nothing is needed before the entry is sent."""

    mark_optional = False  # some of it is needed later, and the page says what

    discipline = forms.ModelChoiceField(
        Discipline.objects.all(),
        label="Main discipline",
        required=False,
        to_field_name="slug",
        empty_label="Choose one",
    )
    disciplines = forms.ModelMultipleChoiceField(
        Discipline.objects.all(),
        label="Other disciplines",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    approaches = forms.ModelMultipleChoiceField(
        Approach.objects.none(),
        label="Approaches",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Researcher
        fields = ["statement", "topics"]
        widgets = {
            "statement": Paragraphs(attrs={"rows": 8}),
            "topics": Paragraphs(attrs={"rows": 5}),
        }
        labels = {
            "statement": "What can you help police make sense of?",
            "topics": "Topics, in your own words",
        }
        help_texts = {
            "statement": "Write as you would explain it to a detective over coffee.",
            "topics": "One to a line. For example, “money laundering through shops”",
        }
        error_messages = {
            "statement": {"max_length": "What you can help with must be 3,000 characters or fewer"}
        }

    def __init__(self, *args: Any, instance: Researcher, **kwargs: Any) -> None:
        self.is_begun = not instance.is_new
        self.held = list(instance.approaches.all()) if self.is_begun else []
        kwargs["initial"] = self._initial(instance)
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["approaches"].queryset = self._offered()

    def clean_topics(self) -> str:
        """Without empty lines and outer spaces."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["topics"].splitlines())
        return "\n".join(line for line in lines if line)

    def chosen(self) -> dict[str, Any]:
        """What was chosen, in the words of the service."""
        values, seen = self.cleaned_data, self._sent("looked_at")
        others = [d for d in values["disciplines"] if d != values["discipline"]]
        looked_at = [pair for pair in self.suggestions() if pair[0].approach.slug in seen]
        return {
            "disciplines": [values["discipline"], *others],
            "approaches": {
                *values["approaches"],
                *(reading.approach for reading, is_ticked in looked_at if is_ticked),
            },
            "looked_at": {reading.approach.slug for reading, _ in looked_at},
        }

    def suggestions(self) -> list[tuple[LensReading, bool]]:
        """What is to be looked at, and whether it is ticked: all is, until somebody unticks it.

        The page sends back which it showed (`looked_at`) and which of them are ticked (`kept`):
        what was suggested while it lay open is still to be looked at.
        """
        if not self.is_begun:
            return []
        readings = self.instance.lens_readings.filter(answer=LensReading.Answer.OPEN)
        seen, kept = self._sent("looked_at"), self._sent("kept")
        return [
            (reading, reading.approach.slug not in seen or reading.approach.slug in kept)
            for reading in readings.select_related("approach")
        ]

    def groups(self) -> list[Group]:
        """The approaches to tick, each wide one with its parts."""
        ticked = self._sent("approaches") if self.is_bound else {a.slug for a in self.held}
        today = timezone.localdate()
        # The wide ones first, so that the first box is one that can be seen.
        offered = sorted(self.fields["approaches"].queryset, key=lambda a: a.parent_id is not None)
        ticks = {
            a.pk: Tick(a, f"id_approaches_{place}", a.slug in ticked, a.has_ended(today))
            for place, a in enumerate(offered)
        }
        parts: dict[int, list[Tick]] = {pk: [] for pk in ticks}
        for tick in ticks.values():
            parts.get(tick.approach.parent_id, []).append(tick)
        # A part whose wide one is not offered stands among the wide ones.
        tops = [tick for tick in ticks.values() if tick.approach.parent_id not in ticks]
        return [Group(tick, parts[tick.approach.pk]) for tick in tops]

    def _sent(self, name: str) -> set[str]:
        return set(self.data.getlist(name)) if self.is_bound else set()

    def _offered(self) -> QuerySet[Approach]:
        """Those in force, and those that the person has: an ended one stays with who has it."""
        today = Approach.objects.on(timezone.localdate())
        mine = [approach.pk for approach in self.held]
        return Approach.objects.filter(Q(pk__in=today.values("pk")) | Q(pk__in=mine))

    def _initial(self, instance: Researcher) -> dict[str, Any]:
        rows: Iterable[Any] = (
            instance.expertise.select_related("discipline") if self.is_begun else []
        )
        main = [row.discipline.slug for row in rows if row.is_primary]
        return {
            "discipline": main[0] if main else None,
            "disciplines": [row.discipline.slug for row in rows if not row.is_primary],
        }
