"""What a coordinator answered to a researcher's offer: each offer gets one, with a reason."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from matching.models.decisions import Decision
from matching.models.pairs import OfPair


class Reply(OfPair):
    """The reasoned answer to one offer. Rows are only added; a foreign key ties it to its pair."""

    offer = models.OneToOneField(Decision, models.CASCADE, primary_key=True, related_name="reply")
    words = models.CharField(max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(OfPair.Meta):
        abstract = False
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="reply_has_words")]

    def __str__(self) -> str:
        return f"reply to {self.offer_id}"
