"""Proposals, and what people decided about them."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from pgvector.django import HalfVectorField

from accounts.models import User
from accounts.permissions import Permission
from priorities.models import Question
from priorities.policy import Facet
from researchers.models import Researcher


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def visible_to(self, user: User) -> Self:
        """Those whose findings the person may see."""
        summaries = Q(basis=MatchRun.Basis.SUMMARY, question__in=_questions(user, Facet.MATCHES))
        return self.filter(summaries | Q(question__in=_questions(user, Facet.FULL_MATCHES)))

    def active(self) -> Self:
        return self.filter(state__in=MatchRun.ACTIVE)

    def claimable(self) -> Self:
        """Queued runs, and running ones whose worker has not been heard of for a lease."""
        return self.filter(
            Q(state=MatchRun.State.QUEUED)
            | Q(state=MatchRun.State.RUNNING, lease_until__lt=timezone.now())
        )

    def at_work(self) -> Self:
        """Runs that a worker has reported on within a lease."""
        return self.filter(state=MatchRun.State.RUNNING, lease_until__gte=timezone.now())

    def claim(self, pk: uuid.UUID, token: uuid.UUID) -> bool:
        """Take the run for one worker by a single conditional update; only the winner may work."""
        taken = (
            self.claimable()
            .filter(pk=pk)
            .update(
                state=MatchRun.State.RUNNING,
                token=token,
                lease_until=_lease_end(),
                attempts=F("attempts") + 1,
                started_at=timezone.now(),
                stage=MatchRun.Stage.PROFILES,
                done=0,
                total=0,
            )
        )
        return taken == 1

    def held(self, pk: uuid.UUID, token: uuid.UUID) -> Self:
        """The run, if this worker still holds it."""
        return self.filter(pk=pk, token=token, state=MatchRun.State.RUNNING)

    def renew(self, pk: uuid.UUID, token: uuid.UUID, *, stage: str, done: int, total: int) -> bool:
        """Report progress and keep the lease; False when the run was taken away or cancelled."""
        progress = {"stage": stage, "done": done, "total": total}
        return bool(self.held(pk, token).update(**progress, lease_until=_lease_end()))

    def finish(self, pk: uuid.UUID, token: uuid.UUID, **outcome: object) -> bool:
        """Mark the run done; of several workers only the one that holds it succeeds."""
        return bool(
            self.held(pk, token).update(
                state=MatchRun.State.DONE, finished_at=timezone.now(), **outcome
            )
        )


def _lease_end() -> object:
    return timezone.now() + timedelta(seconds=settings.MATCHING_LEASE_SECONDS)


class MatchRun(models.Model):
    """One search for people for one question. The row is the job: Celery only rings for it.

    queued → running (token, lease) → done | failed; cancelled from queued or running.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Comparing"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped by a fault"
        CANCELLED = "cancelled", "Cancelled"

    class Basis(models.TextChoices):
        """The words that people are compared with; who may see what is found follows from it."""

        SUMMARY = "summary", "The released summary"
        FULL_TEXT = "full-text", "The full text"

    class Stage(models.TextChoices):
        """What a worker is at; `done` of `total` counts within it."""

        PROFILES = "profiles", "Step 1 of 2: reading profiles"
        EVIDENCE = "evidence", "Step 2 of 2: finding the sentences that say why"

    ACTIVE = [State.QUEUED, State.RUNNING]
    MOST_ATTEMPTS = 5

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.SUMMARY)
    # The worker acts as this person, and so reads no more than they may.
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    rung_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PROFILES)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    people_compared = models.PositiveIntegerField(default=0)
    # The best score, which the others are shown as shares of.
    best = models.FloatField(null=True)
    encoder = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "basis"],
                condition=Q(state__in=["queued", "running"]),
                name="match_run_one_active_per_question",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(token__isnull=False, lease_until__isnull=False),
                name="match_run_running_is_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.question_id}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def progress(self) -> str:
        """How far the stage is, in words."""
        texts = "texts" if self.stage == self.Stage.PROFILES else "sentences"
        return f"{self.done:,} of {self.total:,} {texts} read."


class Embedding(models.Model):
    """A text's vector, worked out once: the text is known by its hash, never stored here."""

    encoder = models.CharField(max_length=60)
    text_hash = models.CharField(max_length=64)
    vector = HalfVectorField(dimensions=384)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["encoder", "text_hash"], name="embedding_once_per_text")
        ]

    def __str__(self) -> str:
        return self.text_hash


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def latest(self) -> Self:
        """Suggestions of the newest finished run of each question, on either basis."""
        newest = (
            MatchRun.objects.filter(state=MatchRun.State.DONE)
            .order_by("question_id", "basis", "-finished_at")
            .distinct("question_id", "basis")
        )
        return self.filter(run__in=newest.values("pk"))

    def visible_to(self, user: User) -> Self:
        """Coordinators see what was found for released summaries; owners the shortlists of those.

        Of a search on the full text only the owner sees what it found. A researcher sees themselves
        on summaries that they may read and are among the closest for.
        """
        mine = Q()
        if user.can(Permission.SUGGESTION_DECIDE):
            mine |= self._on_summaries(user, Facet.MATCHES)
        if user.can(Permission.SHORTLIST_ANSWER):
            owned = _questions(user, Facet.FULL_MATCHES)
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
            run__question__in=_questions(user, facet),
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
        newest_run = Q(run__in=self.model.objects.latest().values("run"))
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
        questions = Question.objects.for_reading(reader).select_related("organisation")
        return self.select_related("run", "researcher__organisation").prefetch_related(
            "researcher__expertise__discipline", models.Prefetch("run__question", questions)
        )


def _questions(user: User, facet: Facet) -> QuerySet[Question]:
    """Keys of the questions of which somebody may see a facet."""
    return Question.objects.visible_to(user, facet).order_by().values("pk")


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


SHORTLISTED = ["shortlisted"]
GIVEN_BY_RESEARCHERS = ["could-help", "not-me"]


def stands(voice: str, answers: Iterable[str]) -> Exists:
    """A condition on suggestions: the voice's standing answer about the pair is one of these."""
    return Exists(
        Decision.objects.standing().filter(
            question=OuterRef("run__question"),
            researcher=OuterRef("researcher"),
            voice=voice,
            answer__in=list(answers),
        )
    )


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> Self:
        """The last word of each voice on each pair: decisions that nothing followed."""
        return self.filter(followed_by__isnull=True)

    def offers(self) -> Self:
        """Offers to help that no coordinator has decided on."""
        decided = self._of_coordinators(Decision.ANSWERS[Decision.Voice.COORDINATOR])
        return self.standing().filter(~decided, answer=Decision.Answer.COULD_HELP)

    def refused(self) -> Self:
        """A police lead's refusals of people who are still shortlisted."""
        return self.standing().filter(self._of_coordinators(SHORTLISTED), answer=Decision.Answer.NO)

    def visible_to(self, user: User) -> Self:
        """What was said about questions whose matches on the summary the person sees."""
        return self.filter(question__in=_questions(user, Facet.MATCHES))

    def _of_coordinators(self, answers: Iterable[str]) -> Exists:
        return Exists(
            Decision.objects.standing().filter(
                question=OuterRef("question"),
                researcher=OuterRef("researcher"),
                voice=Decision.Voice.COORDINATOR,
                answer__in=list(answers),
            )
        )


class Decision(models.Model):
    """What somebody said of a researcher for a question. Rows are only added; the last one stands.

    Each names the one that it follows, and one decision has at most one follower: of two people
    who decide at once, the database lets one through.
    """

    class Voice(models.TextChoices):
        COORDINATOR = "coordinator", "Coordinator"
        LEAD = "lead", "Police lead"
        RESEARCHER = "researcher", "Researcher"

    class Answer(models.TextChoices):
        SHORTLISTED = "shortlisted", "Shortlisted"
        DECLINED = "declined", "Declined"
        YES = "yes", "Yes"
        NO = "no", "No"
        COULD_HELP = "could-help", "Could help"
        NOT_ME = "not-me", "Not me"
        UNDONE = "undone", "Undone"

    ANSWERS = {
        Voice.COORDINATOR: [Answer.SHORTLISTED, Answer.DECLINED],
        Voice.LEAD: [Answer.YES, Answer.NO],
        Voice.RESEARCHER: [Answer.COULD_HELP, Answer.NOT_ME],
    }
    NEEDS_REASON = [Answer.DECLINED, Answer.NO, Answer.NOT_ME]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="+")
    voice = models.CharField(max_length=12, choices=Voice)
    answer = models.CharField(max_length=12, choices=Answer)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="followed_by"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "researcher", "voice"],
                condition=Q(follows__isnull=True),
                name="decision_one_first_word",
            ),
            models.CheckConstraint(
                condition=Q(answer="undone", follows__isnull=False)
                | Q(voice="coordinator", answer__in=["shortlisted", "declined"])
                | Q(voice="lead", answer__in=["yes", "no"])
                | Q(voice="researcher", answer__in=["could-help", "not-me"]),
                name="decision_answer_fits_its_voice",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["declined", "no", "not-me"]) | ~Q(reason=""),
                name="decision_refusal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_voice_display()}: {self.get_answer_display()}"
