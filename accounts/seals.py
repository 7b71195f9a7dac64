"""Seals over the access log: what was sealed cannot be changed without being noticed.

Each minute the entries of all finished transactions get a hash that takes in the hash before it.
Going by transactions rather than by ids, an entry that commits late still meets a seal: the next.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import THIS_CLUSTER, AccessEvent, AuditEvent, Seal

# What a seal covers, in this order. A field added later is not in here: it would break old seals.
COVERED = (
    "id", "cluster", "xid", "at", "actor", "verb", "object_type", "object_id", "facet", "reason",
)  # fmt: skip
NO_ROOT = "0" * 64
# Any number that nothing else in this database locks on.
_LOCK = 0x5EA1
# Seconds. A seal is set each minute; a long transaction may hold back a few.
WAITS_TOO_LONG = 300
VERIFIED, BROKEN = "access-log.verified", "access-log.broken"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found; `broken` is the number of the first seal that does not hold."""

    seals: int
    events: int
    unsealed: int
    root: str
    broken: int | None = None
    why: str = ""


@transaction.atomic
def seal() -> list[Seal]:
    """Seal the entries of all finished transactions; nothing where there are none.

    Waits for another that is at it. Gives one seal, or one more for each PostgreSQL that the log
    has lived in before, where its last entries were restored unsealed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "SELECT system_identifier, pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            " FROM pg_control_system()"
        )
        here, horizon = cursor.fetchone()
    made = [_seal(cluster, horizon if cluster == here else None) for cluster in _clusters()]
    return [one for one in made if one]


def _seal(cluster: int, horizon: int | None) -> Seal | None:
    """Seal a cluster's entries from before the horizon; None says that nothing there can change."""
    start = _sealed_up_to(cluster)
    rows = AccessEvent.objects.filter(cluster=cluster, xid__gte=start)
    if horizon is None:
        horizon = (rows.aggregate(last=Max("xid"))["last"] or 0) + 1
    rows = rows.filter(xid__lt=horizon).order_by("id").values_list(*COVERED)
    last = Seal.objects.last()
    new = Seal(cluster=cluster, xid_from=start, xid_to=horizon, sealed_at=timezone.now())
    new.previous = last.root if last else NO_ROOT
    new.root, new.events = root_of(new, rows.iterator())
    if new.events:
        new.save(force_insert=True)
        return new
    return None


def root_of(sealed: Seal, rows: Iterable[tuple[Any, ...]]) -> tuple[str, int]:
    """Return the hash over rows of COVERED in order of id, and how many there were."""
    whole, count = hashlib.sha256(), 0
    for row in rows:
        whole.update(hashlib.sha256(_bytes(row)).digest())
        count += 1
    covers = (sealed.sealed_at, sealed.cluster, sealed.xid_from, sealed.xid_to, count)
    whole.update(_bytes(covers) + bytes.fromhex(sealed.previous))
    return whole.hexdigest(), count


def verify(*, root: str = "") -> Verdict:
    """Work out every seal anew up to the first that does not hold, and put that on record.

    `root` is one that was published earlier and must be among them: whoever can cut off the end
    of the log and seal it again cannot change what others have noted down.
    """
    newest = Seal.objects.last()
    verdict = _verdict(newest, root)
    if newest:
        AuditEvent.objects.create(
            action=VERIFIED if verdict.broken is None else BROKEN,
            target_type=Seal._meta.label_lower,
            target_id=str(verdict.broken or newest.pk),
            reason=verdict.why,
        )
    return verdict


def _verdict(newest: Seal | None, root: str) -> Verdict:
    # No seal newer than this one is looked at: the log goes on while it is verified.
    seals = Seal.objects.filter(pk__lte=newest.pk if newest else 0)
    own = seals.filter(
        cluster=OuterRef("cluster"), xid_from__lte=OuterRef("xid"), xid_to__gt=OuterRef("xid")
    )
    rows = AccessEvent.objects.annotate(seal=Subquery(own.order_by("xid_to").values("pk")[:1]))
    rows = rows.order_by("seal", "id").values_list("seal", *COVERED)
    chain, left = _Chain(), 0
    for one, its in _with_rows(seals.order_by("pk").iterator(), rows.iterator()):
        if one is None:
            left = sum(1 for _ in its)
        elif why := chain.fault(one, its):
            return chain.verdict(unsealed=0, broken=one.pk, why=why)
    if newest and root and not seals.filter(root=root).exists():
        why = "No seal has the root that was published: the log was cut off and sealed anew."
        return chain.verdict(unsealed=0, broken=newest.pk, why=why)
    return chain.verdict(unsealed=left)


class _Chain:
    """The seals seen so far, and what the next one must hold on to."""

    def __init__(self) -> None:
        self.root, self.ends = NO_ROOT, dict[int, int]()
        self.seals = self.events = 0

    def fault(self, one: Seal, rows: Iterable[tuple[Any, ...]]) -> str:
        """Take one more; say what is wrong with it, "" where nothing is."""
        root, count = root_of(one, rows)
        if one.previous != self.root:
            return "It does not follow the seal before it: one was taken away or put in."
        if one.xid_from != self.ends.get(one.cluster, 0):
            return "It leaves out transactions since the seal before it."
        if count != one.events:
            return f"It was set over {one.events} entries; there are {count}."
        if root != one.root:
            return "An entry under it, or the seal itself, was changed."
        self.root, self.ends[one.cluster] = one.root, one.xid_to
        self.seals, self.events = self.seals + 1, self.events + count
        return ""

    def verdict(self, *, unsealed: int, broken: int | None = None, why: str = "") -> Verdict:
        return Verdict(self.seals, self.events, unsealed, self.root, broken, why)


def unsealed() -> QuerySet[AccessEvent]:
    """What waits for the next seal; more than a minute or two of it means that none is made."""
    latest = Seal.objects.filter(cluster=THIS_CLUSTER).order_by("-xid_to").first()
    start = latest.xid_to if latest else 0
    return AccessEvent.objects.filter(cluster=THIS_CLUSTER, xid__gte=start)


def waiting_since() -> datetime | None:
    """When the oldest entry that no seal covers was made; None where all are sealed."""
    return unsealed().order_by("xid", "id").values_list("at", flat=True).first()


def last_verification() -> AuditEvent | None:
    """The newest record of a verification; its action is VERIFIED or BROKEN."""
    return AuditEvent.objects.filter(
        target_type=Seal._meta.label_lower, action__in=[VERIFIED, BROKEN]
    ).first()


def _sealed_up_to(cluster: int) -> int:
    latest = Seal.objects.filter(cluster=cluster).order_by("-xid_to").first()
    return latest.xid_to if latest else 0


def _clusters() -> Iterator[int]:
    """Yield every cluster that wrote entries, from the index, without reading them all."""
    found = AccessEvent.objects.order_by("cluster").values_list("cluster", flat=True)
    cluster = found.first()
    while cluster is not None:
        yield cluster
        cluster = found.filter(cluster__gt=cluster).first()


def _with_rows(
    seals: Iterable[Seal], rows: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Seal | None, Iterable[tuple[Any, ...]]]]:
    """Pair each seal with its rows, and None with those of no seal, which come last.

    Both come in the order of seals; a row begins with the id of its own.
    """
    groups = groupby(rows, key=itemgetter(0))
    owner, group = next(groups, (None, iter(())))
    for one in seals:
        if one.pk == owner:
            yield one, (row[1:] for row in group)
            owner, group = next(groups, (None, iter(())))
        else:
            yield one, ()
    yield None, group


def _bytes(values: tuple[Any, ...]) -> bytes:
    """One writing for one row, whatever the zone or the version of what reads it."""
    return json.dumps([_plain(value) for value in values], ensure_ascii=False).encode()


def _plain(value: object) -> int | str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int) else str(value)
