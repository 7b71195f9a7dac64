"""What has to be settled before people can work together: no paper of it is kept here."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from matching.models.pairs import OfPair, PairQuerySet


class FormalityQuerySet(PairQuerySet):
    def standing(self) -> Self:
        """Of each kind and pair the newest word."""
        newest = self.order_by("question_id", "researcher_id", "kind", "-at", "id")
        return newest.distinct("question_id", "researcher_id", "kind")


class Formality(OfPair):
    """How one of the boring steps of an accepted match stands. Rows are only added."""

    class Kind(models.TextChoices):
        SPONSOR = "sponsor", "Sponsor"
        DPIA = "dpia", "Data protection impact assessment"
        AGREEMENT = "agreement", "Agreement"
        VETTING = "vetting", "Vetting"
        ETHICS = "ethics", "Ethics"
        DATA = "data", "Data"
        FUNDING = "funding", "Funding"

    class State(models.TextChoices):
        TO_DO = "to-do", "To do"
        WAITING = "waiting", "Waiting for somebody"
        DONE = "done", "Done"
        NOT_NEEDED = "not-needed", "Not needed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=9, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    # Under which number it stands in a system of its own.
    reference = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    # Made by the browser's form: the same form sent twice finds the first row, not a second.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = FormalityQuerySet.as_manager()

    class Meta(OfPair.Meta):
        abstract = False
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("sponsor", "dpia", "agreement", "vetting", "ethics", "data", "funding")
                    ]
                ),
                name="formality_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["to-do", "waiting", "done", "not-needed"]),
                name="formality_stands_somewhere",
            ),
            models.UniqueConstraint(
                fields=["by", "submission"], name="formality_once_per_submission"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.TO_DO, self.State.WAITING}
