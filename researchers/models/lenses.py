"""What somebody studies and how they look at it: fields, lenses, and lenses read in their text."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.tracking import tracked


class Discipline(models.Model):
    """A field of study, such as accountancy or public health."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ApproachQuerySet(models.QuerySet["Approach"]):
    def on(self, day: date) -> Self:
        """Those in force on a day; its last day counts."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def wide(self) -> Self:
        """Those that others are a part of, not the parts."""
        return self.filter(parent__isnull=True)


@tracked()
class Approach(models.Model):
    """A lens: how somebody looks at a matter, whatever the matter is.

    A lens may be a part of a wider one, one level deep: grounded theory of social science methods.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    definition = models.CharField(max_length=300)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="part of"
    )
    # Words in somebody's own text that suggest it, one phrase a line.
    cues = models.TextField(max_length=1000, blank=True)
    starts_on = models.DateField(default=date(2016, 3, 4))
    ends_on = models.DateField(null=True, blank=True)

    objects = ApproachQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "approaches"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="approach_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="approach_is_no_part_of_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The last day must be on or after the first"})
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": "Choose an approach that is not itself a part"})
        if self.parent and self.pk and self.parts.exists():
            raise ValidationError({"parent": "This one has parts, so it cannot be a part itself"})

    def has_ended(self, day: date) -> bool:
        """Whether its last day is past."""
        return self.ends_on is not None and self.ends_on < day


class LensReading(models.Model):
    """An approach that was suggested from somebody's text, and what they made of that. Kept."""

    class Answer(models.TextChoices):
        OPEN = "open", "Not answered"
        KEPT = "kept", "Kept"
        REMOVED = "removed", "Not mine"

    researcher = models.ForeignKey(
        "researchers.Researcher", models.CASCADE, related_name="lens_readings"
    )
    approach = models.ForeignKey(Approach, models.CASCADE, related_name="+")
    # The words of the person's that suggested it.
    cue = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["researcher", "approach"], name="lens_reading_once_each"
            ),
            models.CheckConstraint(
                condition=Q(answer="open", answered_at__isnull=True)
                | Q(answer__in=["kept", "removed"], answered_at__isnull=False),
                name="lens_reading_answered_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approach_id}: {self.answer}"
