"""What somebody does not want to be suggested for."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.permissions import Permission
from priorities.models import Question, Reading, Theme
from researchers.models import Researcher


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def visible_to(self, user: User) -> Self:
        """A person's own, and all of them for coordinators, who must not ask by another way."""
        return self if user.can(Permission.PERSON_READ_ALL) else self.filter(researcher__user=user)

    def against(self, question: uuid.UUID) -> Self:
        """Those that a question falls under, by its key: for whoever acts at the moment."""
        asked = Question.objects.filter(pk=question)
        themes = Reading.objects.filter(question=question).order_by().values("theme")
        posted_by = Q(organisation__in=asked.order_by().values("organisation"))
        return self.filter(posted_by | Q(theme__in=themes) | Q(question=question))

    def questions(self) -> QuerySet[Question]:
        """The questions that fall under any of these."""
        mine = self.order_by()
        read_under = Reading.objects.filter(theme__in=mine.values("theme")).order_by()
        return Question.objects.filter(
            Q(organisation__in=mine.values("organisation"))
            | Q(pk__in=read_under.values("question"))
            | Q(pk__in=mine.filter(question__isnull=False).values("question"))
        )


class Exclusion(models.Model):
    """A researcher is not to be suggested for one organisation, one theme or one question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, theme__isnull=True, question__isnull=True)
                | Q(organisation__isnull=True, theme__isnull=False, question__isnull=True)
                | Q(organisation__isnull=True, theme__isnull=True, question__isnull=False),
                name="exclusion_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["researcher", "organisation", "theme", "question"],
                name="exclusion_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion of {self.researcher_id}"
