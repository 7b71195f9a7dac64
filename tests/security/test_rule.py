"""What must be true of the rule itself, whoever asks and whatever of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from accounts.markings import Marking
from clearances.policy import Actor, Held, highest
from priorities.policy import Facet, Facts, decide

TODAY, NOW = date(2026, 12, 1), datetime(2026, 12, 1, 12, tzinfo=UTC)
DAYS = st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days))
MOMENTS = st.integers(-2, 2).map(lambda hours: NOW + timedelta(hours=hours))
# Few of each, so that people, leads and organisations meet.
PEOPLE = st.integers(1, 3).map(lambda n: UUID(int=n))
ORGANISATIONS = st.integers(11, 13).map(lambda n: UUID(int=n))
MARKINGS, FACETS = st.sampled_from(Marking), st.sampled_from(Facet)
SCHEMES = st.sampled_from(["nppv-2", "nppv-3", "sc"])
FACTS = st.builds(
    Facts,
    marking=MARKINGS,
    lead=PEOPLE,
    organisation=ORGANISATIONS,
    co_owners=st.frozensets(PEOPLE, max_size=2),
    is_released=st.booleans(),
    is_closed=st.booleans(),
    is_shared=st.booleans(),
    is_for_recipients_only=st.booleans(),
    embargo_until=st.none() | DAYS,
    only_organisations=st.frozensets(ORGANISATIONS, max_size=2),
    grants=st.dictionaries(PEOPLE, MOMENTS, max_size=2),
    glass=st.dictionaries(PEOPLE, MOMENTS, max_size=2),
)
HELD = st.builds(Held, SCHEMES, DAYS, DAYS, st.booleans())
TABLES = st.dictionaries(SCHEMES, MARKINGS)


@st.composite
def actors(draw: st.DrawFn, *, is_member: bool = True) -> Actor:
    """Some of them confirmed by no organisation: then they hold no role that one gives."""
    organisations = draw(st.frozensets(ORGANISATIONS))
    forces = organisations & draw(st.frozensets(ORGANISATIONS))
    is_coordinator = bool(organisations) and draw(st.booleans())
    return Actor(draw(PEOPLE), is_member, is_coordinator, organisations, forces, draw(MARKINGS))


def allowed(actor, facts):
    return {facet for facet in Facet if decide(actor, facts, facet, today=TODAY, now=NOW).allow}


@given(actors(), FACTS, MARKINGS)
def test_raising_the_marking_never_opens_anything(actor, facts, marking):
    raised = replace(facts, marking=max(facts.marking, marking))

    assert allowed(actor, raised) <= allowed(actor, facts)


@given(actors(), FACTS)
def test_revoking_never_opens_anything(actor, facts):
    for less in ({"grants": {}}, {"glass": {}}, {"co_owners": frozenset()}):
        assert allowed(actor, replace(facts, **less)) <= allowed(actor, facts)


@given(actors(), FACTS)
def test_stricter_handling_never_opens_anything(actor, facts):
    tomorrow = TODAY + timedelta(days=1)
    for stricter in (
        {"is_shared": False},
        {"is_for_recipients_only": True},
        {"is_released": False},
        {"is_closed": True},
        {"embargo_until": tomorrow},
        {"only_organisations": frozenset({UUID(int=99)})},
    ):
        assert allowed(actor, replace(facts, **stricter)) <= allowed(actor, facts)


@given(st.lists(HELD), HELD, TABLES, actors(), FACTS)
def test_one_more_clearance_never_closes_anything(held, one, table, actor, facts):
    before, after = (
        replace(actor, ceiling=highest(some, table, on=TODAY, is_member=True))
        for some in (held, [*held, one])
    )

    assert allowed(before, facts) <= allowed(after, facts)


@given(st.lists(HELD), HELD, TABLES)
def test_revoking_a_clearance_never_raises_what_one_may_see(held, one, table):
    standing, revoked = (
        highest([*held, some], table, on=TODAY, is_member=True)
        for some in (one, replace(one, is_revoked=True))
    )

    assert revoked <= standing


@given(st.none() | actors(is_member=False), FACTS)
def test_who_is_no_member_sees_nothing(actor, facts):
    assert allowed(actor, facts) == set()


@given(actors(), FACTS)
def test_whom_nobody_confirmed_sees_only_summaries_for_public_release(actor, facts):
    alone = replace(actor, is_coordinator=False, organisations=frozenset(), forces=frozenset())

    may = allowed(alone, facts)

    assert may <= {Facet.EXISTENCE}
    assert not may or (facts.marking == Marking.PUBLIC and facts.is_released)


@given(actors(), FACTS, ORGANISATIONS)
def test_being_confirmed_never_closes_anything(actor, facts, organisation):
    confirmed = replace(actor, organisations=actor.organisations | {organisation})

    assert allowed(actor, facts) <= allowed(confirmed, facts)


@given(actors(), FACTS)
def test_what_lets_one_read_more_lets_one_read_less(actor, facts):
    may = allowed(actor, facts)

    assert Facet.FULL_TEXT not in may or Facet.EXISTENCE in may
    assert Facet.FULL_MATCHES not in may or {Facet.MATCHES, Facet.FULL_TEXT} <= may
    assert Facet.MATCHES not in may or Facet.EXISTENCE in may


@given(actors(), FACTS)
def test_nobody_reads_words_above_their_ceiling(actor, facts):
    assert actor.ceiling >= facts.marking or Facet.FULL_TEXT not in allowed(actor, facts)


@given(actors(), FACTS, FACETS)
def test_every_ruling_says_what_it_rests_on(actor, facts, facet):
    assert decide(actor, facts, facet, today=TODAY, now=NOW).reason
