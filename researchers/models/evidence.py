"""What shows that somebody knows what they say they know."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.tracking import tracked

MOST_PINNED = 5


class OutputQuerySet(models.QuerySet["Output"]):
    def owned_by(self, user: User) -> Self:
        """A person's own, which they alone change."""
        return self.filter(researcher__user=user)

    def matched_on(self) -> Self:
        """Those that still stand for the person: none that they have set aside."""
        return self.filter(set_aside_at__isnull=True)

    def pinned(self) -> Self:
        """Those that the person wants to be known by."""
        return self.filter(pinned_at__isnull=False)


@tracked()
class Output(models.Model):
    """One piece of evidence: something written, done, taught or made."""

    class Kind(models.TextChoices):
        PUBLICATION = "publication", "Publication"
        PROJECT = "project", "Project"
        PRACTICE = "practice", "Practice"
        TEACHING = "teaching", "Teaching"
        MEDIA = "media", "Media"
        DATASET = "dataset", "Dataset"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    researcher = models.ForeignKey("researchers.Researcher", models.CASCADE, related_name="outputs")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PUBLICATION)
    title = models.CharField(max_length=500)
    abstract = models.TextField(max_length=10_000, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    # As the source gives them, for telling two works of one title apart.
    people = models.CharField("people", max_length=1000, blank=True)
    venue = models.CharField("where it appeared", max_length=300, blank=True)
    # Without its resolver and in lower case, as in "10.1000/182".
    doi = models.CharField("DOI", max_length=200, blank=True)
    pinned_at = models.DateTimeField(null=True, editable=False)
    # "This is not me any more": out of matching, and remembered, so that no import brings it back.
    set_aside_at = models.DateTimeField(null=True, editable=False)
    came_with = models.ForeignKey(
        "researchers.Import", models.SET_NULL, null=True, editable=False, related_name="outputs"
    )

    objects = OutputQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["researcher", "kind", "title", "year"],
                name="output_once_per_title",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["researcher", "doi"], condition=~Q(doi=""), name="output_once_per_doi"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="output_has_a_title"),
            models.CheckConstraint(
                condition=Q(pinned_at__isnull=True) | Q(set_aside_at__isnull=True),
                name="output_pinned_or_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return self.title
