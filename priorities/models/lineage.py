"""Which question came of which: a split one has several below it, a merged one several above."""

import uuid
from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models import User
from priorities.models.questions import Question


class DescentQuerySet(models.QuerySet["Descent"]):
    def visible_to(self, user: User) -> Self:
        """Those of which the person may see both ends: kinship tells what a question is about."""
        seen = Question.objects.visible_to(user).order_by().values("pk")
        return self.filter(parent__in=seen, child__in=seen)


class Descent(models.Model):
    """That one question came of another; the database lets none come of itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey(Question, models.CASCADE, related_name="+")
    child = models.ForeignKey(Question, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DescentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "child"], name="descent_said_once")
        ]

    def __str__(self) -> str:
        return f"{self.child_id} of {self.parent_id}"
