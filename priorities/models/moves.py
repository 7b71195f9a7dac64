"""What became of a question: each move with its day, person and reason; rows are only added."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from priorities.models.questions import Question
from priorities.stages import MOVES, State

ALLOWED = Q(from_state=F("to_state"))
for _now, _then in MOVES.items():
    ALLOWED |= Q(from_state=_now, to_state__in=[str(state) for state in _then])


class MoveQuerySet(models.QuerySet["Move"]):
    def visible_to(self, user: User) -> Self:
        """Those of questions that the person may know of, if only by their bare facts."""
        return self.filter(question__in=Question.objects.known_to(user).order_by().values("pk"))


class Move(models.Model):
    """A question goes from one state to another, or stays where it is with a word to its owner.

    To add a row is the only way to change `Question.state`: the database does that itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="moves")
    from_state = models.CharField(max_length=9, choices=State)
    to_state = models.CharField(max_length=9, choices=State)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    # Made by the browser's form: the same form sent twice finds the first row, not a second.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(condition=ALLOWED, name="move_is_allowed"),
            models.CheckConstraint(condition=~Q(reason=""), name="move_has_a_reason"),
            models.UniqueConstraint(fields=["by", "submission"], name="move_once_per_submission"),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} to {self.get_to_state_display()}"

    @property
    def is_word(self) -> bool:
        """Whether it only says how things stand."""
        return self.from_state == self.to_state
