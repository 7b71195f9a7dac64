"""What is known already: work that somebody who reads a question links to it, with a note."""

from django.db import models
from django.db.models import Q

from priorities.models.questions import Question
from priorities.models.restricted import Addition


class KnownWork(Addition):
    """A piece of research, a review or a question asked before, and what it says to this one."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="known_works")
    title = models.CharField(max_length=300)
    address = models.URLField(max_length=500, blank=True)
    words = models.TextField(max_length=1000)

    class Meta(Addition.Meta):
        constraints = [
            *Addition.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(words=""), name="knownwork_says_what_it_says"
            ),
        ]

    def __str__(self) -> str:
        return f"known work for {self.question_id}"
