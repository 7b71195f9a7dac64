"""A search for people as a job, and the vectors it leaves behind."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from pgvector.django import HalfVectorField

from accounts.models import User
from priorities.models import Question
from priorities.policy import Facet


def questions(user: User, facet: Facet) -> QuerySet[Question]:
    """Keys of the questions of which somebody may see a facet."""
    return Question.objects.visible_to(user, facet).order_by().values("pk")


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def visible_to(self, user: User) -> Self:
        """Those whose findings the person may see."""
        summaries = Q(basis=MatchRun.Basis.SUMMARY, question__in=questions(user, Facet.MATCHES))
        return self.filter(summaries | Q(question__in=questions(user, Facet.FULL_MATCHES)))

    def current(self) -> Self:
        """Not those for a summary that was withdrawn or replaced since they were asked for."""
        on_full_text = Q(basis=MatchRun.Basis.FULL_TEXT)
        return self.filter(on_full_text | Q(requested_at__gte=F("question__released_at")))

    def newest_done(self) -> Self:
        """The newest finished one of each question, on either basis."""
        done = self.filter(state=MatchRun.State.DONE)
        by_age = done.order_by("question_id", "basis", "-finished_at")
        return by_age.distinct("question_id", "basis")

    def active(self) -> Self:
        return self.filter(state__in=MatchRun.ACTIVE)

    def claimable(self) -> Self:
        """Queued runs, and running ones whose worker has not been heard of for a lease."""
        return self.filter(
            Q(state=MatchRun.State.QUEUED)
            | Q(state=MatchRun.State.RUNNING, lease_until__lt=timezone.now())
        )

    def at_work(self) -> Self:
        """Runs that a worker has reported on within a lease."""
        return self.filter(state=MatchRun.State.RUNNING, lease_until__gte=timezone.now())

    def claim(self, pk: uuid.UUID, token: uuid.UUID) -> bool:
        """Take the run for one worker by a single conditional update; only the winner may work."""
        taken = (
            self.claimable()
            .filter(pk=pk)
            .update(
                state=MatchRun.State.RUNNING,
                token=token,
                lease_until=_lease_end(),
                attempts=F("attempts") + 1,
                started_at=timezone.now(),
                stage=MatchRun.Stage.PROFILES,
                done=0,
                total=0,
            )
        )
        return taken == 1

    def held(self, pk: uuid.UUID, token: uuid.UUID) -> Self:
        """The run, if this worker still holds it."""
        return self.filter(pk=pk, token=token, state=MatchRun.State.RUNNING)

    def renew(self, pk: uuid.UUID, token: uuid.UUID, *, stage: str, done: int, total: int) -> bool:
        """Report progress and keep the lease; False when the run was taken away or cancelled."""
        progress = {"stage": stage, "done": done, "total": total}
        return bool(self.held(pk, token).update(**progress, lease_until=_lease_end()))

    def finish(self, pk: uuid.UUID, token: uuid.UUID, **outcome: object) -> bool:
        """Mark the run done; of several workers only the one that holds it succeeds."""
        return bool(
            self.held(pk, token).update(
                state=MatchRun.State.DONE, finished_at=timezone.now(), **outcome
            )
        )


def _lease_end() -> object:
    return timezone.now() + timedelta(seconds=settings.MATCHING_LEASE_SECONDS)


class MatchRun(models.Model):
    """One search for people for one question. The row is the job: Celery only rings for it.

    queued → running (token, lease) → done | failed; cancelled from queued or running.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Comparing"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped by a fault"
        CANCELLED = "cancelled", "Cancelled"

    class Basis(models.TextChoices):
        """The words that people are compared with; who may see what is found follows from it."""

        SUMMARY = "summary", "The released summary"
        FULL_TEXT = "full-text", "The full text"

    class Stage(models.TextChoices):
        """What a worker is at; `done` of `total` counts within it."""

        PROFILES = "profiles", "Step 1 of 2: reading profiles"
        EVIDENCE = "evidence", "Step 2 of 2: finding the sentences that say why"

    ACTIVE = [State.QUEUED, State.RUNNING]
    MOST_ATTEMPTS = 5

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.SUMMARY)
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
    # The best score, which the others are shown as shares of.
    best = models.FloatField(null=True)
    encoder = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "basis"],
                condition=Q(state__in=["queued", "running"]),
                name="match_run_one_active_per_question",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(token__isnull=False, lease_until__isnull=False),
                name="match_run_running_is_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.question_id}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def progress(self) -> str:
        """How far the stage is, in words."""
        texts = "texts" if self.stage == self.Stage.PROFILES else "sentences"
        return f"{self.done:,} of {self.total:,} {texts} read."


class Embedding(models.Model):
    """A text's vector, worked out once: the text is known by its hash, never stored here."""

    encoder = models.CharField(max_length=60)
    text_hash = models.CharField(max_length=64)
    vector = HalfVectorField(dimensions=384)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["encoder", "text_hash"], name="embedding_once_per_text")
        ]

    def __str__(self) -> str:
        return self.text_hash
