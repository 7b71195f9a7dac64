"""Who may edit somebody's entry for them: the assistants they name, and whom their body names."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from researchers.models.people import Researcher, ResearcherQuerySet


class DelegateQuerySet(models.QuerySet["Delegate"]):
    def standing(self) -> Self:
        """Those that nobody has ended."""
        return self.filter(ended_at__isnull=True)


class Delegate(models.Model):
    """An assistant whom a person has named to edit their entry, until that is ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="delegates")
    assistant = models.ForeignKey(User, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ["named_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["researcher", "assistant"],
                condition=Q(ended_at__isnull=True),
                name="delegate_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="delegate_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assistant} for {self.researcher}"


def editable_by(user: User) -> ResearcherQuerySet:
    """Entries of others that somebody may edit for them.

    An assistant those of whoever named them, drafts too; a contact point those on the register
    that stand under their organisation. Whom no organisation has confirmed, none.
    """
    if not (user.is_active and user.is_confirmed):
        return Researcher.objects.none()
    mine = Delegate.objects.standing().filter(assistant=user).values("researcher")
    here = Researcher.objects.standing().filter(organisation__in=user.contact_point_of)
    alive = Researcher.objects.filter(merged_into__isnull=True, user__is_active=True)
    return alive.filter(Q(pk__in=mine) | Q(pk__in=here.order_by().values("pk"))).exclude(user=user)
