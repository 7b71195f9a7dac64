"""What belongs to one researcher and one question, beside the decisions on them."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from matching.models.runs import questions
from priorities.models import Question
from priorities.policy import Facet
from researchers.models import Researcher


class PairQuerySet(models.QuerySet[models.Model]):
    def visible_to(self, user: User) -> Self:
        """Of questions whose matches the person sees; to researchers their own, where they may."""
        own = Q(researcher__user=user, question__in=questions(user, Facet.EXISTENCE))
        return self.filter(Q(question__in=questions(user, Facet.MATCHES)) | own)


class OfPair(models.Model):
    """A row about a researcher and a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="+")

    objects = PairQuerySet.as_manager()

    class Meta:
        abstract = True
