"""The words that only those may read who need to and are cleared for them."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import User
from accounts.tracking import tracked
from clearances.ceilings import actor
from priorities.models.questions import Question, has_words
from priorities.policy import Facet


class RestrictedQuerySet(models.QuerySet[models.Model]):
    def visible_to(self, user: User) -> Self:
        """Those that belong to questions whose full text the person may read."""
        questions = Question.objects.visible_to(user, Facet.FULL_TEXT)
        return self.filter(question__in=questions.order_by().values("pk"))


class MarkedQuerySet(RestrictedQuerySet):
    def visible_to(self, user: User) -> Self:
        """As of the full text, and each only where its own marking is reached."""
        return super().visible_to(user).filter(marking__lte=actor(user).ceiling)


@tracked()
class FullText(models.Model):
    """A question in all its words. Marked as its question is."""

    question = models.OneToOneField(
        Question, models.CASCADE, primary_key=True, related_name="full_text"
    )
    # As they stand today. Changed by an owner's `Assent` to other words, and by nothing else, when
    # the database keeps the first ones; until then those are empty.
    words = models.CharField(max_length=2000, validators=[has_words])
    first_words = models.CharField(max_length=2000, blank=True, editable=False)
    background = models.TextField(max_length=5000, blank=True)
    wanted = models.CharField(max_length=1000, blank=True)
    handling_note = models.CharField(max_length=500, blank=True)
    # When the answer is needed, who decides with it, and who is involved by then.
    needed_by = models.DateField(null=True, blank=True)
    decides = models.CharField(max_length=300, blank=True)
    involved = models.CharField(max_length=1000, blank=True)

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="full_text_has_words")]

    def __str__(self) -> str:
        return f"full text of {self.question_id}"

    @property
    def as_posted(self) -> str:
        """The words in which it was posted, whatever became of them since."""
        return self.first_words or self.words


class Addition(models.Model):
    """What somebody who reads a question adds to it, under a marking of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    marking = models.PositiveSmallIntegerField(choices=Marking, default=Marking.OFFICIAL)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    # Made by the browser's form: the same form sent twice finds the first row, not a second.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = MarkedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(marking__in=Marking.values), name="%(class)s_has_a_marking"
            ),
            models.UniqueConstraint(
                fields=["by", "submission"], name="%(class)s_once_per_submission"
            ),
        ]


class Note(Addition):
    """A remark on a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="notes")
    words = models.TextField(max_length=5000)

    class Meta(Addition.Meta):
        constraints = [
            *Addition.Meta.constraints,
            models.CheckConstraint(condition=~Q(words=""), name="note_has_words"),
        ]

    def __str__(self) -> str:
        return f"note on {self.question_id}"


class Attachment(Addition):
    """A paper that belongs to a question, kept in the database so that its rules hold for it."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    size = models.PositiveIntegerField()

    class Meta(Addition.Meta):
        constraints = [
            *Addition.Meta.constraints,
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=2 * 1024 * 1024), name="attachment_of_a_fair_size"
            ),
        ]

    def __str__(self) -> str:
        return f"attachment to {self.question_id}"
