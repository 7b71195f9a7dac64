"""What an owner takes for granted is written down, and what became of it stands beside it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.markings import Marking
from priorities.models import Assumption, Challenge
from tests.answers import errors_of
from tests.factories import AssumptionFactory, ChallengeFactory, GrantFactory, QuestionFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db


def register(question):
    return reverse("priorities:question-assumptions", args=[question.pk])


def test_an_owner_writes_one_down_once(lead, lead_client):
    question = QuestionFactory(posted_by=lead)
    typed = {"words": "They are one group.", "marking": "1", "submission": str(uuid4())}

    empty = lead_client.get(register(question))
    for _ in range(2):
        assert lead_client.post(register(question), typed).url == register(question)
    wrong = lead_client.post(register(question), typed | {"words": ""})

    assert_well_made(empty)
    assert "Nothing is written down yet." in empty.content.decode()
    assert Assumption.objects.get().words == "They are one group."
    assert list(errors_of(wrong)) == ["words"]
    assert_well_made(wrong)


def test_whoever_reads_the_question_says_whether_it_holds_and_the_first_words_stay(sign_in):
    taken = AssumptionFactory()
    reader = GrantFactory(question=taken.question).person
    client = sign_in(reader)
    page = reverse("priorities:assumption-challenge", args=[taken.pk])
    typed = {"words": "Two wholesalers.", "outcome": "falls", "marking": "1"}

    assert_well_made(client.get(page))
    mine = {"words": "Mine", "marking": "1"}
    assert client.post(register(taken.question), mine).status_code == 403
    client.post(page, typed | {"submission": str(uuid4())})
    shown = client.get(register(taken.question))

    assert_well_made(shown)
    words = shown.content.decode()
    assert taken.words in words
    assert "<strong>It does not hold.</strong> Two wholesalers." in words
    assert Challenge.objects.get().by == reader


def test_what_is_marked_above_a_reader_is_not_shown_to_them(lead, lead_client):
    question = QuestionFactory(posted_by=lead)
    open_one = AssumptionFactory(question=question)
    AssumptionFactory(question=question, words="Hidden.", marking=Marking.OFFICIAL_SENSITIVE)
    ChallengeFactory(assumption=open_one, words="Kept.", marking=Marking.OFFICIAL_SENSITIVE)

    shown = lead_client.get(register(question)).content.decode()

    assert open_one.words in shown
    assert "Hidden." not in shown
    assert "Kept." not in shown
