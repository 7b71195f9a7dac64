"""The categories that people later read into questions, none of them a condition."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import User
from accounts.tracking import tracked


class ThemeQuerySet(models.QuerySet["Theme"]):
    def on(self, day: date) -> "ThemeQuerySet":
        """Themes in force on a day; the last day counts."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def by_kind(self) -> "ThemeQuerySet":
        """Themes first, then strands, then threats."""
        in_order = [When(kind=kind, then=place) for place, kind in enumerate(Theme.Kind)]
        return self.order_by(Case(*in_order, default=len(in_order)), "name")


@tracked()
class Theme(models.Model):
    """A heading that people read questions under; the lists change, so each is dated data.

    A strategic aspect of serious and organised crime, a strand of the strategy, a type of threat.
    """

    class Kind(models.TextChoices):
        THEME = "theme", "Theme"
        STRAND = "strand", "Strand of the strategy"  # the 4 Ps
        THREAT = "threat", "Type of threat"

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.THEME)
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
            models.CheckConstraint(
                condition=Q(kind__in=["theme", "strand", "threat"]), name="theme_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        """The name; of what is no theme with its kind, as "Strand of the strategy: Prevent"."""
        is_theme = self.kind == self.Kind.THEME
        return self.name if is_theme else f"{self.get_kind_display()}: {self.name}"

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
