"""The kinds of people who ask for a page, in words; `people` makes one of each."""

from dataclasses import dataclass
from datetime import date

from accounts.markings import Marking
from accounts.models import Organisation, User
from accounts.permissions import Role
from clearances.models import Scheme
from clearances.policy import Actor
from tests.factories import (
    CeilingChangeFactory,
    ClearanceFactory,
    MembershipFactory,
    OrganisationFactory,
    ResearcherFactory,
    UniversityFactory,
    UserFactory,
)

FORCE, OTHER_FORCE, LEFT_FORCE, UNIVERSITY, UNIT = (
    "force",
    "other force",
    "left",
    "university",
    "unit",
)
# What keeps somebody out who would else be let in.
NO_ACCOUNT, CLOSED, NEVER, EXPIRED, LEFT = "no account", "closed", "never", "expired", "left"
LIVE, ENDED, REVOKED = "live", "ended", "revoked"


@dataclass(frozen=True)
class Kind:
    """A kind of person. `to_questions` is what they are to every question of the world."""

    role: Role | None = None
    at: str = UNIT
    clearance: str = ""
    to_questions: str = ""
    kept_out: str = ""

    @property
    def is_signed_in(self) -> bool:
        return self.kept_out not in {NO_ACCOUNT, CLOSED}

    @property
    def is_member(self) -> bool:
        return not self.kept_out

    def holds(self, role: Role) -> bool:
        return self.is_member and self.role == role

    def known_to_rule(self, user: User, organisation: Organisation) -> Actor:
        """The person as the rule must know them: written down here, not read by the product."""
        here = frozenset({organisation.pk}) if self.is_member else frozenset()
        sensitive = self.clearance == LIVE
        return Actor(
            person=user.pk,
            is_member=self.is_member,
            is_coordinator=self.holds(Role.COORDINATOR),
            organisations=here,
            forces=here if self.holds(Role.POLICE_LEAD) else frozenset(),
            ceiling=Marking.OFFICIAL_SENSITIVE if sensitive else Marking.OFFICIAL,
        )


def lead(at: str, clearance: str, to_questions: str = "", kept_out: str = "") -> Kind:
    return Kind(Role.POLICE_LEAD, at, clearance, to_questions, kept_out)


def academic(clearance: str = "", to_questions: str = "") -> Kind:
    return Kind(Role.ACADEMIC, UNIVERSITY, clearance, to_questions)


def coordinator(clearance: str = "", to_questions: str = "") -> Kind:
    return Kind(Role.COORDINATOR, UNIT, clearance, to_questions)


# Whoever is kept out would read everything but for that one thing.
KINDS = {
    "anonymous": Kind(kept_out=NO_ACCOUNT),
    "account closed": lead(FORCE, LIVE, "co-owner", CLOSED),
    "no membership ever": Kind(None, UNIT, LIVE, "granted", NEVER),
    "membership expired": lead(FORCE, LIVE, "co-owner", EXPIRED),
    "organisation left": lead(LEFT_FORCE, LIVE, "co-owner", LEFT),
    "academic": academic(),
    "academic, cleared": academic(LIVE),
    "academic, cleared and granted": academic(LIVE, "granted"),
    "academic, granted, clearance expired": academic(ENDED, "granted"),
    "academic, granted, clearance revoked": academic(REVOKED, "granted"),
    "academic, grant expired": academic(LIVE, "grant expired"),
    "academic, grant revoked": academic(LIVE, "grant revoked"),
    "academic, suggested": academic("", "suggested"),
    "owner": lead(FORCE, LIVE, "lead"),
    "co-owner": lead(OTHER_FORCE, LIVE, "co-owner"),
    "owner, clearance lapsed": lead(FORCE, ENDED, "co-owner"),
    "colleague": lead(FORCE, LIVE),
    "colleague, granted": lead(FORCE, LIVE, "granted"),
    "police of another force": lead(OTHER_FORCE, LIVE),
    "coordinator": coordinator(),
    "coordinator, glass broken": coordinator(LIVE, "glass broken"),
    "coordinator, glass over": coordinator(LIVE, "glass over"),
    "coordinator, glass asked": coordinator(LIVE, "glass asked"),
    "verifier": Kind(Role.VERIFIER),
    "auditor": Kind(Role.AUDITOR),
}


def bodies() -> dict[str, Organisation]:
    """Make the organisations; one of them left long ago."""
    return {
        FORCE: OrganisationFactory(),
        OTHER_FORCE: OrganisationFactory(),
        LEFT_FORCE: OrganisationFactory(left_on=date(2024, 2, 1)),
        UNIVERSITY: UniversityFactory(),
        UNIT: OrganisationFactory(kind=Organisation.Kind.UNIT),
    }


def people(organisations: dict[str, Organisation]) -> dict[str, User]:
    """Make somebody of every kind that has an account, by the kind's name."""
    CeilingChangeFactory(confirmed=True, scheme=Scheme.NPPV_2_FULL)
    kinds = {name: kind for name, kind in KINDS.items() if kind.kept_out != NO_ACCOUNT}
    return {name: person(name, kind, organisations[kind.at]) for name, kind in kinds.items()}


def person(name: str, kind: Kind, organisation: Organisation) -> User:
    """Make one person with membership, profile and clearance."""
    user = UserFactory(name=name.capitalize(), is_active=kind.kept_out != CLOSED)
    if kind.role:
        ends_on = date(2024, 2, 1) if kind.kept_out == EXPIRED else None
        MembershipFactory(user=user, organisation=organisation, role=kind.role, ends_on=ends_on)
    if kind.role == Role.ACADEMIC:
        ResearcherFactory(user=user, organisation=organisation)
    if kind.clearance:
        over = {ENDED: {"ended": True}, REVOKED: {"revoked": True}}
        ClearanceFactory(person=user, sponsor=organisation, **over.get(kind.clearance, {}))
    return user
