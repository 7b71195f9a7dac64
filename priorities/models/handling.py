"""Acts that change who may read a question: by the owner alone, or by two people."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import User
from accounts.tracking import tracked
from priorities.models.questions import Question, has_words

GRANT_LASTS = timedelta(days=90)
GLASS_LASTS = timedelta(hours=4)


class ProposalQuerySet(models.QuerySet[models.Model]):
    def open(self) -> Self:
        """Those that nobody has confirmed or dropped."""
        return self.filter(confirmed_at__isnull=True, dropped_at__isnull=True)


class Proposal(models.Model):
    """What one person proposes and another confirms. Open until confirmed or dropped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reason = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="%(class)s_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by=None, dropped_at=None)
                | Q(dropped_by__isnull=False, dropped_at__isnull=False, confirmed_at=None),
                name="%(class)s_dropped_or_confirmed",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.dropped_at is None


TWO_NAMES = Q(confirmed_by=None, confirmed_at=None) | Q(
    confirmed_by__isnull=False, confirmed_at__isnull=False
)


class Release(Proposal):
    """A summary for members to read, in words that both people have seen."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="releases")
    words = models.CharField(max_length=2000, validators=[has_words])
    marking = models.PositiveSmallIntegerField(choices=Marking, default=Marking.OFFICIAL)

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(condition=TWO_NAMES, name="release_names_its_people"),
            models.CheckConstraint(
                condition=Q(marking__lte=Marking.OFFICIAL), name="release_is_official_at_most"
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                name="release_one_open_per_question",
            ),
        ]

    def __str__(self) -> str:
        return f"release of {self.question_id}"


class Remarking(Proposal):
    """A change of a question's marking: up at once, down when a second person confirms it."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="remarkings")
    from_marking = models.PositiveSmallIntegerField(choices=Marking)
    to_marking = models.PositiveSmallIntegerField(choices=Marking)

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(
                condition=Q(to_marking__in=Marking.values) & ~Q(from_marking=F("to_marking")),
                name="remarking_to_another_marking",
            ),
            models.CheckConstraint(
                condition=Q(to_marking__gt=F("from_marking"), confirmed_at__isnull=False)
                | Q(TWO_NAMES, to_marking__lt=F("from_marking")),
                name="remarking_down_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                name="remarking_one_open_per_question",
            ),
        ]

    def __str__(self) -> str:
        return f"remarking of {self.question_id}"


class BreakGlassQuerySet(ProposalQuerySet):
    def live(self, now: datetime) -> Self:
        """Those that let somebody read at a moment."""
        return self.filter(until__gt=now)


class BreakGlass(Proposal):
    """A coordinator's way to a question in an emergency: two people, four hours, the owner told."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="broken_glass")
    until = models.DateTimeField(null=True)
    # When the owner was told by mail; the row is the job.
    told_at = models.DateTimeField(null=True)

    objects = BreakGlassQuerySet.as_manager()

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None, until=None)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    until__isnull=False,  # a comparison with nothing is no refusal
                    until=F("confirmed_at") + GLASS_LASTS,
                ),
                name="break_glass_for_four_hours",
            ),
            models.UniqueConstraint(
                fields=["question", "proposed_by"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                name="break_glass_one_open_each",
            ),
        ]

    def __str__(self) -> str:
        return f"broken glass of {self.question_id}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def live(self, now: datetime) -> Self:
        """Those that let somebody read at a moment."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


@tracked()
class Grant(models.Model):
    """That an owner lets somebody read a question; whether they may is asked at each reading."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="grants")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("by")), name="grant_to_somebody_else"),
            models.CheckConstraint(condition=~Q(reason=""), name="grant_has_a_reason"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("granted_at")), name="grant_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="grant_revoked_by_somebody",
            ),
            # A second grant while one stands is the same click twice; a longer one replaces it.
            models.UniqueConstraint(
                fields=["question", "person"],
                condition=Q(revoked_at__isnull=True),
                name="grant_one_standing_each",
            ),
        ]

    def __str__(self) -> str:
        return f"grant of {self.question_id}"
