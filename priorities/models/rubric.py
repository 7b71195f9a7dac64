"""How pressing a question is held to be: three parts in words, and how sure somebody was of them.

In the style of MoRiLE and not in its words. Nothing is matched or ordered by it.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.models import User
from clearances.ceilings import actor
from priorities.models.questions import Question
from priorities.models.visibility import EVERYTHING, rule
from priorities.policy import Facet

VALUES = range(1, 6)


class Part(models.TextChoices):
    """What is scored from 1 to 5; the more, the more pressing."""

    HARM = "harm", "Harm"
    LIKELIHOOD = "likelihood", "Likelihood"
    POSITION = "position", "Organisational position"


class Confidence(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class Band(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    VERY_HIGH = "very-high", "Very high"


MOST = len(VALUES) * len(Part)


def seeing_scores(user: User) -> Q:
    """The questions whose score a person may see: those they read all of, a coordinator all."""
    who = actor(user)
    if who.is_member and who.is_coordinator:
        return EVERYTHING
    return rule(who, Facet.FULL_TEXT)


class ScoringQuerySet(models.QuerySet["Scoring"]):
    def visible_to(self, user: User) -> Self:
        """Those of questions whose score the person may see."""
        questions = Question.objects.filter(seeing_scores(user)).order_by()
        return self.filter(question__in=questions.values("pk"))

    def standing(self) -> Self:
        """The newest of each question."""
        newest = Scoring.objects.order_by("question_id", "-at", "id").distinct("question_id")
        return self.filter(pk__in=newest.values("pk"))


class Scoring(models.Model):
    """One person's score of a question, or that one is held elsewhere. The newest stands.

    Rows are only added: the database refuses to change one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="scorings")
    harm = models.PositiveSmallIntegerField(null=True, blank=True)
    likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True)
    held_elsewhere = models.BooleanField(default=False)
    band = models.CharField(max_length=9, choices=Band, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    # Made by the browser's form: the same form sent twice finds the first row, not a second.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = ScoringQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            # Each part is asked to be there: to a check, neither true nor false is good enough.
            models.CheckConstraint(
                condition=Q(
                    held_elsewhere=False,
                    harm__isnull=False,
                    likelihood__isnull=False,
                    position__isnull=False,
                    confidence__in=["low", "medium", "high"],
                    band="",
                )
                | Q(
                    held_elsewhere=True,
                    harm__isnull=True,
                    likelihood__isnull=True,
                    position__isnull=True,
                    confidence="",
                    band__in=["low", "medium", "high", "very-high"],
                ),
                name="scoring_here_or_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(harm__range=(1, 5), likelihood__range=(1, 5), position__range=(1, 5)),
                name="scoring_from_one_to_five",
            ),
            models.UniqueConstraint(
                fields=["by", "submission"], name="scoring_once_per_submission"
            ),
        ]

    def __str__(self) -> str:
        """In one line; confidence stands beside the sum and is never counted into it."""
        if self.held_elsewhere:
            return f"Held elsewhere: band {self.get_band_display().lower()}"
        parts = ", ".join(f"{part.label} {value}" for part, value in self.parts)
        return f"{parts}: {self.total} of {MOST}; confidence {self.confidence}"

    @property
    def parts(self) -> list[tuple[Part, int]]:
        """Each part with its value; none where the score is held elsewhere."""
        return [] if self.held_elsewhere else [(part, getattr(self, part)) for part in Part]

    @property
    def total(self) -> int:
        """The plain sum of the three parts, each counting the same."""
        return sum(value for _, value in self.parts)

    def in_words(self, kept: Iterable["RubricWord"]) -> list[tuple[Part, int, str]]:
        """Each part with its value and what that meant when it was scored; see `words_on`."""
        said = words_on(self.at, kept)
        return [(part, value, said.get((part.value, value), "")) for part, value in self.parts]


class _Said(models.JSONField):
    """What a query says of a score, as one that is not kept."""

    def from_db_value(self, value: Any, *about: Any) -> Scoring | None:
        said = super().from_db_value(value, *about)
        return None if said is None else Scoring(**said)


def standing_for(user: User) -> Subquery:
    """Of a question the score that stands, if the person may see it: with the row, in one query."""
    mine = Scoring.objects.visible_to(user).filter(question=OuterRef("pk"))
    names = (*Part.values, "confidence", "held_elsewhere", "band")
    said = mine.values(said=JSONObject(**{name: name for name in names}))
    return Subquery(said[:1], output_field=_Said())


class RubricWord(models.Model):
    """What a value of a part means, from a moment on. Changed by adding a row: the newest stands.

    So that an old score still says what it said.
    """

    part = models.CharField(max_length=10, choices=Part)
    value = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=120)
    # Nobody: as the service came.
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=["harm", "likelihood", "position"]),
                name="rubric_word_of_a_part",
            ),
            models.CheckConstraint(
                condition=Q(value__range=(1, 5)), name="rubric_word_from_one_to_five"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="rubric_word_has_words"),
            models.UniqueConstraint(
                fields=["part", "value", "at"], name="rubric_word_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.value}: {self.words}"


def words_on(at: datetime, kept: Iterable[RubricWord]) -> dict[tuple[str, int], str]:
    """What each value meant at a moment, of all words that were ever kept, the oldest first.

    Of a score that is older than any word, what was said first.
    """
    found: dict[tuple[str, int], str] = {}
    for word in kept:
        key = (word.part, word.value)
        if word.at <= at or key not in found:
            found[key] = word.words
    return found
