"""What a coordinator answered to a researcher's offer: each offer gets one, with a reason."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from matching.models.decisions import Decision
from matching.models.runs import questions
from priorities.models import Question
from priorities.policy import Facet
from researchers.models import Researcher


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, user: User) -> Self:
        """As the offers, and to researchers their own on questions that they may see."""
        own = Q(researcher__user=user, question__in=questions(user, Facet.EXISTENCE))
        return self.filter(Q(question__in=questions(user, Facet.MATCHES)) | own)


class Reply(models.Model):
    """The reasoned answer to one offer. Rows are only added."""

    offer = models.OneToOneField(Decision, models.CASCADE, primary_key=True, related_name="reply")
    # Beside the offer, for the rules of the database; a foreign key ties them together.
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="+")
    words = models.CharField(max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="reply_has_words")]

    def __str__(self) -> str:
        return f"reply to {self.offer_id}"
