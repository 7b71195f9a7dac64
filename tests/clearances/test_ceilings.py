"""Ceilings read from the database: by the calendar of the United Kingdom, in three queries."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.markings import Marking
from accounts.models import User
from clearances.ceilings import ceiling, ceilings, meets, standings
from clearances.models import CeilingChange, Clearance, Scheme
from tests.factories import (
    AcademicFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    MembershipFactory,
    OrganisationFactory,
    RevocationFactory,
    UserFactory,
    VerifierFactory,
)

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
PUBLIC, OFFICIAL, SENSITIVE = Marking
# The clocks go back on 25 October and forward on 28 March.
CLOCK_CHANGES = [date(2026, 10, 25), date(2027, 3, 28)]


@pytest.fixture(autouse=True)
def _full_reaches_sensitive(db):
    CeilingChangeFactory(installed=True)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (UserFactory, PUBLIC),
        (AcademicFactory, OFFICIAL),
        (lambda: AcademicFactory(membership__ends_on=date(2024, 2, 1)), PUBLIC),
        (lambda: ClearanceFactory().person, SENSITIVE),
        (lambda: ClearanceFactory(person=UserFactory()).person, SENSITIVE),
        (lambda: ClearanceFactory(ended=True).person, OFFICIAL),
        (lambda: ClearanceFactory(valid_from=date(2099, 1, 1)).person, OFFICIAL),
        (lambda: ClearanceFactory(revoked=True).person, OFFICIAL),
        (lambda: ClearanceFactory(ended=True, person=UserFactory()).person, PUBLIC),
        (lambda: ClearanceFactory(scheme=Scheme.NPPV_3).person, OFFICIAL),
    ],
    ids=[
        "no membership",
        "a member",
        "a membership that ended",
        "cleared",
        "cleared without membership",
        "ended",
        "to come",
        "revoked",
        "ended without membership",
        "a scheme that the table does not name",
    ],
)
def test_a_ceiling_follows_from_membership_and_clearances(make, expected):
    person = make()

    assert ceiling(person) is expected
    assert [meets(person, marking) for marking in Marking] == [expected >= m for m in Marking]


def test_a_clearance_that_reaches_less_does_not_lower_a_member():
    CeilingChangeFactory(scheme=Scheme.NPPV_1, marking=PUBLIC, confirmed=True)

    assert ceiling(ClearanceFactory(scheme=Scheme.NPPV_1).person) is OFFICIAL


def test_other_peoples_clearances_do_not_count():
    ClearanceFactory()

    assert ceiling(AcademicFactory()) is OFFICIAL


def test_a_ceiling_can_be_asked_for_a_day_to_come():
    person = ClearanceFactory(valid_until=date(2090, 1, 1)).person

    days = [date(2090, 1, 1), date(2090, 1, 2)]
    assert [ceiling(person, on=day) for day in days] == [SENSITIVE, OFFICIAL]


def test_a_revocation_counts_for_days_before_it_too():
    person = ClearanceFactory(revoked=True).person

    assert ceiling(person, on=date(2024, 6, 1)) is OFFICIAL


@pytest.mark.parametrize("last", [date(2026, 6, 30), date(2026, 12, 31), *CLOCK_CHANGES], ids=str)
def test_a_clearance_ends_at_midnight_in_the_united_kingdom(last):
    person = ClearanceFactory(valid_until=last).person
    midnight = datetime.combine(last + DAY, time(), LONDON).astimezone(UTC)

    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert ceiling(person) is SENSITIVE
    with time_machine.travel(midnight, tick=False):
        assert ceiling(person) is OFFICIAL


@pytest.mark.parametrize("first", [date(2026, 7, 1), date(2026, 12, 1), *CLOCK_CHANGES], ids=str)
def test_a_clearance_begins_at_midnight_in_the_united_kingdom(first):
    person = ClearanceFactory(valid_from=first).person
    midnight = datetime.combine(first, time(), LONDON).astimezone(UTC)

    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert ceiling(person) is OFFICIAL
    with time_machine.travel(midnight, tick=False):
        assert ceiling(person) is SENSITIVE


spans = st.lists(
    st.tuples(
        st.sampled_from([Scheme.NPPV_1, Scheme.NPPV_2_FULL, Scheme.NPPV_3]),
        st.dates(date(2026, 10, 20), date(2026, 10, 30)),
        st.integers(0, 5),
        st.booleans(),
    ),
    max_size=4,
)
# An instant of the ten days around the night in which the clocks go back.
instants = st.integers(0, 11 * 24 * 60).map(
    lambda minutes: datetime(2026, 10, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(spans=spans, at=instants, is_member=st.booleans())
@settings(max_examples=40)
def test_it_equals_a_count_by_the_clock(spans, at, is_member):
    person = (AcademicFactory if is_member else UserFactory)()
    cast = {"sponsor": OrganisationFactory(), "verified_by": VerifierFactory()}
    expected = OFFICIAL if is_member else PUBLIC
    for scheme, first, length, is_revoked in spans:
        one = ClearanceFactory(
            person=person,
            scheme=scheme,
            valid_from=first,
            valid_until=first + length * DAY,
            **cast,
        )
        if is_revoked:
            RevocationFactory(clearance=one, by=cast["verified_by"])
        begins = datetime.combine(first, time(), LONDON).astimezone(UTC)
        ends = datetime.combine(one.valid_until + DAY, time(), LONDON).astimezone(UTC)
        if begins <= at < ends and not is_revoked and scheme == Scheme.NPPV_2_FULL:
            expected = SENSITIVE

    with time_machine.travel(at, tick=False):
        assert ceiling(person) is expected
        today = at.astimezone(LONDON).date()
        [standing] = standings([person])
        ending = Clearance.objects.filter(person=person).ending(today)
        assert {one.pk for one in standing.ending} == {one.pk for one in ending}
        live = Clearance.objects.filter(person=person).live(today)
        assert {one.pk for one in standing.live} == {one.pk for one in live}


def test_many_people_take_as_many_queries_as_one():
    people = [ClearanceFactory().person, UserFactory(), ClearanceFactory(revoked=True).person]
    people += AcademicFactory.create_batch(3)

    def queries(some):
        with CaptureQueriesContext(connection) as captured:
            got = ceilings(some)
        return got, len(captured)

    got, count = queries(people)

    assert list(got.values()) == [SENSITIVE, PUBLIC, OFFICIAL, OFFICIAL, OFFICIAL, OFFICIAL]
    assert list(got) == [person.pk for person in people]
    assert queries(people[:1])[1] == count == 3


def test_ceilings_take_a_queryset_and_nobody():
    person = ClearanceFactory().person

    assert ceilings(User.objects.filter(pk=person.pk)) == {person.pk: SENSITIVE}
    assert ceilings([]) == {}


def test_standings_tell_each_organisation_once():
    person = AcademicFactory(organisation__name="Derby")
    MembershipFactory(user=person, organisation__name="Forces together")
    MembershipFactory(
        user=person, role="coordinator", organisation=person.memberships.earliest("pk").organisation
    )

    assert standings([person])[0].organisations == "Derby; Forces together"


ENDING = [
    (date(2026, 11, 22), False),
    (date(2026, 11, 23), True),
    (date(2027, 1, 22), True),
    (date(2027, 1, 23), False),
]


@pytest.mark.parametrize(("last", "expected"), ENDING, ids=str)
@time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False)
def test_a_clearance_ends_soon_within_sixty_days(last, expected):
    one = ClearanceFactory(valid_until=last)

    assert Clearance.objects.ending(date(2026, 11, 23)).exists() is expected
    assert bool(standings([one.person])[0].ending) is expected


@pytest.mark.parametrize(
    ("successor", "expected"),
    [
        ({}, False),
        ({"valid_from": date(2026, 12, 1)}, False),
        ({"revoked": True}, True),
        ({"scheme": Scheme.NPPV_1}, True),
        ({"valid_until": date(2026, 12, 24)}, True),
    ],
    ids=["renewed", "renewed from then on", "renewal revoked", "another scheme", "too short"],
)
@time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False)
def test_what_is_renewed_does_not_end_soon(successor, expected):
    one = ClearanceFactory(valid_until=date(2026, 12, 1))
    ClearanceFactory(person=one.person, **successor)

    assert (one in Clearance.objects.ending(date(2026, 11, 23))) is expected
    assert (one in standings([one.person])[0].ending) is expected


def test_the_newest_confirmed_change_rules_its_scheme():
    with time_machine.travel(datetime(2099, 1, 1, tzinfo=UTC), tick=False):
        CeilingChangeFactory(marking=PUBLIC, confirmed=True)
    with time_machine.travel(datetime(2099, 1, 2, tzinfo=UTC), tick=False):
        CeilingChangeFactory(marking=OFFICIAL, dropped=True)
        CeilingChangeFactory(marking=SENSITIVE)

    assert CeilingChange.objects.table() == {Scheme.NPPV_2_FULL: PUBLIC}
