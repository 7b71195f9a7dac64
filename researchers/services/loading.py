"""People of an organisation, loaded many at once by a coordinator: saved, asked in, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import audit, services
from accounts.acting import act
from accounts.models import Invitation, Membership, Organisation, User
from accounts.permissions import Role
from researchers.models import Expertise, Import, Researcher
from researchers.reading.values import Reading
from researchers.services import imports
from researchers.services.imports import ROWS_GONE, SHOWN_FAULTS, locked
from researchers.services.people_previews import PeoplePreview, PersonRow, people_preview

STUBS_KEPT_FOR = timedelta(days=60)
CLAIMED = "its person has claimed it"
TAKEN_TOGETHER = "it was taken together with another entry"
TAKEN_OVER = ("title", "name", "post", "orcid", "statement", "topics")


@act
def take_up(
    *,
    organisation: Organisation,
    content: bytes,
    reading: Reading,
    submission: UUID,
    by: User,
    file_name: str = "",
) -> Import:
    """Keep a table of people, to be looked over. Nobody is on the register yet.

    The page sent twice, or a file that still waits to be looked over, gives the one import.

    Raises:
        ValidationError: it is no table.
    """
    if reading.table is None:
        raise ValidationError("The file must be a spreadsheet, with one person a row.")
    about = {"researcher": None, "organisation": organisation} | imports.read_rows(reading)
    about["source"] = Import.Source.PEOPLE
    return imports.keep(about, content, submission, by, file_name)


@act
def save(*, found: Import, by: User) -> int:
    """Begin an entry for everybody who is ticked, or for nobody; give how many.

    Each is a draft that only coordinators see, until its person claims it or 60 days are over.

    Raises:
        ValidationError: nobody is ticked, it was saved before, or a row cannot stand.
    """
    found = locked(found, Import.State.READY)
    chosen = [row for row in people_preview(found).rows if row.is_ticked]
    if not chosen:
        raise ValidationError("Tick at least one person to save.", code="none")
    stubs = [_stub(row, found) for row in chosen]
    _refuse_what_does_not_fit(chosen, stubs)
    try:
        with transaction.atomic():
            Researcher.objects.bulk_create(stubs)
            Expertise.objects.bulk_create(_expertise(chosen, stubs))
    except IntegrityError as error:
        words = "Somebody loaded one of them meanwhile. Look the rows over again."
        raise ValidationError(words) from error
    for row, stub in zip(chosen, stubs, strict=True):
        found.rows[row.number]["stub"] = str(stub.pk)
    found.state, found.saved_at = Import.State.SAVED, timezone.now()
    found.save(update_fields=["rows", "state", "saved_at"])
    audit.record(by=by, action="people.loaded", target=found, reason=f"rows: {len(stubs)}")
    return len(stubs)


def _stub(row: PersonRow, found: Import) -> Researcher:
    return Researcher(
        organisation=found.organisation,
        stub_email=row.fields["email"],
        expires_on=timezone.localdate() + STUBS_KEPT_FOR,
        **{name: row.fields[name] for name in TAKEN_OVER},
    )


def _expertise(rows: Iterable[PersonRow], stubs: Iterable[Researcher]) -> list[Expertise]:
    """The disciplines that we have; the first of each person is the main one."""
    return [
        Expertise(researcher=stub, discipline=discipline, is_primary=place == 0)
        for row, stub in zip(rows, stubs, strict=True)
        for place, discipline in enumerate(dict.fromkeys(row.disciplines))
    ]


def _refuse_what_does_not_fit(rows: Iterable[PersonRow], stubs: Iterable[Researcher]) -> None:
    faults = []
    for row, stub in zip(rows, stubs, strict=True):
        try:
            stub.clean_fields(exclude=["user", "organisation"])
        except ValidationError as error:
            faults.append(f"{row.place}: {error.messages[0]}")
    if faults:
        raise ValidationError(["Untick these rows: nothing was saved.", *faults[:SHOWN_FAULTS]])


@act
def undo(*, found: Import, by: User) -> PeoplePreview:
    """Take away the entries that a list began, but for those that are somebody's by now.

    Their open invitations are taken back.

    Raises:
        ValidationError: it is not saved, or its rows are gone after 30 days.
    """
    found = locked(found, Import.State.SAVED)
    if not found.rows:
        raise ValidationError(ROWS_GONE)
    begun = {str(one.pk): one for one in _begun(found).select_for_update(of=("self",))}
    for invitation in _open_invitations(found, begun.values()).values():
        services.take_back(invitation=invitation, by=by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT empac_remove_stubs(%s::uuid[])", [list(begun)])
        gone = {str(pk) for (pk,) in cursor.fetchall()}
    for row in found.rows:
        if row.get("stub") in begun and row["stub"] not in gone:
            is_claimed = begun[row["stub"]].user_id is not None
            row["kept"] = CLAIMED if is_claimed else TAKEN_TOGETHER
    found.state, found.undone_at = Import.State.UNDONE, timezone.now()
    found.save(update_fields=["rows", "state", "undone_at"])
    audit.record(by=by, action="people.unloaded", target=found, reason=f"rows: {len(gone)}")
    return people_preview(found)


def _begun(found: Import) -> Any:
    """The entries that a list began and that are still there."""
    return Researcher.objects.filter(pk__in=[row["stub"] for row in found.rows if row.get("stub")])


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody on a list that was saved, and the invitation that waits for their answer."""

    entry: Researcher
    invitation: Invitation | None

    @property
    def is_claimed(self) -> bool:
        return self.entry.user_id is not None

    @property
    def is_to_be_asked(self) -> bool:
        return not (self.is_claimed or self.invitation or self.entry.merged_into_id)


def guests(found: Import) -> list[Guest]:
    """Everybody whose entry a list began, as they are now."""
    entries = list(_begun(found).order_by("name", "pk"))
    asked = _open_invitations(found, entries)
    return [Guest(entry, asked.get(entry.stub_email)) for entry in entries]


def _open_invitations(found: Import, entries: Iterable[Researcher]) -> dict[str, Invitation]:
    """Those that still let somebody in, by address."""
    rows = Invitation.objects.unanswered().filter(
        organisation=found.organisation_id,
        role=Role.ACADEMIC,
        email__in=[one.stub_email for one in entries if one.user_id is None],
        expires_at__gt=timezone.now(),
    )
    return {one.email: one for one in rows.select_related("by", "organisation")}


@act
def invite(*, found: Import, by: User) -> int:
    """Ask in everybody on a saved list who has not been asked; give how many.

    Raises:
        ValidationError: the list is not saved.
    """
    found = locked(found, Import.State.SAVED)
    to_ask = [guest.entry for guest in guests(found) if guest.is_to_be_asked]
    for entry in to_ask:
        services.invite(
            email=entry.stub_email,
            name=entry.name,
            organisation=found.organisation,
            role=Role.ACADEMIC,
            by=by,
        )
    return len(to_ask)


def claim(membership: Membership) -> Researcher | None:
    """Make the entry that was begun for somebody theirs, when they come in; it stays a draft.

    It is theirs by an address that they can read, in the organisation that they come into.
    Whoever has an entry keeps it: two entries are for coordinators to take together.
    """
    user = membership.user
    if membership.role != Role.ACADEMIC or Researcher.objects.filter(user=user).exists():
        return None
    waiting = Researcher.objects.stubs().select_for_update(of=("self",))
    stub = waiting.filter(stub_email=user.email, organisation=membership.organisation).first()
    if stub is None:
        return None
    stub.user, stub.expires_on, stub.stub_email = user, None, ""
    stub.updated_at = timezone.now()
    stub.save(update_fields=["user", "expires_on", "stub_email", "updated_at"])
    audit.record(by=user, action="profile.claimed", target=stub, reason="Claimed")
    return stub
