"""Who was vetted for what, by whom, until when; and the marking that each scheme reaches."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import Organisation, User
from accounts.permissions import Permission
from clearances.policy import ENDING_WITHIN, Held


class Scheme(models.TextChoices):
    """The kinds of vetting there are. What each of them reaches is in CeilingChange."""

    NPPV_1 = "nppv-1", "NPPV 1"
    NPPV_2_ABBREVIATED = "nppv-2-abbreviated", "NPPV 2 (abbreviated)"
    NPPV_2_FULL = "nppv-2-full", "NPPV 2 (full)"
    NPPV_3 = "nppv-3", "NPPV 3"
    RECRUITMENT = "rv", "Recruitment vetting (RV)"
    MANAGEMENT = "mv", "Management vetting (MV)"
    CTC = "ctc", "Counter-terrorist check (CTC)"
    SC = "sc", "Security check (SC)"
    DV = "dv", "Developed vetting (DV)"


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def visible_to(self, user: User) -> Self:
        """Vetting verifiers see every clearance; everybody else, coordinators too, their own."""
        return self if user.can(Permission.CLEARANCE_RECORD) else self.filter(person=user)

    def standing(self) -> Self:
        """Those that nobody revoked."""
        return self.filter(revocation__isnull=True)

    def live(self, day: date) -> Self:
        """Those in force on a day; the first and the last day count."""
        return self.standing().filter(valid_from__lte=day, valid_until__gte=day)

    def ending(self, day: date) -> Self:
        """Those in force on a day that end soon after, with none of their scheme that lasts."""
        soon = day + ENDING_WITHIN
        successors = Clearance.objects.standing().filter(
            person=OuterRef("person"), scheme=OuterRef("scheme"), valid_until__gt=soon
        )
        return self.live(day).filter(~Exists(successors), valid_until__lte=soon)


class Clearance(models.Model):
    """That a vetting verifier saw the record of a person's vetting. A row is never changed.

    What vetting found, a refusal or a document is never kept here.
    """

    class State(models.TextChoices):
        TO_COME = "to-come", "To come"
        LIVE = "live", "In force"
        ENDED = "ended", "Ended"
        REVOKED = "revoked", "Revoked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=20, choices=Scheme)
    sponsor = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    verified_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    # Made by the browser's form: the same form sent twice finds the first row, not a second.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_until", "-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("verified_by")), name="clearance_set_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="clearance_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} until {self.valid_until:%Y-%m-%d}"

    @property
    def is_revoked(self) -> bool:
        return hasattr(self, "revocation")

    @property
    def held(self) -> Held:
        """The clearance as the rule knows it."""
        return Held(self.scheme, self.valid_from, self.valid_until, self.is_revoked)

    @property
    def state(self) -> State:
        """Where it stands today."""
        today = timezone.localdate()
        if self.is_revoked:
            return self.State.REVOKED
        if self.valid_until < today:
            return self.State.ENDED
        return self.State.LIVE if self.valid_from <= today else self.State.TO_COME

    @property
    def is_revocable(self) -> bool:
        """Whether taking it back would still change anything."""
        return self.state in {self.State.TO_COME, self.State.LIVE}


class Revocation(models.Model):
    """The end of a clearance before its day. Counts at once, and is never taken back."""

    class Reason(models.TextChoices):
        """Only these, so that nobody writes down what vetting found."""

        LEFT = "left", "They left the post it was given for"
        WITHDRAWN = "withdrawn", "The sponsor ended it"
        REPLACED = "replaced", "A newer one takes its place"
        MISTAKE = "mistake", "It was recorded by mistake"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clearance = models.OneToOneField(Clearance, models.PROTECT, related_name="revocation")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    reason = models.CharField(max_length=12, choices=Reason)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=["left", "withdrawn", "replaced", "mistake"]),
                name="revocation_for_one_of_the_reasons",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class CeilingChangeQuerySet(models.QuerySet["CeilingChange"]):
    def open(self) -> Self:
        """Proposals that nobody has confirmed or dropped."""
        return self.filter(confirmed_at__isnull=True, dropped_at__isnull=True)

    def ruling(self) -> Self:
        """The newest confirmed row of each scheme."""
        newest = self.filter(confirmed_at__isnull=False)
        return newest.order_by("scheme", "-confirmed_at", "-proposed_at").distinct("scheme")

    def table(self) -> dict[str, Marking]:
        """What each scheme reaches today; a scheme without a row reaches nothing."""
        return {row.scheme: Marking(row.marking) for row in self.ruling()}


class CeilingChange(models.Model):
    """One change of the table from schemes to markings: proposed by one, confirmed by another.

    Open until it is confirmed or dropped, then never changed again. What a deployment starts with
    is marked as installed and names nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scheme = models.CharField(max_length=20, choices=Scheme)
    marking = models.PositiveSmallIntegerField(choices=Marking)
    reason = models.CharField(max_length=500)
    is_installed = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    objects = CeilingChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                name="ceiling_change_one_open_per_scheme",
            ),
            models.UniqueConstraint(
                fields=["scheme"],
                condition=Q(is_installed=True),
                name="ceiling_change_installed_once_per_scheme",
            ),
            models.CheckConstraint(
                condition=Q(marking__in=Marking.values), name="ceiling_change_to_a_marking"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="ceiling_change_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(is_installed=True, proposed_by=None, confirmed_by=None)
                & Q(confirmed_at__isnull=False)
                | Q(is_installed=False, proposed_by__isnull=False)
                & Q(
                    Q(confirmed_by=None, confirmed_at=None)
                    | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                ),
                name="ceiling_change_names_its_people",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by=None, dropped_at=None)
                | Q(dropped_by__isnull=False, dropped_at__isnull=False, confirmed_at=None),
                name="ceiling_change_dropped_or_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()}: {self.get_marking_display()}"

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.dropped_at is None

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.is_installed:
            return "As installed"
        if self.is_open:
            return "Waits for a second person"
        return "Confirmed" if self.confirmed_at else "Dropped"
