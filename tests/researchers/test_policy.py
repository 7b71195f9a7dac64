"""What a piece of evidence counts for."""

from datetime import date

import pytest

from researchers.models import Output
from researchers.policy import KIND_WEIGHTS, weight, weight_in_words

TODAY = date(2026, 11, 25)


def test_every_kind_has_a_weight():
    assert set(KIND_WEIGHTS) == set(Output.Kind.values)


@pytest.mark.parametrize(
    ("kind", "year", "is_pinned", "expected"),
    [
        ("publication", 2026, False, 1.0),
        ("publication", 2021, False, 1.0),
        ("publication", 2006, False, 0.6),
        ("publication", 2018, False, 0.5 ** (3 / 15)),
        ("publication", 1950, False, 0.6),
        ("publication", 2030, False, 1.0),
        ("practice", None, False, 0.9),
        ("project", 2025, True, 1.25),
        ("teaching", 2025, False, 0.85),
        ("dataset", 2025, False, 0.85),
        ("media", 1950, False, 0.42),
        ("media", 2025, True, 0.875),
    ],
)
def test_weight_is_kind_by_recency_by_pin(kind, year, is_pinned, expected):
    assert weight(kind, year, is_pinned, TODAY) == pytest.approx(expected)


def test_weight_falls_with_age_and_never_under_its_least():
    weights = [weight("project", year, False, TODAY) for year in range(2026, 1900, -1)]
    assert weights == sorted(weights, reverse=True)
    assert min(weights) == 0.6


def test_an_unknown_kind_has_no_weight():
    with pytest.raises(KeyError):
        weight("patent", 2020, False, TODAY)


@pytest.mark.parametrize(
    ("kind", "year", "is_pinned", "words"),
    [
        ("publication", 2025, False, "counts in full"),
        ("publication", 2015, False, "counts a little less: 11 years old"),
        ("publication", 1990, False, "counts less: 36 years old"),
        ("practice", None, False, "counts a little less: no year given"),
        ("teaching", 2025, False, "counts a little less: it is teaching"),
        ("media", 2025, False, "counts less: it is media"),
        ("project", 2025, True, "counts more: pinned"),
        ("project", 2015, True, "counts more: pinned (11 years old)"),
    ],
)
def test_weight_is_told_in_words(kind, year, is_pinned, words):
    assert weight_in_words(kind, year, is_pinned, TODAY) == words
