"""Work that somebody asked for and a worker does: the row is the job, Celery only rings for it."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User


class JobQuerySet(models.QuerySet[Any]):
    """Taking, holding and finishing a job, each by one conditional update."""

    def active(self) -> Self:
        return self.filter(state__in=Job.ACTIVE)

    def claimable(self) -> Self:
        """Queued ones, and running ones whose worker has not been heard of for a lease."""
        return self.filter(
            Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=timezone.now())
        )

    def at_work(self) -> Self:
        """Those that a worker has reported on within a lease."""
        return self.filter(state=Job.State.RUNNING, lease_until__gte=timezone.now())

    def claim(self, pk: uuid.UUID, token: uuid.UUID) -> bool:
        """Take the job for one worker by a single conditional update; only the winner may work."""
        taken = (
            self.claimable()
            .filter(pk=pk)
            .update(
                state=Job.State.RUNNING,
                token=token,
                lease_until=_lease_end(),
                attempts=F("attempts") + 1,
                started_at=timezone.now(),
                stage=Job.Stage.PROFILES,
                done=0,
                total=0,
            )
        )
        return taken == 1

    def held(self, pk: uuid.UUID, token: uuid.UUID) -> Self:
        """The job, if this worker still holds it."""
        return self.filter(pk=pk, token=token, state=Job.State.RUNNING)

    def renew(self, pk: uuid.UUID, token: uuid.UUID, *, stage: str, done: int, total: int) -> bool:
        """Report progress and keep the lease; False when the job was taken away or cancelled."""
        progress = {"stage": stage, "done": done, "total": total}
        return bool(self.held(pk, token).update(**progress, lease_until=_lease_end()))

    def finish(self, pk: uuid.UUID, token: uuid.UUID, **outcome: object) -> bool:
        """Mark the job done; of several workers only the one that holds it succeeds."""
        done = {"state": Job.State.DONE, "finished_at": timezone.now()}
        return bool(self.held(pk, token).update(**done, **outcome))


def _lease_end() -> object:
    return timezone.now() + timedelta(seconds=settings.MATCHING_LEASE_SECONDS)


def running_is_held(name: str) -> models.CheckConstraint:
    """The constraint that each kind of job has: what runs, a worker holds."""
    return models.CheckConstraint(
        condition=~Q(state="running") | Q(token__isnull=False, lease_until__isnull=False),
        name=name,
    )


class Job(models.Model):
    """What every kind of job shares.

    queued → running (token, lease) → done | failed; cancelled from queued or running.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Comparing"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped by a fault"
        CANCELLED = "cancelled", "Cancelled"

    class Stage(models.TextChoices):
        """What a worker is at; `done` of `total` counts within it."""

        PROFILES = "profiles", "Step 1 of 2: reading profiles"
        EVIDENCE = "evidence", "Step 2 of 2: finding the sentences that say why"

    ACTIVE = [State.QUEUED, State.RUNNING]
    MOST_ATTEMPTS = 5

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The worker acts as this person, and so reads no more than they may.
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    rung_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PROFILES)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    people_compared = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-requested_at", "id"]

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def progress(self) -> str:
        """How far the stage is, in words."""
        texts = "texts" if self.stage == self.Stage.PROFILES else "sentences"
        return f"{self.done:,} of {self.total:,} {texts} read."
