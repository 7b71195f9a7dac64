"""How early researchers came in: from a question's posting to the first name, matter by matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Case, F, Min, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import User
from matching.models import SHORTLISTED, Decision
from priorities.models import Question, Reading
from priorities.policy import Facet
from priorities.stages import Maturity

UNSAID = "Not said"


def questions(user: User) -> QuerySet[Question]:
    """Questions whose matches the person sees, each with `named_at`, `offered_at` and `read_at`.

    When a coordinator first shortlisted somebody, when a researcher first said that they could
    help, and the first theme that stands; None where it has not happened.
    """
    seen = Question.objects.visible_to(user, Facet.MATCHES)
    said = Decision.objects.visible_to(user).filter(question=OuterRef("pk"))
    readings = Reading.objects.filter(question=OuterRef("pk")).order_by("at")
    return seen.annotate(
        named_at=_first(said.filter(voice="coordinator", answer__in=SHORTLISTED)),
        offered_at=_first(said.filter(voice="researcher", answer=Decision.Answer.COULD_HELP)),
        read_at=Subquery(readings.values("at")[:1]),
    ).annotate(named_first=_is_first())


def days(question: Question) -> int | None:
    """Whole days from a question's posting to the first name; None while there is none."""
    return None if question.named_at is None else (question.named_at - question.posted_at).days


@dataclass(frozen=True, slots=True)
class Share:
    """Questions that were posted when their matter was as far along."""

    label: str
    count: int
    named: int  # of them with somebody shortlisted
    uncategorised: int  # of those before any theme was read into them
    median_days: float | None  # from posting to the first name, over `named`


def shares(rows: Iterable[tuple[str, datetime, datetime | None, bool | None]]) -> list[Share]:
    """Sum questions up by how far along their matter was when they were posted.

    A row: that, when it was posted, when the first name was put, and whether before any theme.
    """
    labels = {str(one): one.label.partition(":")[0] for one in Maturity} | {"": UNSAID}
    every = list(rows)
    return [
        _share(label, [row for row in every if row[0] == maturity])
        for maturity, label in labels.items()
    ]


def _share(label: str, rows: list[tuple[str, datetime, datetime | None, bool | None]]) -> Share:
    waited = [named - posted for _, posted, named, _ in rows if named is not None]
    in_days = [one / timedelta(days=1) for one in waited]
    first = sum(1 for *_, named_first in rows if named_first)
    return Share(label, len(rows), len(waited), first, median(in_days) if in_days else None)


def _first(decisions: QuerySet[Decision]) -> Subquery:
    return Subquery(decisions.order_by().values("question").annotate(at=Min("at")).values("at"))


def _is_first() -> Case:
    """Whether somebody was named before any theme was read into it; None where nobody was."""
    return Case(
        When(named_at=None, then=None),
        When(Q(read_at=None) | Q(named_at__lt=F("read_at")), then=True),
        default=False,
    )
