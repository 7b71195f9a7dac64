"""Owners who have heard nothing: parked with a reason is a good end, silence is not."""

from datetime import datetime, time
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User
from matching.models import Decision
from pages.working_days import working_days_before
from priorities.models import Move, Note, Question, QuestionQuerySet, Summary
from priorities.stages import LIVE

# As many working days without a word to its owner, and a question stands on the queue.
PATIENCE = 5


def silent(user: User) -> QuestionQuerySet:
    """The live questions somebody knows of whose owner nobody has told anything for five days.

    What others than its lead say counts: a move or a word on how it stands, an answer about a
    name, a note, as far as whoever asks may see it. Each has `heard_at`, from which its age is
    counted. Of published questions nobody waits for an answer.
    """
    today = timezone.localdate()
    since = datetime.combine(working_days_before(today, PATIENCE), time.min)
    published = Summary.objects.filter(question=OuterRef("pk")).exclude(source_url="")
    return (
        Question.objects.known_to(user)
        .annotate(heard_at=_heard())
        .filter(~Exists(published), state__in=LIVE, heard_at__lt=timezone.make_aware(since))
        .order_by("heard_at", "id")
    )


def _heard() -> Greatest:
    """When somebody else last did what its lead can see; at first the posting."""
    by_others = [rows.objects.exclude(by=OuterRef("lead")) for rows in (Move, Decision, Note)]
    return Greatest("posted_at", *map(_newest, by_others))


def _newest(rows: QuerySet[Any]) -> Subquery:
    """When the newest of some rows of a question was made."""
    of_it = rows.filter(question=OuterRef("pk")).order_by("-at").values("at")[:1]
    return Subquery(of_it, output_field=DateTimeField())
