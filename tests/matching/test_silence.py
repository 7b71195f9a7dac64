"""Whose question nobody has said a word about for five working days stands on the queue."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from matching.silence import silent
from priorities.models import Question
from tests.factories import (
    CoordinatorFactory,
    DecisionFactory,
    MatchRunFactory,
    MoveFactory,
    QuestionFactory,
    SuggestionFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def posted(days, **fields):
    return QuestionFactory(posted_at=MONDAY - timedelta(days=days), **fields)


def test_five_whole_working_days_without_a_word_are_too_many():
    too_long, just_not = posted(10), posted(7)

    assert list(silent(CoordinatorFactory())) == [too_long]
    assert just_not.state in {"contact", "open"}


def test_a_word_of_somebody_else_breaks_the_silence_and_the_owners_own_does_not():
    told, alone, answered = posted(20), posted(20), posted(20, shared=True)
    coordinator = CoordinatorFactory()
    MoveFactory(question=told, by=coordinator)
    MoveFactory(question=alone)
    run = MatchRunFactory(question=answered)
    DecisionFactory(suggestion=SuggestionFactory(run=run), by=coordinator, at=MONDAY)

    assert list(silent(coordinator)) == [alone]


def test_what_has_ended_or_was_published_by_others_is_not_silence():
    posted(20, published=True)
    ended = posted(20, closed_at=MONDAY)

    assert not silent(CoordinatorFactory()).exists()
    assert ended.state == "withdrawn"


def test_the_queue_says_how_long_and_leads_to_the_word(sign_in):
    question = posted(10, words="Why do the tills never empty?")
    client = sign_in(CoordinatorFactory())

    page = client.get(reverse("matching:home"))
    typed = {"seen": "contact", "to": "contact", "reason": "We look for a second reader."}
    client.post(reverse("priorities:question-move", args=[question.pk]), typed)

    assert_well_made(page)
    assert "nothing heard for 5 working days" in page.content.decode()
    assert "tills" not in page.content.decode()
    assert "heard nothing" not in client.get(reverse("matching:home")).content.decode()
    assert Question.objects.get().state == "contact"
