"""The outbox: each mail a row, and the row is the job."""

import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models.people import User

# Longer than a mail server may take to answer each of the few things it is told.
LEASE = timedelta(minutes=3)
# Whoever was rung for is not rung for again sooner.
RING_AGAIN = timedelta(seconds=30)
# A server that says "later" is asked again after so long.
TRY_AGAIN = timedelta(minutes=5)
KEPT = timedelta(days=90)


class MailQuerySet(models.QuerySet["Mail"]):
    def under_way(self) -> Self:
        return self.filter(state__in=Mail.UNDER_WAY)

    def waiting(self) -> Self:
        return self.filter(state=Mail.State.QUEUED)

    def due(self) -> Self:
        """Those that wait and were not rung for just now, the oldest first."""
        return self.waiting().filter(due_at__lte=timezone.now()).order_by("queued_at", "id")

    def put_off(self) -> int:
        """Before they are rung for: the next sweep leaves them alone."""
        return self.waiting().update(due_at=timezone.now() + RING_AGAIN)

    def claim(self, pk: uuid.UUID) -> uuid.UUID | None:
        """Take one for a worker by a single conditional update; the token, or None for the loser.

        Only one that waits: what was being sent when a worker died is never taken again.
        """
        token = uuid.uuid4()
        taken = (
            self.waiting()
            .filter(pk=pk)
            .update(
                state=Mail.State.SENDING,
                token=token,
                lease_until=timezone.now() + LEASE,
                attempts=F("attempts") + 1,
            )
        )
        return token if taken else None

    def settle(self, token: uuid.UUID, state: str, note: str = "") -> bool:
        """Say what became of one that is being sent; False when it is not held any more."""
        held = self.filter(token=token, state=Mail.State.SENDING)
        return bool(held.update(**_ended(state, note)))

    def give_back(self, token: uuid.UUID, note: str) -> None:
        """Nothing was sent and later it may be: let it wait a little."""
        self.filter(token=token, state=Mail.State.SENDING).update(
            state=Mail.State.QUEUED,
            token=None,
            lease_until=None,
            due_at=timezone.now() + TRY_AGAIN,
            note=note,
        )

    def drop(self) -> int:
        """Those that wait are not needed any more."""
        return self.waiting().update(**_ended(Mail.State.DROPPED, ""))

    def lose(self) -> int:
        """Of whom no worker was heard for a lease, nobody knows whether the mail went out."""
        lost = self.filter(state=Mail.State.SENDING, lease_until__lt=timezone.now())
        return lost.update(**_ended(Mail.State.UNCERTAIN, "The worker ended while sending."))

    def unsettled(self) -> Self:
        """Those that perhaps went out and those that did not, until a person says what is to be.

        Not those after which the same was sent once more.
        """
        same = {name: OuterRef(name) for name in ("kind", "about", "to_address")}
        later = Mail.objects.filter(
            Q(to=OuterRef("to")) | Q(to__isnull=True), queued_at__gt=OuterRef("queued_at"), **same
        )
        return self.filter(~Exists(later), state__in=Mail.UNSETTLED)

    def settle_by_hand(self, pk: uuid.UUID, *, has_arrived: bool) -> bool:
        """Say what a person found out about one; False for the later of two who say it."""
        state = Mail.State.SENT if has_arrived else Mail.State.DROPPED
        note = "Somebody found that it arrived." if has_arrived else "Sent again as another mail."
        return bool(self.unsettled().filter(pk=pk).update(state=state, note=note))

    def forget(self) -> None:
        """Take away those that ended long ago: they hold addresses."""
        self.filter(ended_at__lt=timezone.now() - KEPT).delete()


def _ended(state: str, note: str) -> dict[str, object]:
    over = {"token": None, "lease_until": None, "ended_at": timezone.now()}
    return {"state": state, "note": note, **over}


class Mail(models.Model):
    """One mail to one address. What it says is written when it is sent, and kept nowhere.

    queued → sending (token, lease) → sent | failed | uncertain; back to queued where the server
    said "later"; dropped from queued. Uncertain is for people to settle: no worker sends it again.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "Perhaps sent"
        FAILED = "failed", "Not sent"
        DROPPED = "dropped", "Not needed any more"

    UNDER_WAY = [State.QUEUED, State.SENDING]
    UNSETTLED = [State.UNCERTAIN, State.FAILED]
    MOST_ATTEMPTS = 10

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Who writes it: `accounts.outbox.kind`.
    kind = models.CharField(max_length=40)
    # To the address that an account has when it is sent, or to one that has no account yet.
    to = models.ForeignKey(User, models.PROTECT, null=True, related_name="mails")
    to_address = models.EmailField(blank=True)
    # The key of what it is about; what that is follows from the kind.
    about = models.UUIDField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    # In words of the code's own: what a mail server says may hold an address.
    note = models.CharField(max_length=200, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at", "id"]
        indexes = [
            models.Index(fields=["kind", "about"], name="mail_by_subject"),
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="mail_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to__isnull=False, to_address="")
                | Q(to__isnull=True) & ~Q(to_address=""),
                name="mail_to_one_address",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", token__isnull=False, lease_until__isnull=False)
                | ~Q(state="sending") & Q(token__isnull=True, lease_until__isnull=True),
                name="mail_held_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending"], ended_at__isnull=True)
                | ~Q(state__in=["queued", "sending"]) & Q(ended_at__isnull=False),
                name="mail_ended_or_not",
            ),
            # A second click finds the first mail.
            models.UniqueConstraint(
                fields=["kind", "about", "to"],
                condition=Q(state__in=["queued", "sending"], to__isnull=False),
                name="mail_under_way_once_for_a_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "about", "to_address"],
                condition=Q(state__in=["queued", "sending"], to__isnull=True),
                name="mail_under_way_once_for_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.about}: {self.state}"

    @property
    def kind_in_words(self) -> str:
        """What it is: "Somebody waits"."""
        return self.kind.replace("-", " ").capitalize()

    @property
    def address(self) -> str:
        """Where it goes."""
        return self.to.email if self.to else self.to_address
