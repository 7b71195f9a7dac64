"""What loading a list of people would do to the register as it is now, before anything is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from accounts.models import User
from researchers.models import Discipline, Import, Researcher
from researchers.services.previews import Preview, PreviewRow, Standing

EMAIL, ORCID, NAME = "e-mail address", "ORCID iD", "name"


@dataclass(frozen=True)
class Here:
    """Somebody who is here already; without an entry they have an account alone."""

    name: str
    entry: UUID | None = None


@dataclass(frozen=True)
class PersonRow(PreviewRow):
    """One person of a list: who is the same, by what, and the disciplines that we have."""

    here: Here | None = None
    same_by: str = ""
    disciplines: tuple[Discipline, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def may_be_ticked(self) -> bool:
        """Whoever only shares a name with somebody may be another person: that is for people."""
        return self.same_by in ("", NAME)

    @property
    def heading(self) -> str:
        return str(self.fields["name"])


@dataclass(frozen=True)
class Known:
    """Who is on the register, or in the rows above, by each thing that tells people apart."""

    by: dict[str, dict[str, Any]]

    @classmethod
    def nobody(cls) -> "Known":
        return cls({EMAIL: {}, ORCID: {}, NAME: {}})

    def find(self, row: dict[str, Any]) -> tuple[Any, str]:
        """Who is the same as a row, and by what; (None, "") where nobody is."""
        for what, value in _marks(row):
            if value and value in self.by[what]:
                return self.by[what][value], what
        return None, ""

    def add(self, row: dict[str, Any], who: Any) -> None:
        for what, value in _marks(row):
            self.by[what].setdefault(value, who)


@dataclass(frozen=True)
class PeoplePreview(Preview):
    """The rows of a list of people."""

    @cached_property
    def unknown(self) -> list[str]:
        """Disciplines of the list that we do not have."""
        return sorted({name for row in self.rows for name in getattr(row, "unknown", ())})


def people_preview(found: Import) -> PeoplePreview:
    """Compare each row with who is here, and with the rows above it. Four queries."""
    known, above = _known(found), Known.nobody()
    disciplines = {one.name.casefold(): one for one in Discipline.objects.all()}
    rows = []
    for number, fields in enumerate(found.rows):
        rows.append(_row(number, fields, known, above, disciplines))
        above.add(fields, number)
    return PeoplePreview(rows, found.problems)


def _row(
    number: int,
    fields: dict[str, Any],
    known: Known,
    above: Known,
    disciplines: dict[str, Discipline],
) -> PersonRow:
    named = {name: disciplines.get(name.casefold()) for name in fields["disciplines"]}
    about = {
        "disciplines": tuple(one for one in named.values() if one),
        "unknown": tuple(name for name, one in named.items() if one is None),
    }
    (here, same_by), (earlier, twice_by) = known.find(fields), above.find(fields)
    if twice_by and not (twice_by == NAME and same_by):
        twice = {"earlier": earlier, "same_by": twice_by}
        return PersonRow(number, fields, Standing.TWICE, **twice, **about)
    if same_by:
        return PersonRow(number, fields, Standing.HERE, here=here, same_by=same_by, **about)
    return PersonRow(number, fields, Standing.NEW, **about)


def _known(found: Import) -> Known:
    """Who of the list is here: by address or iD anywhere, by name within the organisation.

    Of an import that is done, without those that it brought itself.
    """
    known = Known.nobody()
    for one in _entries(found):
        address = one.stub_email or (one.user.email if one.user else "")
        here = Here(str(one), one.merged_into_id or one.pk)
        is_there = one.organisation_id == found.organisation_id
        marks = {"email": address, "orcid": one.orcid, "name": one.name if is_there else ""}
        known.add(marks, here)
    emails = [row["email"] for row in found.rows]
    for user in User.objects.filter(email__in=emails):
        known.add({"email": user.email, "orcid": "", "name": ""}, Here(user.name))
    return known


def _entries(found: Import) -> Iterable[Researcher]:
    """By address and iD anywhere, and all of the organisation: who of them is the same is found
    by name."""
    brought = [row["stub"] for row in found.rows if row.get("stub")]
    others = Researcher.objects.exclude(pk__in=brought).select_related("user")
    emails = [row["email"] for row in found.rows]
    orcids = [row["orcid"] for row in found.rows if row["orcid"]]
    yield from others.filter(user__email__in=emails)
    yield from others.filter(stub_email__in=emails)
    yield from others.filter(orcid__in=orcids)
    yield from others.filter(organisation=found.organisation_id)


def _marks(row: dict[str, Any]) -> list[tuple[str, str]]:
    name = " ".join(row["name"].casefold().split())
    return [(EMAIL, row["email"].lower()), (ORCID, row["orcid"]), (NAME, name)]
