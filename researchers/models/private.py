"""What only coordinators, and the person, may read: needs, interests and conflicts."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.permissions import Permission


class PrivateQuerySet(models.QuerySet[models.Model]):
    def visible_to(self, user: User) -> Self:
        """A person's own, and all of them for coordinators."""
        return self if user.can(Permission.PERSON_READ_ALL) else self.filter(person=user)


class AccessNeeds(models.Model):
    """What somebody needs to take part in an event; it may tell of their health.

    Taken away 30 days after `event_on`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(User, models.CASCADE, related_name="+")
    access = models.CharField(max_length=500, blank=True)
    diet = models.CharField(max_length=500, blank=True)
    # The last day that the person comes to an event, as they say or as they are invited.
    event_on = models.DateField()

    objects = PrivateQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "access needs"
        constraints = [
            models.CheckConstraint(
                condition=~Q(access="", diet=""), name="access_needs_say_something"
            )
        ]

    def __str__(self) -> str:
        return f"needs of {self.person_id}"


class Interest(models.Model):
    """Why somebody should not judge, or work beside, a person or an organisation."""

    class Kind(models.TextChoices):
        LINE_MANAGEMENT = "line-management", "Line management"
        CO_AUTHOR = "co-author", "Written or worked together"
        EMPLOYMENT = "employment", "Employment or payment"
        FAMILY = "family", "Family or close friend"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    # One of the two, or who they are in words where they have no account here.
    other_person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    other_name = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField(default=timezone.now, editable=False)
    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = PrivateQuerySet.as_manager()

    class Meta:
        ordering = ["declared_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other_person__isnull=False)
                | Q(organisation__isnull=False)
                | ~Q(other_name=""),
                name="interest_in_somebody",
            ),
            models.CheckConstraint(
                condition=Q(other_person__isnull=True) | ~Q(other_person=models.F("person")),
                name="interest_not_in_oneself",
            ),
            models.UniqueConstraint(
                fields=["person", "submission"], name="interest_once_per_submission"
            ),
        ]

    def __str__(self) -> str:
        return f"interest of {self.person_id}"

    @property
    def in_whom(self) -> str:
        """Whom or what it is in, in words."""
        named = [self.other_person and self.other_person.name, self.other_name]
        named.append(self.organisation and self.organisation.name)
        return ", ".join(filter(None, named))
