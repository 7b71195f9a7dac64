"""What a person who registers is shown first: the questions that they are closest to."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Prefetch, Q

from accounts.models import User
from matching.models.runs import questions
from matching.models.work import Job, JobQuerySet, running_is_held
from priorities.models import Question
from priorities.policy import Facet
from researchers.models import Researcher


class FirstLookQuerySet(JobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A person's own."""
        return self.filter(researcher__user=user)


class FirstLook(Job):
    """One person, draft or not, compared with the released questions that they may read."""

    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="+")
    # Of what is read of the person (SHA-256): a page tells by it that they have changed it since.
    digest = models.CharField(max_length=64)
    questions_compared = models.PositiveIntegerField(default=0)

    objects = FirstLookQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["researcher"],
                condition=Q(state__in=["queued", "running"]),
                name="first_look_one_active_each",
            ),
            running_is_held("first_look_running_is_held"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.researcher_id}"


class GlimpseQuerySet(models.QuerySet["Glimpse"]):
    def visible_to(self, user: User) -> Self:
        """A person's own, of questions that they may know of and on the summary of today."""
        return self.filter(
            look__researcher__user=user,
            look__requested_at__gte=F("question__released_at"),
            question__in=questions(user, Facet.EXISTENCE),
        )

    def for_listing(self, reader: User) -> Self:
        """Of open questions, with what the reader may read of each."""
        asked = Question.objects.for_reading(reader).select_related("organisation")
        is_open = self.filter(question__closed_at__isnull=True)
        return is_open.prefetch_related(Prefetch("question", asked))


class Glimpse(models.Model):
    """One of the questions that a person is closest to, and why; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The database deletes with them, since row-level security hides from Django what is to go.
    look = models.ForeignKey(
        FirstLook, models.DO_NOTHING, db_constraint=False, related_name="glimpses"
    )
    question = models.ForeignKey(Question, models.DO_NOTHING, db_constraint=False, related_name="+")
    # Among all people compared, and the score as a share of the best one's.
    place = models.PositiveIntegerField()
    share = models.FloatField()
    score = models.FloatField()
    meaning = models.FloatField()
    words = models.FloatField()
    evidence = models.JSONField(default=list)

    objects = GlimpseQuerySet.as_manager()

    class Meta:
        ordering = ["-share", "place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["look", "question"], name="glimpse_once_per_look"),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1, place__gte=1), name="glimpse_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.question_id}"
