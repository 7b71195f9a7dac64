"""A question that is being written: its author's alone, until it is sent."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from priorities.models.questions import Question
from priorities.steps import Kind


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> Self:
        """A person's own."""
        return self.filter(author=user)


class Draft(models.Model):
    """The answers given so far, step by step, as the browser sent them; gone when it is sent.

    Its key is the submission of the question that it becomes, so that it becomes one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind, blank=True)
    # The question that it comes of, where it was begun on that one's page.
    comes_of = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="+")
    # {step: {name of a field: [what was sent]}}
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    # Made by the browser's form: the same form sent twice finds the first draft, not a second.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["", *Kind.values]), name="draft_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["author", "submission"], name="draft_once_per_submission"
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
