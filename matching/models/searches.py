"""A coordinator's search of the register by meaning; kept for a day."""

import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from matching.models.work import Job, JobQuerySet, running_is_held
from researchers.models import Researcher

KEPT = timedelta(hours=24)


class PersonSearchQuerySet(JobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A coordinator's own of the last day."""
        if not user.can(Permission.PERSON_READ_ALL):
            return self.none()
        return self.filter(requested_by=user, requested_at__gte=timezone.now() - KEPT)

    def outlived(self) -> Self:
        """Those that are to go."""
        return self.filter(requested_at__lt=timezone.now() - KEPT)


class PersonSearch(Job):
    """One search; what was asked and what was found lie in tables behind row-level security."""

    objects = PersonSearchQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = False
        verbose_name_plural = "person searches"
        constraints = [running_is_held("person_search_running_is_held")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.pk}"


class SearchWords(models.Model):
    """What a search asks; whoever asked may have put the words of a question into it."""

    # The database deletes with it, since row-level security hides from Django what is to go.
    search = models.OneToOneField(
        PersonSearch,
        models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="asked",
    )
    words = models.CharField(max_length=1000)

    class Meta:
        verbose_name_plural = "search words"

    def __str__(self) -> str:
        return f"words of {self.search_id}"


class Hit(models.Model):
    """One of the people who are closest to what was asked, with the sentences that say why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    search = models.ForeignKey(
        PersonSearch, models.DO_NOTHING, db_constraint=False, related_name="hits"
    )
    researcher = models.ForeignKey(
        Researcher, models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    rank = models.PositiveIntegerField()
    share = models.FloatField()
    score = models.FloatField()
    meaning = models.FloatField()
    words = models.FloatField()
    evidence = models.JSONField(default=list)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["search", "researcher"], name="hit_once_per_search"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.researcher_id}"
