from contextlib import suppress
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from researchers.models import Capacity
from researchers.weekdays import ALL, NotUnderstood, read, say

WEEK = "Monday, Tuesday, Wednesday, Thursday, Friday"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mondays, Wed afternoon, not Fridays", "Monday, Wednesday afternoon"),
        ("any day", "Any day"),
        ("", "Any day"),
        ("Tue-Thu mornings", "Tuesday morning, Wednesday morning, Thursday morning"),
        ("TUES – THURS am", "Tuesday morning, Wednesday morning, Thursday morning"),
        ("not Fridays or Mondays", "Tuesday, Wednesday, Thursday"),
        (
            "Any day but not Monday mornings",
            "Monday afternoon, Tuesday, Wednesday, Thursday, Friday",
        ),
        ("every day except Friday", "Monday, Tuesday, Wednesday, Thursday"),
        ("Mon and Tue mornings", "Monday morning, Tuesday morning"),
        ("Mon mornings and afternoons", "Monday"),
        ("Mondays, Tuesdays; mornings only", "Monday morning, Tuesday morning"),
        ("Mondays (not mornings)", "Monday afternoon"),
        ("Thursday to Monday", "Monday, Thursday, Friday"),
        ("mornings", ", ".join(f"{day} morning" for day in WEEK.split(", "))),
        ("all day Monday\nWeds pm", "Monday, Wednesday afternoon"),
    ],
)
def test_what_people_write_is_read_and_said_back(text, said):
    assert say(read(text)) == said


@pytest.mark.parametrize(
    ("text", "word", "understood"),
    [
        ("Mondays and Fryday", "Fryday", "Monday"),
        ("Wed afternoon, after 4", "after", "Wednesday afternoon"),
        ("not Fridays, Saturdays", "Saturdays", "not Friday"),
        ("2pm", "2pm", ""),
        ("Mondays, not Mondays", "Mondays, not Mondays", ""),
    ],
)
def test_a_word_that_is_no_weekday_is_named_with_what_was_understood(text, word, understood):
    with pytest.raises(NotUnderstood) as caught:
        read(text)

    assert (caught.value.word, caught.value.understood) == (word, understood)


def test_what_is_said_back_reads_as_the_same_for_every_choice_of_half_days():
    for size in range(1, len(ALL) + 1):
        for chosen in combinations(ALL, size):
            assert read(say(chosen)) == list(chosen)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_falls_over(text):
    with suppress(NotUnderstood):
        assert set(read(text)) <= set(ALL)


def test_the_half_days_are_those_that_the_table_knows():
    assert list(ALL) == Capacity.HalfDay.values
