"""Random worlds: people, clearances and questions as values, drawn by Hypothesis."""

from dataclasses import dataclass

from hypothesis import strategies as st

from accounts.markings import Marking
from accounts.permissions import Role

# Days are counted from today, moments in hours from now; None is "never".
FOREVER = (-400, None)
SCHEMES = ("nppv-1", "nppv-3", "sc")


@dataclass(frozen=True)
class MembershipSpec:
    organisation: int
    role: str
    starts: int
    ends: int | None
    is_confirmed: bool = True


@dataclass(frozen=True)
class ClearanceSpec:
    scheme: str
    starts: int
    ends: int
    is_revoked: bool


@dataclass(frozen=True)
class PersonSpec:
    memberships: tuple[MembershipSpec, ...]
    clearances: tuple[ClearanceSpec, ...]
    is_active: bool


@dataclass(frozen=True)
class CeilingSpec:
    """A change of what a scheme reaches, confirmed some hours ago, or open, or dropped."""

    scheme: str
    marking: int
    state: str
    hours_ago: int


@dataclass(frozen=True)
class WayIn:
    """A grant or broken glass for a person: live, over, revoked, or asked for only."""

    person: int
    state: str


@dataclass(frozen=True)
class QuestionSpec:
    marking: int
    lead: int
    poster: int
    organisation: int
    co_owners: frozenset[int]
    only: frozenset[int]
    released: bool
    closed: bool
    shared: bool
    recipients_only: bool
    embargo: int | None
    grants: tuple[WayIn, ...]
    glass: tuple[WayIn, ...]
    note: int
    attachment: int
    suggested: int


@dataclass(frozen=True)
class WorldSpec:
    # When each organisation leaves.
    organisations: tuple[int | None, ...]
    people: tuple[PersonSpec, ...]
    ceilings: tuple[CeilingSpec, ...]
    questions: tuple[QuestionSpec, ...]


def often(usual: object, *rarely: object) -> st.SearchStrategy[object]:
    """Draw the usual value two times in three."""
    return st.sampled_from([*[usual] * (2 * len(rarely)), *rarely])


MARKINGS = st.sampled_from(Marking.values)
SPANS = often(FOREVER, (-400, 0), (-400, -1), (0, None), (1, None))
CLEARED = often((-400, 400), (-400, 0), (-400, -1), (0, 400), (1, 400))
ROLES = st.sampled_from(
    [*[Role.POLICE_LEAD] * 5, *[Role.ACADEMIC] * 3, *[Role.COORDINATOR] * 2, "verifier", "auditor"]
)


@st.composite
def memberships(draw: st.DrawFn, organisations: int) -> MembershipSpec:
    (starts, ends), role = draw(SPANS), draw(ROLES)
    is_confirmed = role != Role.ACADEMIC or draw(st.booleans())
    return MembershipSpec(draw(st.integers(0, organisations - 1)), role, starts, ends, is_confirmed)


@st.composite
def clearances(draw: st.DrawFn) -> ClearanceSpec:
    starts, ends = draw(CLEARED)
    return ClearanceSpec(draw(st.sampled_from(SCHEMES)), starts, ends, draw(often(False, True)))


def people(organisations: int) -> st.SearchStrategy[PersonSpec]:
    return st.builds(
        PersonSpec,
        st.lists(memberships(organisations), min_size=1, max_size=3).map(tuple),
        st.lists(clearances(), max_size=2).map(tuple),
        st.sampled_from([True] * 7 + [False]),
    )


CEILINGS = st.builds(
    CeilingSpec,
    st.sampled_from(SCHEMES),
    st.sampled_from([2, 2, 1, 0]),
    often("confirmed", "open", "dropped"),
    st.integers(1, 50),
)


def ways_in(people: int, states: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[WayIn, ...]]:
    """At most one for each person, and none half of the time."""
    some = st.lists(
        st.builds(WayIn, st.integers(0, people - 1), states),
        max_size=2,
        unique_by=lambda way: way.person,
    )
    return some.map(tuple)


def questions(organisations: int, people: int) -> st.SearchStrategy[QuestionSpec]:
    person = st.integers(0, people - 1)
    return st.builds(
        QuestionSpec,
        marking=MARKINGS,
        lead=person,
        poster=person,
        organisation=st.integers(0, organisations - 1),
        co_owners=st.frozensets(person, max_size=2),
        only=often(frozenset(), frozenset({0}), frozenset({1}), frozenset({0, 1})),
        released=often(True, False),
        closed=often(False, True),
        shared=often(True, False),
        recipients_only=often(False, True),
        embargo=often(None, -1, 0, 1),
        grants=ways_in(people, often("live", "over", "revoked")),
        glass=ways_in(people, often("live", "over", "asked", "dropped")),
        note=MARKINGS,
        attachment=MARKINGS,
        suggested=person,
    )


@st.composite
def worlds(draw: st.DrawFn, people_in_it: int = 12, questions_in_it: int = 80) -> WorldSpec:
    organisations = tuple(
        draw(st.lists(often(None, -1, 0, 1), min_size=3, max_size=3)),
    )
    size = {"min_size": questions_in_it, "max_size": questions_in_it}
    crowd = {"min_size": people_in_it, "max_size": people_in_it}
    return WorldSpec(
        organisations,
        tuple(draw(st.lists(people(3), **crowd))),
        tuple(draw(st.lists(CEILINGS, min_size=2, max_size=6))),
        tuple(draw(st.lists(questions(3, people_in_it), **size))),
    )
