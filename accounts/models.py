"""People, the bodies they belong to, and the record of what they did."""

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast, Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.permissions import PERMISSIONS, Permission, Role
from accounts.tracking import tracked


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def with_contact_points(self) -> "OrganisationQuerySet":
        """With `contact_points`: today's memberships of those who speak for it, by name."""
        points = Membership.objects.contact_points().order_by("user__name", "pk")
        return self.prefetch_related(
            models.Prefetch("memberships", points.select_related("user"), to_attr="contact_points")
        )


@tracked()
class Organisation(models.Model):
    """A force, unit, commissioner's office, university or other body; they join and leave."""

    class Kind(models.TextChoices):
        FORCE = "force", "Police force"
        UNIT = "unit", "Special operations unit"
        PCC = "pcc", "Police and crime commissioner's office"
        UNIVERSITY = "university", "University"
        OTHER = "other", "Other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind)
    joined_on = models.DateField(default=date(2016, 3, 4))
    left_on = models.DateField(null=True, blank=True)
    # Whoever reads mail at an address of these belongs to it, without anybody confirming that.
    email_domains = ArrayField(models.CharField(max_length=100), default=list, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="organisation_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts; addresses are kept in lower case."""

    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        """Create an account; without a password nobody can sign in to it."""
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


@tracked(exclude=("password", "last_login"))
class User(AbstractBaseUser):
    """A person who signs in, by e-mail. What they may do follows from their memberships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="user_email_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """Today's memberships, the oldest first; read once in a request."""
        memberships = self.memberships.on(timezone.localdate()).select_related("organisation")
        return list(memberships.order_by("starts_on", "id"))

    @property
    def roles(self) -> set[str]:
        return {membership.role for membership in self.current_memberships}

    def can(self, permission: Permission) -> bool:
        """Whether one of the person's current roles carries the permission."""
        return self.is_active and any(permission in PERMISSIONS[role] for role in self.roles)

    @property
    def role_words(self) -> str:
        """The person's roles in words, for the top of the page."""
        return ", ".join(Role(role).label for role in sorted(self.roles))

    def organisations_as(self, role: str) -> set[uuid.UUID]:
        """The ids of the organisations in which the person holds the role today."""
        return {m.organisation_id for m in self.current_memberships if m.role == role}


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> "MembershipQuerySet":
        """Memberships in force on a day: their last day counts, and their organisation's last."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(organisation__left_on__isnull=True) | Q(organisation__left_on__gte=day),
            starts_on__lte=day,
        )

    def contact_points(self) -> "MembershipQuerySet":
        """Those of today's contact points who can sign in."""
        today = self.on(timezone.localdate())
        return today.filter(is_contact_point=True, user__is_active=True)

    def police_leads(self) -> "MembershipQuerySet":
        """Those of today's police leads who can sign in."""
        today = self.on(timezone.localdate())
        return today.filter(role=Role.POLICE_LEAD, user__is_active=True)


@tracked()
class Membership(models.Model):
    """One person's role in one organisation, from a day until a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    is_contact_point = models.BooleanField(default=False)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    # None: so the person says, and nobody of the organisation has confirmed it yet.
    confirmed_at = models.DateTimeField(default=timezone.now, null=True, editable=False)
    # None where an address of the organisation, or whoever runs this, spoke for them.
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends_on__isnull=True),
                name="membership_open_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("user")),
                name="membership_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"


class SignInCount(models.Model):
    """How many wrong passwords were tried since a moment, for one account or from one address."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.failures} since {self.since}"


class AuditEvent(models.Model):
    """One act: who did what to which thing, when and why. Never changed, outlives its target."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_by_target")]

    def __str__(self) -> str:
        return f"{self.action} {self.target_type} {self.target_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The audit trail is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The audit trail is append-only.")


# Which PostgreSQL this is: numbers of transactions start anew where a dump is restored.
THIS_CLUSTER = Func(
    function="pg_control_system",
    template="(%(function)s()).system_identifier",
    output_field=models.BigIntegerField(),
)
# The number of the transaction that writes, which is what seals go by: ids commit out of order.
THIS_TRANSACTION = Cast(
    Cast(Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
)


class AccessEvent(models.Model):
    """One reading, download, sign-in, refusal or opening: ids, never words; outlives whom it names.

    Append-only by triggers of the database, and sealed; see `accounts.seals`.
    """

    class Verb(models.TextChoices):
        READ = "read", "Read"
        EXPORT = "export", "Downloaded"
        SIGN_IN = "sign-in", "Signed in"
        SIGN_OUT = "sign-out", "Signed out"
        SIGN_IN_FAILED = "sign-in-failed", "Failed to sign in"
        REFUSED = "refused", "Refused"
        NOT_FOUND = "not-found", "Not found"
        GRANT = "grant", "Access granted"
        REVOKED = "revoked", "Access revoked"
        GLASS = "glass", "Glass broken"

    class Facet(models.TextChoices):
        FULL_TEXT = "full-text", "Full text"
        MATCHES = "matches", "Match results"
        ACCESS_LOG = "access-log", "Access log"
        NEEDS = "needs", "Access needs"

    cluster = models.BigIntegerField(db_default=THIS_CLUSTER, editable=False)
    xid = models.BigIntegerField(db_default=THIS_TRANSACTION, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    # No foreign key, so that the account may be erased and the seals still hold.
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=20, choices=Verb)
    # What was read; for a refusal, the name of the address that was asked for.
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    facet = models.CharField(max_length=20, choices=Facet, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["cluster", "xid"], name="access_by_transaction"),
            models.Index(fields=["actor", "id"], name="access_by_actor"),
            models.Index(fields=["object_id"], name="access_by_object"),
            BrinIndex(fields=["at"], name="access_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}".rstrip()


class Seal(models.Model):
    """A hash over all entries of some finished transactions and over the seal before it."""

    sealed_at = models.DateTimeField(default=timezone.now, editable=False)
    cluster = models.BigIntegerField()
    xid_from = models.BigIntegerField()
    # The first transaction that is not covered.
    xid_to = models.BigIntegerField()
    events = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    # Unique: a chain, never a tree.
    previous = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["cluster", "xid_to"], name="seal_by_transaction")]
        constraints = [
            models.CheckConstraint(
                condition=Q(xid_from__lt=F("xid_to"), events__gt=0), name="seal_covers_something"
            ),
        ]

    def __str__(self) -> str:
        return f"seal {self.pk}"
