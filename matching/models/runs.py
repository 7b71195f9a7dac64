"""A search for people as a job, and the vectors it leaves behind."""

from typing import Self

from django.db import models
from django.db.models import F, Q, QuerySet
from pgvector.django import HalfVectorField

from accounts.models import User
from matching.models.work import Job, JobQuerySet, running_is_held
from priorities.models import Question, Version
from priorities.policy import Facet


def questions(user: User, facet: Facet) -> QuerySet[Question]:
    """Keys of the questions of which somebody may see a facet."""
    return Question.objects.visible_to(user, facet).order_by().values("pk")


class MatchRunQuerySet(JobQuerySet):
    def visible_to(self, user: User) -> Self:
        """Those whose findings the person may see."""
        summaries = Q(basis=MatchRun.Basis.SUMMARY, question__in=questions(user, Facet.MATCHES))
        return self.filter(summaries | Q(question__in=questions(user, Facet.FULL_MATCHES)))

    def current(self) -> Self:
        """Not those for a summary that was withdrawn or replaced since they were asked for."""
        on_full_text = Q(basis=MatchRun.Basis.FULL_TEXT)
        return self.filter(on_full_text | Q(requested_at__gte=F("question__released_at")))

    def on(self, question: Question, basis: str, version: Version | None = None) -> Self:
        """Those for a question's words as they stand, or for other words that are tried."""
        return self.filter(question=question, basis=basis, version=version)

    def newest_done(self) -> Self:
        """The newest finished one of each question, on either basis; none of tried words."""
        done = self.filter(state=MatchRun.State.DONE, version=None)
        by_age = done.order_by("question_id", "basis", "-finished_at")
        return by_age.distinct("question_id", "basis")


class MatchRun(Job):
    """One search for people for one question."""

    class Basis(models.TextChoices):
        """The words that people are compared with; who may see what is found follows from it."""

        SUMMARY = "summary", "The released summary"
        FULL_TEXT = "full-text", "The full text"

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.SUMMARY)
    # Words that are tried in the place of those that stand: such a run changes no list.
    version = models.ForeignKey(Version, models.CASCADE, null=True, related_name="+")
    # The best score, which the others are shown as shares of.
    best = models.FloatField(null=True)
    encoder = models.CharField(max_length=60, blank=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["question", "basis", "version"],
                condition=Q(state__in=["queued", "running"]),
                nulls_distinct=False,
                name="match_run_one_active_per_question",
            ),
            models.CheckConstraint(
                condition=Q(version=None) | Q(basis="full-text"),
                name="match_run_tries_words_of_the_full_text",
            ),
            running_is_held("match_run_running_is_held"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.question_id}"


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
