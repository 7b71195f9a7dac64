"""Who was found for a question, and who may see that."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from accounts.permissions import Permission
from matching.models.decisions import GIVEN_BY_RESEARCHERS, SHORTLISTED, Decision, stands
from matching.models.runs import MatchRun, questions
from priorities.models import Question
from priorities.policy import Facet
from researchers.models import Researcher


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: User) -> Self:
        """Coordinators see what was found for released summaries; owners the shortlists of those.

        Of a search on the full text only the owner sees what it found. A researcher sees themselves
        on summaries that they may read and are among the closest for.
        """
        mine = Q()
        if user.can(Permission.SUGGESTION_DECIDE):
            mine |= self._on_summaries(user, Facet.MATCHES)
        if user.can(Permission.SHORTLIST_ANSWER):
            owned = questions(user, Facet.FULL_MATCHES)
            shortlisted = Q(stands(Decision.Voice.COORDINATOR, SHORTLISTED))
            mine |= self._on_summaries(user, Facet.FULL_MATCHES) & shortlisted
            mine |= Q(run__basis=MatchRun.Basis.FULL_TEXT, run__question__in=owned)
        if user.can(Permission.MATCH_ANSWER):
            own = Q(self._told(), researcher__user=user)
            mine |= self._on_summaries(user, Facet.EXISTENCE) & own
        return self.filter(mine) if mine else self.none()

    @staticmethod
    def _on_summaries(user: User, facet: Facet) -> Q:
        """Found for the summary that stands today, not for one that was withdrawn or replaced."""
        return Q(
            run__basis=MatchRun.Basis.SUMMARY,
            run__requested_at__gte=F("run__question__released_at"),
            run__question__in=questions(user, facet),
        )

    @staticmethod
    def _told() -> Q:
        """Of these a researcher is told: among the closest, or answered by them already."""
        among_closest = Q(rank__lte=settings.MATCHING_SHOWN)
        return among_closest | Q(stands(Decision.Voice.RESEARCHER, GIVEN_BY_RESEARCHERS))

    def told_to(self, user: User) -> Self:
        """A researcher's own, one for each question; who is a coordinator too sees no more.

        The newest run counts, but what they have answered stays whatever a later run says.
        """
        answered = Q(stands(Decision.Voice.RESEARCHER, GIVEN_BY_RESEARCHERS))
        newest_run = Q(run__in=MatchRun.objects.newest_done().values("pk"))
        among_closest = Q(newest_run, rank__lte=settings.MATCHING_SHOWN)
        on_summary = self.newest().filter(run__basis=MatchRun.Basis.SUMMARY)
        return on_summary.filter(among_closest | answered, researcher__user=user)

    def shortlist(self, question: Question | None = None) -> Self:
        """Whoever is shortlisted, one for each question, whatever a later run says of them."""
        on_summary = self.newest().filter(run__basis=MatchRun.Basis.SUMMARY)
        chosen = on_summary.filter(stands(Decision.Voice.COORDINATOR, SHORTLISTED))
        return chosen if question is None else chosen.filter(run__question=question)

    def newest(self) -> Self:
        """Of each pair of question and researcher the one of the newest run that holds the pair."""
        newer = Suggestion.objects.filter(
            researcher=OuterRef("researcher"),
            run__question=OuterRef("run__question"),
            run__basis=OuterRef("run__basis"),
            run__finished_at__gt=OuterRef("run__finished_at"),
        )
        return self.exclude(Exists(newer))

    def for_listing(self, reader: User) -> Self:
        """With what a row shows of the person, and of the question what the reader may read."""
        asked = Question.objects.for_reading(reader).select_related("organisation")
        return self.select_related(
            "run", "researcher__organisation", "researcher__user", "researcher__capacity"
        ).prefetch_related(
            "researcher__expertise__discipline", models.Prefetch("run__question", asked)
        )


class Suggestion(models.Model):
    """One researcher in one run's ranking, with the evidence; never changed afterwards.

    Without a rank the person had too little to match on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="suggestions")
    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="+")
    rank = models.PositiveIntegerField(null=True)
    score = models.FloatField(null=True)
    meaning = models.FloatField(null=True)
    words = models.FloatField(null=True)
    evidence = models.JSONField(default=list)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = [F("rank").asc(nulls_last=True), "researcher__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "researcher"], name="suggestion_once_per_run"),
            models.UniqueConstraint(fields=["run", "rank"], name="suggestion_one_per_rank"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True, score__isnull=True)
                | Q(rank__isnull=False, score__isnull=False),
                name="suggestion_ranked_if_scored",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.researcher_id}"
