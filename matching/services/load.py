"""How much is asked of people: how often shortlisted this term, and how often it was yes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from matching.models import Decision
from researchers.load import term_began


def load_in_words(people: Sequence[UUID], reader: User) -> dict[UUID, str]:
    """Say of each person "shortlisted 3 times, 1 yes", by what stands and the reader may see."""
    counts = counts_of(people, reader)
    return {pk: _said(*counts.get(pk, (0, 0))) for pk in people}


def counts_of(people: Iterable[UUID], reader: User) -> dict[UUID, tuple[int, int]]:
    """How often each was shortlisted this term and how often it was yes; none: not there."""
    since = timezone.make_aware(datetime.combine(term_began(timezone.localdate()), time.min))
    rows = (
        Decision.objects.visible_to(reader)
        .standing()
        .filter(researcher__in=people, at__gte=since)
        .order_by()
        .values("researcher")
        .annotate(
            shortlisted=Count("pk", filter=Q(answer=Decision.Answer.SHORTLISTED)),
            yes=Count("pk", filter=Q(answer=Decision.Answer.YES)),
        )
    )
    return {row["researcher"]: (row["shortlisted"], row["yes"]) for row in rows}


def _said(shortlisted: int, yes: int) -> str:
    return f"shortlisted {shortlisted} time{'' if shortlisted == 1 else 's'}, {yes} yes"
