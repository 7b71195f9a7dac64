"""How people come in: they are invited, or ask by themselves."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models.people import Organisation, User
from accounts.permissions import Role

INVITATION_LASTS = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=90)
SIGN_UP_LASTS = timedelta(days=3)
INVITED_AS = [Role.ACADEMIC, Role.POLICE_LEAD]


def in_thirty_days() -> datetime:
    return timezone.now() + INVITATION_LASTS


def in_three_days() -> datetime:
    return timezone.now() + SIGN_UP_LASTS


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> Self:
        """Neither taken up nor taken back; some may have run out."""
        return self.unused().filter(revoked_at__isnull=True)

    def forget(self) -> None:
        """Take away those of which nothing came and that ended long ago: they hold addresses."""
        long_ago = timezone.now() - FORGOTTEN_AFTER
        self.unused().filter(Q(revoked_at__lt=long_ago) | Q(expires_at__lt=long_ago)).delete()

    def unused(self) -> Self:
        return self.filter(used_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Those into the organisations that the person speaks for."""
        theirs = Organisation.objects.spoken_for_by(user).order_by()
        return self.filter(organisation__in=theirs.values("pk"))


class Invitation(models.Model):
    """Somebody asked in by name, as one thing in one organisation, by a link with an end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(
        max_length=12, choices=[(role, Role(role).label) for role in INVITED_AS]
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=in_thirty_days, editable=False)
    # Links of an earlier version open nothing: one that ran out stays shut when it is renewed.
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    used_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "organisation", "role"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invitation_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(role__in=INVITED_AS), name="invitation_as_academic_or_police_lead"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="invitation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False, revoked_at__isnull=True),
                name="invitation_used_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}, {self.organisation}"

    @property
    def is_over(self) -> bool:
        """Whether its time has run out."""
        return timezone.now() >= self.expires_at

    @property
    def is_open(self) -> bool:
        """Whether its link still lets somebody in."""
        return not (self.used_at or self.revoked_at or self.is_over)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def forget(self) -> None:
        """Take away those that ran out: nobody came of them."""
        self.filter(used_by__isnull=True, expires_at__lt=timezone.now()).delete()


class SignUp(models.Model):
    """What somebody typed who asked for an account; their mail's link makes it one.

    Kept for an address with an account as for one without, so that neither page nor time tells
    which; what the mail says differs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    post = models.CharField(max_length=120)
    # Made by the browser's form: the same form sent twice finds the first row, not a second.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=in_three_days, editable=False)
    # The account that was made of it.
    used_by = models.OneToOneField(User, models.PROTECT, null=True, related_name="sign_up")

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="sign_up_email_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"

    @property
    def is_open(self) -> bool:
        """Whether its link still makes an account."""
        return self.used_by_id is None and timezone.now() < self.expires_at
