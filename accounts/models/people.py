"""People who sign in, and the bodies they belong to."""

import uuid
from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
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

    def here(self) -> "OrganisationQuerySet":
        """Those that belong to the collaboration today."""
        today = timezone.localdate()
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=today), joined_on__lte=today)

    def spoken_for_by(self, user: "User") -> "OrganisationQuerySet":
        """Those here today for which the person may say who belongs: a contact point for their own.

        A coordinator may for every one.
        """
        if user.can(Permission.MEMBER_ADMIT):
            return self.here()
        return self.here().filter(pk__in=user.contact_point_of)


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
    def is_confirmed(self) -> bool:
        """Whether an organisation of theirs stands by it that they belong to it today."""
        return any(membership.confirmed_at for membership in self.current_memberships)

    @property
    def contact_point_of(self) -> set[uuid.UUID]:
        """The ids of the organisations that the person speaks for today."""
        return {m.organisation_id for m in self.current_memberships if m.is_contact_point}

    @property
    def roles(self) -> set[str]:
        """The roles held today; one that nobody has confirmed is always that of a researcher."""
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

    def confirmed(self) -> "MembershipQuerySet":
        """Those that their organisation stands by."""
        return self.filter(confirmed_at__isnull=False)

    def to_settle_by(self, user: User) -> "MembershipQuerySet":
        """Today's that wait to be confirmed, and by this person may be."""
        waiting = self.on(timezone.localdate()).filter(confirmed_at__isnull=True)
        theirs = Organisation.objects.spoken_for_by(user).order_by().values("pk")
        return waiting.filter(organisation__in=theirs, user__is_active=True).exclude(user=user)

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
            # What somebody only says of themselves gives no more than that.
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False)
                | Q(role=Role.ACADEMIC, is_contact_point=False),
                name="membership_unconfirmed_is_academic",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"
