"""What an owner takes for granted, and what became of it when others looked."""

from django.db import models
from django.db.models import Q

from priorities.models.questions import Question
from priorities.models.restricted import Addition


class Assumption(Addition):
    """Something the owner takes for granted, written down before a workshop."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="assumptions")
    words = models.TextField(max_length=1000)

    class Meta(Addition.Meta):
        constraints = [
            *Addition.Meta.constraints,
            models.CheckConstraint(condition=~Q(words=""), name="assumption_has_words"),
        ]

    def __str__(self) -> str:
        return f"assumption of {self.question_id}"


class Challenge(Addition):
    """What somebody held against an assumption, or what came of it. Rows are only added."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Still open"
        HOLDS = "holds", "It holds"
        FALLS = "falls", "It does not hold"

    # Beside the assumption, for the rules of the database; a foreign key ties the two together.
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    assumption = models.ForeignKey(Assumption, models.CASCADE, related_name="challenges")
    words = models.TextField(max_length=1000)
    outcome = models.CharField(max_length=5, choices=Outcome, default=Outcome.OPEN)

    class Meta(Addition.Meta):
        constraints = [
            *Addition.Meta.constraints,
            models.CheckConstraint(condition=~Q(words=""), name="challenge_has_words"),
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "holds", "falls"]), name="challenge_has_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"challenge of {self.assumption_id}"
