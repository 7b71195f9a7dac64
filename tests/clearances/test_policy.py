"""The rule by itself: what any set of clearances adds up to, on any day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.markings import Marking
from clearances.models import Scheme
from clearances.policy import Held, highest

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 20)
DAY = timedelta(days=1)

days = st.dates(FIRST, LAST)
markings = st.sampled_from(Marking)
tables = st.dictionaries(st.sampled_from(Scheme), markings)


@st.composite
def clearances(draw):
    starts, ends = sorted([draw(days), draw(days)])
    return Held(draw(st.sampled_from(Scheme)), starts, ends, draw(st.booleans()))


@st.composite
def worlds(draw):
    """Give what `highest` is asked with."""
    return {
        "held": draw(st.lists(clearances(), max_size=4)),
        "ceilings": draw(tables),
        "on": draw(days),
        "is_member": draw(st.booleans()),
    }


def asked(world, **changes):
    world = world | changes
    return highest(world["held"], world["ceilings"], on=world["on"], is_member=world["is_member"])


@given(worlds())
def test_it_is_what_a_reader_of_the_rule_would_work_out(world):
    expected = 1 if world["is_member"] else 0
    for one in world["held"]:
        lived = [
            one.valid_from + n * DAY for n in range((one.valid_until - one.valid_from).days + 1)
        ]
        if world["on"] in lived and not one.is_revoked and one.scheme in world["ceilings"]:
            expected = max(expected, world["ceilings"][one.scheme].value)

    assert asked(world) == expected


@given(worlds(), clearances())
def test_one_clearance_more_never_lowers_it(world, another):
    assert asked(world, held=[*world["held"], another]) >= asked(world)


@given(worlds(), st.data())
def test_revoking_never_raises_it_and_counts_for_every_day(world, data):
    held = [*world["held"], data.draw(clearances())]
    place = data.draw(st.integers(0, len(held) - 1))
    less = [*held[:place], replace(held[place], is_revoked=True), *held[place + 1 :]]

    assert asked(world, held=less) <= asked(world, held=held)
    assert asked(world, held=less) == asked(world, held=held[:place] + held[place + 1 :])


@given(worlds())
def test_neither_the_order_nor_a_second_copy_matters(world):
    held = world["held"]

    assert asked(world, held=[*reversed(held), *held]) == asked(world)


@given(worlds(), st.sampled_from(Scheme), markings)
def test_a_scheme_that_reaches_further_never_lowers_anybody(world, scheme, marking):
    more = max(marking, world["ceilings"].get(scheme, Marking.PUBLIC))

    assert asked(world, ceilings=world["ceilings"] | {scheme: more}) >= asked(world)


@given(worlds())
def test_belonging_to_an_organisation_never_lowers_it_and_gives_official(world):
    assert asked(world, is_member=True) == max(asked(world, is_member=False), Marking.OFFICIAL)


@given(clearances(), markings, st.booleans())
def test_the_first_and_the_last_day_count_and_no_other_outside(one, marking, is_member):
    one = replace(one, is_revoked=False)
    world = {"held": [one], "ceilings": {one.scheme: marking}, "is_member": is_member}
    floor = Marking.OFFICIAL if is_member else Marking.PUBLIC

    got = [
        asked(world, on=day)
        for day in (one.valid_from - DAY, one.valid_from, one.valid_until, one.valid_until + DAY)
    ]

    assert got == [floor, max(floor, marking), max(floor, marking), floor]
