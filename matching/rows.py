"""What a row of a ranked list shows: the suggestion, its bars and what each voice said of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Exists, OuterRef

from matching.models import Decision, Suggestion


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a score, as a share of the best score for the same question."""

    label: str
    percent: int


@dataclass(slots=True)
class Row:
    """A suggestion with the standing decision of each voice."""

    suggestion: Suggestion
    best: float
    said: dict[str, Decision] = field(default_factory=dict)

    @property
    def coordinator(self) -> Decision | None:
        return self._standing(Decision.Voice.COORDINATOR)

    @property
    def lead(self) -> Decision | None:
        return self._standing(Decision.Voice.LEAD)

    @property
    def researcher(self) -> Decision | None:
        return self._standing(Decision.Voice.RESEARCHER)

    def _standing(self, voice: str) -> Decision | None:
        """The decision, unless it was taken back."""
        decision = self.said.get(voice)
        return decision if decision and decision.answer != Decision.Answer.UNDONE else None

    @property
    def follows(self) -> dict[str, str]:
        """For each voice the decision, taken back or not, that its next one would follow."""
        return {voice: str(decision.pk) for voice, decision in self.said.items()}

    @property
    def percent(self) -> int:
        return self._share(self.suggestion.score)

    @property
    def bars(self) -> list[Bar]:
        return [
            Bar("Meaning", self._share(self.suggestion.meaning)),
            Bar("Shared words", self._share(self.suggestion.words)),
        ]

    def _share(self, part: float | None) -> int:
        return max(0, round(100 * (part or 0) / self.best)) if self.best else 0

    @property
    def is_shown_to_researcher(self) -> bool:
        rank = self.suggestion.rank
        return rank is not None and rank <= settings.MATCHING_SHOWN


def rows(suggestions: Iterable[Suggestion]) -> list[Row]:
    """Rows for suggestions of one or several questions, in their order; three queries in all."""
    suggestions = list(suggestions)
    runs = {suggestion.run_id for suggestion in suggestions}
    best = dict(Suggestion.objects.filter(run__in=runs, rank=1).values_list("run_id", "score"))
    said = _standing(suggestions)
    return [
        Row(s, best.get(s.run_id, 0.0), said.get((s.run.question_id, s.researcher_id), {}))
        for s in suggestions
    ]


def _standing(suggestions: list[Suggestion]) -> dict[tuple[object, object], dict[str, Decision]]:
    decisions = (
        Decision.objects.standing()
        .filter(
            question__in={s.run.question_id for s in suggestions},
            researcher__in={s.researcher_id for s in suggestions},
        )
        .select_related("by")
    )
    said: dict[tuple[object, object], dict[str, Decision]] = {}
    for decision in decisions:
        pair = (decision.question_id, decision.researcher_id)
        said.setdefault(pair, {})[decision.voice] = decision
    return said


def answered(voice: str, answers: Iterable[str]) -> Exists:
    """A condition on suggestions: the voice's standing answer is one of these."""
    return Exists(
        Decision.objects.standing().filter(
            question=OuterRef("run__question"),
            researcher=OuterRef("researcher"),
            voice=voice,
            answer__in=list(answers),
        )
    )
