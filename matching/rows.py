"""What a row of a ranked list shows: the suggestion, its bars and what each voice said of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import User
from matching.models import Decision, MatchRun, Suggestion
from priorities.models import Question
from researchers.sections import Section


def section_of(kind: str) -> Section:
    """The section of an entry that a sentence of some kind of document stands in."""
    return Section.PROFILE if kind == "statement" else Section.EVIDENCE


@dataclass(slots=True)
class Row:
    """A suggestion with the standing decision of each voice.

    Its researcher bears `shown`: the sections that the reader sees of the entry.
    """

    suggestion: Suggestion
    best: float
    said: dict[str, Decision] = field(default_factory=dict)
    # For coordinators alone: `matching.conflicts` fills them in.
    warnings: list[str] = field(default_factory=list)

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
    def is_accepted(self) -> bool:
        """Whether all three voices stand by the pair, found for the summary."""
        is_of_summary = self.suggestion.run.basis == MatchRun.Basis.SUMMARY
        said = {voice: decision.answer for voice, decision in self.said.items()}
        return is_of_summary and Decision.is_accepted(said)

    @property
    def follows(self) -> dict[str, str]:
        """For each voice the decision, taken back or not, that its next one would follow."""
        return {voice: str(decision.pk) for voice, decision in self.said.items()}

    @property
    def words(self) -> dict[str, str]:
        """For each voice its standing answer in words, as it is spoken after a change."""
        return {
            voice: decision.get_answer_display()
            if (decision := self._standing(voice))
            else "Undone"
            for voice in Decision.Voice.values
        }

    @property
    def evidence(self) -> list[dict[str, object]]:
        """The quoted sentences, but for those of sections that the reader is not shown."""
        shown = self.suggestion.researcher.shown
        return [item for item in self.suggestion.evidence if section_of(str(item["kind"])) in shown]

    @property
    def kept_back(self) -> int:
        """How many sentences the reader is not shown."""
        return len(self.suggestion.evidence) - len(self.evidence)

    @property
    def address(self) -> str:
        """Where the person is written to, once both they and the police lead have said yes."""
        user = self.suggestion.researcher.user
        answers = (self.researcher and self.researcher.answer, self.lead and self.lead.answer)
        both = (Decision.Answer.COULD_HELP, Decision.Answer.YES)
        return user.email if user and answers == both else ""

    @property
    def share(self) -> float:
        """The score as a share of the best score for the same question."""
        return self._share(self.suggestion.score)

    @property
    def parts(self) -> list[tuple[str, float]]:
        """What the score is the sum of, on the same scale."""
        return [
            ("Meaning", self._share(self.suggestion.meaning)),
            ("Words", self._share(self.suggestion.words)),
        ]

    def _share(self, part: float | None) -> float:
        return max(0.0, (part or 0.0) / self.best) if self.best > 0 else 0.0


def rows(suggestions: Iterable[Suggestion], reader: User) -> list[Row]:
    """Rows for suggestions of one or several questions, in their order; two queries in all."""
    suggestions = list(suggestions)
    for suggestion in suggestions:
        suggestion.researcher.seen_by(reader)
    said = _standing_by_pair(suggestions)
    return [
        Row(s, s.run.best or 0.0, said.get((s.run.question_id, s.researcher_id), {}))
        for s in suggestions
    ]


def _standing_by_pair(
    suggestions: list[Suggestion],
) -> dict[tuple[object, object], dict[str, Decision]]:
    decisions = (
        Decision.objects.standing()
        .filter(
            question__in={s.run.question_id for s in suggestions},
            researcher__in={s.researcher_id for s in suggestions},
        )
        .select_related("by", "reply__by")
    )
    said: dict[tuple[object, object], dict[str, Decision]] = {}
    for decision in decisions:
        pair = (decision.question_id, decision.researcher_id)
        said.setdefault(pair, {})[decision.voice] = decision
    return said


def shortlisted(question: Question) -> int:
    """How many people stand on a question's shortlist."""
    return Suggestion.objects.shortlist(question).count()
