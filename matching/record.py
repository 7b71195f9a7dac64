"""A person's part: the questions that they helped with, and offered to help with."""

from dataclasses import dataclass
from datetime import datetime

from accounts.markings import Marking
from accounts.models import User
from matching.models import Decision
from priorities.models import Summary
from researchers.models import Researcher

Voice, Answer = Decision.Voice, Decision.Answer


@dataclass(frozen=True, slots=True)
class Part:
    """One question, by its released summary, and when what was said of the person."""

    summary: Summary
    shortlisted_at: datetime | None
    agreed_at: datetime | None
    offered_at: datetime | None

    @property
    def is_helped(self) -> bool:
        """Whether a coordinator proposed the person and the police lead said yes."""
        return self.shortlisted_at is not None and self.agreed_at is not None


@dataclass(frozen=True, slots=True)
class Record:
    """What a person may show of their part: only of questions released to them today."""

    helped: list[Part]
    offered: list[Part]

    @property
    def marking(self) -> str:
        """The highest marking of its words; empty where there are none."""
        found = [Marking(part.summary.marking) for part in [*self.helped, *self.offered]]
        return max(found).label if found else ""


def record_of(researcher: Researcher, reader: User) -> Record:
    """Return a person's record, newest first, by the words that anybody reads who may see it."""
    said: dict[object, dict[tuple[str, str], datetime]] = {}
    answers = Decision.objects.standing().filter(researcher=researcher)
    for decision in answers.values("question", "voice", "answer", "at"):
        told = said.setdefault(decision["question"], {})
        told[decision["voice"], decision["answer"]] = decision["at"]
    released = Summary.objects.visible_to(reader).filter(
        question__in=said, question__released_at__isnull=False
    )
    parts = [
        Part(
            summary,
            said[summary.question_id].get((Voice.COORDINATOR, Answer.SHORTLISTED)),
            said[summary.question_id].get((Voice.LEAD, Answer.YES)),
            said[summary.question_id].get((Voice.RESEARCHER, Answer.COULD_HELP)),
        )
        for summary in released.select_related("question__organisation").order_by("question")
    ]
    helped = sorted(
        (part for part in parts if part.is_helped), key=lambda part: part.agreed_at, reverse=True
    )
    offered = sorted(
        (part for part in parts if part.offered_at and not part.is_helped),
        key=lambda part: part.offered_at,
        reverse=True,
    )
    return Record(helped, offered)
