"""What people may be shown, and why: their memberships and clearances read together."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import Membership, User
from accounts.permissions import Role
from clearances.models import CeilingChange, Clearance
from clearances.policy import ENDING_WITHIN, Actor, highest


@dataclass(frozen=True, slots=True)
class Standing:
    """A person on a day: what they belong to, every clearance they ever had, and their ceiling."""

    person: User
    day: date
    memberships: Sequence[Membership]
    clearances: Sequence[Clearance]  # the one that lasts longest first
    ceiling: Marking

    @property
    def live(self) -> list[Clearance]:
        return [one for one in self.clearances if one.held.is_live(self.day)]

    @property
    def ending(self) -> list[Clearance]:
        """Live ones that end soon, with none of their scheme that lasts: as in the QuerySet."""
        soon = self.day + ENDING_WITHIN
        lasting = {
            one.scheme for one in self.clearances if one.valid_until > soon and not one.is_revoked
        }
        return [one for one in self.live if one.valid_until <= soon and one.scheme not in lasting]

    @property
    def organisations(self) -> str:
        """The names of the organisations, each once, as a list in words."""
        return "; ".join(dict.fromkeys(one.organisation.name for one in self.memberships))


def ceiling(person: User, on: date | None = None) -> Marking:
    """Return the highest marking that a person may be shown on a day; today if none is given.

    Today is the day in the United Kingdom. A revocation counts for every day. This is a bound and
    opens nothing by itself: who may read a thing asks for more.
    """
    return ceilings([person], on)[person.pk]


def ceilings(people: Collection[User], on: date | None = None) -> dict[uuid.UUID, Marking]:
    """Return the ceiling of each person by id; three queries, however many they are."""
    return {one.person.pk: one.ceiling for one in standings(people, on)}


def meets(person: User, marking: Marking) -> bool:
    """Whether a person may today be shown things of a marking; all that an owner may learn.

    Asked of the database, which answers with the marking alone: nobody reads another's clearances.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT empac_ceiling_of(%s)", [person.pk])
        return bool(cursor.fetchone()[0] >= marking)


def actor(user: User) -> Actor:
    """Return the person as the rules know them today; two queries, once for each user object."""
    if not hasattr(user, "known_as"):
        user.known_as = _actor(user)
    known: Actor = user.known_as
    return known


def _actor(user: User) -> Actor:
    confirmed = [one for one in user.current_memberships if one.confirmed_at]
    held = Clearance.objects.filter(person=user).select_related("revocation")
    return Actor(
        person=user.pk,
        is_member=user.is_active and bool(user.current_memberships),
        is_coordinator=Role.COORDINATOR in user.roles,
        organisations=frozenset(one.organisation_id for one in confirmed),
        forces=frozenset(user.organisations_as(Role.POLICE_LEAD)),
        ceiling=highest(
            [one.held for one in held],
            CeilingChange.objects.table(),
            on=timezone.localdate(),
            is_member=user.is_active and bool(confirmed),
        ),
    )


def standings(people: Collection[User], on: date | None = None) -> list[Standing]:
    """Return where each person stands on a day, in the order given; three queries."""
    day = on or timezone.localdate()
    table = CeilingChange.objects.table()
    memberships: defaultdict[uuid.UUID, list[Membership]] = defaultdict(list)
    for membership in (
        Membership.objects.on(day).filter(user__in=people).select_related("organisation")
    ):
        memberships[membership.user_id].append(membership)
    clearances: defaultdict[uuid.UUID, list[Clearance]] = defaultdict(list)
    held = Clearance.objects.filter(person__in=people)
    for clearance in held.select_related("revocation__by", "sponsor", "verified_by"):
        clearances[clearance.person_id].append(clearance)
    return [
        Standing(
            person,
            day,
            memberships[person.pk],
            clearances[person.pk],
            highest(
                [one.held for one in clearances[person.pk]],
                table,
                on=day,
                is_member=any(one.confirmed_at for one in memberships[person.pk]),
            ),
        )
        for person in people
    ]
