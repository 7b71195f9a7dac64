import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import timezone

from pages.templatetags.page import alert_kind, months_ago, percent, uk_date, uk_datetime

SUMMER = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)


def test_moments_are_told_in_uk_time():
    assert uk_datetime(SUMMER) == "Thursday 2 July 2026, 12:30am (UK time)"
    naive = SUMMER.replace(hour=13, tzinfo=None)
    assert uk_datetime(naive) == "Wednesday 1 July 2026, 1:30pm (UK time)"
    assert uk_date(SUMMER) == "2 July 2026"
    assert uk_date(dt.date(2026, 1, 20)) == "20 January 2026"


def test_no_moment_is_no_words():
    assert uk_datetime(None) == uk_date(None) == ""


@pytest.mark.parametrize(
    ("share", "number"), [(0.954, 95), (0, 0), (1, 100), (1.2, 100), (-0.1, 0), (None, 0)]
)
def test_a_share_is_a_whole_number_out_of_a_hundred(share, number):
    assert percent(share) == number


def test_a_query_is_changed_in_one_place(rf):
    request = rf.get("/", {"q": "a b", "page": "2"})
    template = Template('{% load page %}{% query_with page=None format="csv" %}')
    assert template.render(Context({"request": request})) == "?q=a+b&amp;format=csv"


def test_a_message_of_unknown_level_only_informs():
    assert [alert_kind(level) for level in ("success", "info", "")] == [
        "success",
        "information",
        "information",
    ]


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (dt.datetime(2025, 5, 26, 12, tzinfo=dt.UTC), "14 months ago"),
        (dt.datetime(2025, 5, 27, 12, tzinfo=dt.UTC), "13 months ago"),
        (dt.datetime(2026, 6, 26, 0, tzinfo=dt.UTC), "1 month ago"),
        (dt.datetime(2026, 7, 1, 0, tzinfo=dt.UTC), "less than a month ago"),
        (None, ""),
    ],
)
def test_whole_months_ago_are_counted(then, words, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 7, 26, 12, tzinfo=dt.UTC))

    assert months_ago(then) == words
