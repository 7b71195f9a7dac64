"""Who knows what: people who make sense of things, and the evidence for it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.permissions import Permission
from accounts.tracking import tracked


class Discipline(models.Model):
    """A field of study, such as accountancy or public health."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Approach(models.Model):
    """A lens: how somebody looks at a matter, whatever the matter is."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    definition = models.CharField(max_length=300)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "approaches"

    def __str__(self) -> str:
        return self.name


class ResearcherQuerySet(models.QuerySet["Researcher"]):
    def visible_to(self, user: User) -> "ResearcherQuerySet":
        """Coordinators see every profile; others those that are listed, and their own.

        Without a role today nobody sees any.
        """
        if user.can(Permission.PERSON_READ_ALL):
            return self
        if not user.roles:
            return self.none()
        return self.filter(Q(is_listed=True) | Q(user=user))

    def matchable(self) -> "ResearcherQuerySet":
        """Those who have not asked to be left out of matching."""
        return self.filter(is_matchable=True)

    def for_listing(self) -> "ResearcherQuerySet":
        """With what a row shows: organisation, disciplines, approaches."""
        return self.select_related("organisation").prefetch_related(
            models.Prefetch("expertise", Expertise.objects.select_related("discipline")),
            "approaches",
        )


@tracked()
class Researcher(models.Model):
    """One person's expertise: a statement in their own words, fields, lenses and outputs."""

    class Availability(models.TextChoices):
        AVAILABLE = "available", "Available"
        LIMITED = "limited", "Limited time"
        UNAVAILABLE = "unavailable", "Not available"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, models.PROTECT, related_name="researcher")
    title = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    statement = models.TextField(max_length=3000, blank=True)
    approaches = models.ManyToManyField(Approach, blank=True, related_name="researchers")
    availability = models.CharField(
        max_length=12, choices=Availability, default=Availability.AVAILABLE
    )
    available_from = models.DateField(null=True, blank=True)
    availability_note = models.CharField(max_length=200, blank=True)
    is_listed = models.BooleanField(default=True)
    is_matchable = models.BooleanField(default=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ResearcherQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(available_from__isnull=True) | ~Q(availability="available"),
                name="researcher_return_date_only_when_away",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.name}".strip()

    @property
    def is_new(self) -> bool:
        """Whether the entry has not been saved yet."""
        return self._state.adding

    @property
    def primary_discipline(self) -> Discipline | None:
        return next((e.discipline for e in self.expertise.all() if e.is_primary), None)


@tracked()
class ResearcherApproach(Researcher.approaches.through):
    """One lens of one researcher; the table is the field's own, named here for its history."""

    class Meta:
        proxy = True


@tracked()
class Expertise(models.Model):
    """A discipline that a researcher works in; exactly one may be the primary one."""

    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="expertise")
    discipline = models.ForeignKey(Discipline, models.PROTECT, related_name="expertise")
    is_primary = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_primary", "id"]
        constraints = [
            models.UniqueConstraint(fields=["researcher", "discipline"], name="expertise_once"),
            models.UniqueConstraint(
                fields=["researcher"],
                condition=Q(is_primary=True),
                name="expertise_one_primary",
            ),
        ]

    def __str__(self) -> str:
        return self.discipline.name


@tracked()
class Output(models.Model):
    """One piece of evidence: something written, done, taught or made."""

    class Kind(models.TextChoices):
        PUBLICATION = "publication", "Publication"
        PROJECT = "project", "Project"
        PRACTICE = "practice", "Practice"
        TEACHING = "teaching", "Teaching"
        MEDIA = "media", "Media"
        DATASET = "dataset", "Dataset"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="outputs")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PUBLICATION)
    title = models.CharField(max_length=500)
    abstract = models.TextField(max_length=10_000, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["researcher", "title"], name="output_once_per_title"),
            models.CheckConstraint(condition=~Q(title=""), name="output_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
