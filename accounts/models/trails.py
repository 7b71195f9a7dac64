"""The record of what people did, and what is counted of their tries."""

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models.people import User


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
