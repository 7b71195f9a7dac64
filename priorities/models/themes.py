"""The categories that people later read into questions, none of them a condition."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import User
from accounts.tracking import tracked


class ThemeQuerySet(models.QuerySet["Theme"]):
    def on(self, day: date) -> "ThemeQuerySet":
        """Themes in force on a day; the last day counts."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


@tracked()
class Theme(models.Model):
    """A strategic aspect of serious and organised crime; the list changes, so it is dated data."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=400)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="theme_ends_after_it_starts",
            ),
            models.UniqueConstraint(Lower("name"), name="theme_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The last day must be on or after the first"})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Left to the database: `save_theme` knows a taken name from a theme that came twice."""


@tracked()
class Reading(models.Model):
    """One person's reading of a question under a theme; several may stand, none is a condition."""

    question = models.ForeignKey("priorities.Question", models.CASCADE, related_name="readings")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="readings")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "theme"], name="reading_once_per_theme"),
        ]

    def __str__(self) -> str:
        return f"{self.theme}"
