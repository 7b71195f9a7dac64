"""What somebody says of themselves, step by step: saved as it is left, sent when it is ready."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import AuditEvent, User
from accounts.permissions import Role
from researchers.completeness import Held, Piece, lacking
from researchers.models import Approach, Capacity, Discipline, LensReading, Researcher
from researchers.services import lenses
from researchers.signals import expertise_saved

ABOUT = ["kind", "title", "name", "post", "orcid", "organisation"]
EXPERTISE = ["statement", "topics"]
AVAILABILITY = ["availability", "available_from", "availability_note"]
VISIBILITY = [
    "shows_profile",
    "shows_evidence",
    "shows_availability",
    "shows_contact",
    "is_matchable",
]


def own_entry(user: User) -> Researcher:
    """A person's own entry in the register; of one who has none yet, an unsaved one to fill in.

    It stands under a body that the person is a researcher of today.

    Raises:
        ValidationError: the person is no researcher today.
    """
    bodies = [m.organisation for m in user.current_memberships if m.role == Role.ACADEMIC]
    if not bodies:
        raise ValidationError("Only a researcher has an entry.")
    entry = Researcher.objects.filter(user=user).first() or Researcher(user=user, name=user.name)
    if entry.organisation_id not in {body.pk for body in bodies}:
        entry.organisation = bodies[0]
    return entry


def held_by(entry: Researcher) -> Held:
    """What an entry holds, for the rules on how complete it is."""
    if entry.is_new:
        return Held(name=entry.name)
    outputs = entry.outputs.matched_on().values_list("title", "abstract")
    return Held(
        is_begun=True,
        is_sent=not entry.is_draft,
        name=entry.name,
        statement=entry.statement,
        topics=entry.topics,
        has_discipline=entry.expertise.filter(is_primary=True).exists(),
        has_approach=entry.approaches.exists(),
        evidence=[Piece(title, is_told=bool(abstract.strip())) for title, abstract in outputs],
        has_capacity=Capacity.objects.filter(researcher=entry).exists(),
    )


def was_begun_for(entry: Researcher) -> bool:
    """Whether a coordinator began the entry, and its person has not sent it yet."""
    claimed = AuditEvent.objects.filter(action="profile.claimed", target_id=str(entry.pk))
    return entry.is_draft and not entry.is_new and claimed.exists()


@act
def save_about(*, entry: Researcher, by: User) -> Researcher:
    """Keep who somebody is: name, kind of work, post, ORCID iD."""
    return _noted(_save(entry, ABOUT, by), by, "About you")


@act
def save_expertise(
    *,
    entry: Researcher,
    disciplines: Sequence[Discipline | None],
    approaches: Iterable[Approach],
    looked_at: Collection[str],
    by: User,
) -> list[LensReading]:
    """Keep what somebody knows and how they look at it; give what their text newly suggests.

    The first of `disciplines` is the main one unless it is None. `looked_at` are the slugs of the
    suggestions that the page showed: those not among `approaches` are answered with "not mine".
    """
    _save(entry, EXPERTISE, by)  # holds the row from here on
    words = [
        *_set_disciplines(entry, disciplines),
        *lenses.set_approaches(entry, approaches, looked_at),
    ]
    _noted(entry, by, "Expertise", *words)
    expertise_saved.send(Researcher, researcher=entry, by=by)
    return lenses.suggest_more(entry)


@act
def save_availability(*, entry: Researcher, capacity: dict[str, Any], by: User) -> Researcher:
    """Keep whether somebody is free, and what they are willing to give."""
    _save(entry, AVAILABILITY, by)
    held = Capacity.objects.filter(researcher=entry).first() or Capacity(researcher=entry)
    for name, value in capacity.items():
        setattr(held, name, value)
    held.full_clean(exclude=["researcher"])
    held.save()
    return _noted(entry, by, "Availability")


@act
def save_visibility(*, entry: Researcher, by: User) -> Researcher:
    """Keep who sees which section."""
    return _noted(_save(entry, VISIBILITY, by), by, "Who sees what")


@act
def send(*, entry: Researcher, by: User) -> Researcher:
    """Put a draft on the register; what is on it already stays as it is.

    Raises:
        ValidationError: something that every entry needs is not there.
    """
    if missing := lacking(held_by(entry)):
        raise ValidationError(list(missing.values()), code="lacking")
    now = timezone.now()
    drafts = Researcher.objects.filter(pk=entry.pk, sent_at__isnull=True)
    if drafts.update(sent_at=now, updated_at=now, confirmed_at=now):
        audit.record(by=by, action="profile.sent", target=entry)
    entry.refresh_from_db()
    return entry


def _save(entry: Researcher, fields: list[str], by: User) -> Researcher:
    """Save one step and nothing else: what somebody changed meanwhile on another page stays."""
    if entry.is_new:
        # Of two first saves at once the database lets one begin the entry; the other changes it.
        begun, _ = Researcher.objects.get_or_create(
            user=entry.user, defaults={"name": entry.name, "organisation": entry.organisation}
        )
        entry.pk = begun.pk
    entry.updated_at = timezone.now()
    if by == entry.user:
        # Whoever edits for another cannot say for them that all of it is true.
        entry.confirmed_at = entry.updated_at
    entry.full_clean(exclude=["id", "user", "organisation"])
    entry.save(force_update=True, update_fields=[*fields, "updated_at", "confirmed_at"])
    return entry


def _noted(entry: Researcher, by: User, *words: str) -> Researcher:
    """Write down which step was saved, and which rows beside the entry came and went."""
    reason = ". ".join(words)
    shown = reason if len(reason) <= 500 else f"{reason[:499]}…"
    audit.record(by=by, action="profile.changed", target=entry, reason=shown)
    return entry


def _set_disciplines(entry: Researcher, wanted: Sequence[Discipline | None]) -> list[str]:
    """Make the disciplines those, the first the main one; say what came and what went."""
    held = {row.discipline_id: row for row in entry.expertise.select_related("discipline")}
    chosen = {d.pk: d for d in wanted if d}
    main = wanted[0].pk if wanted and wanted[0] else None
    gone = [row for pk, row in held.items() if pk not in chosen]
    entry.expertise.filter(pk__in=[row.pk for row in gone]).delete()
    # Not two main ones even for a moment: the constraint is asked at once.
    entry.expertise.filter(is_primary=True).exclude(discipline=main).update(is_primary=False)
    for pk, discipline in chosen.items():
        entry.expertise.update_or_create(discipline=discipline, defaults={"is_primary": pk == main})
    new = [d.name for pk, d in chosen.items() if pk not in held]
    changed = main is not None and main in held and not held[main].is_primary
    return [
        *(f"Discipline added: {name}" for name in new),
        *(f"Discipline removed: {row.discipline.name}" for row in gone),
        *([f"Main discipline: {chosen[main].name}"] if changed else []),
    ]
