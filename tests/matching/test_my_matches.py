"""The researcher's page: the questions they are among the closest for."""

import pytest

from tests.answers import lines_of
from tests.factories import (
    MatchRunFactory,
    MembershipFactory,
    QuestionFactory,
    ResearcherFactory,
    SuggestionFactory,
)
from tests.matching.reading import well_made, words

pytestmark = pytest.mark.django_db


def test_it_is_empty_until_a_question_matches(academic_client):
    said = words(well_made(academic_client.get("/my-matches")))
    assert "No question matches you yet" in said


def test_it_says_which_question_why_and_how_close(clients, suggestion):
    said = words(well_made(clients["researcher"].get("/my-matches")))
    assert suggestion.run.question.words in said
    assert "you are number 1 of 66 people compared" in said
    assert suggestion.researcher.statement in said


@pytest.mark.parametrize(
    ("rank", "shared", "is_shown"), [(2, True, True), (3, True, False), (1, False, False)]
)
def test_it_holds_shared_questions_for_which_one_is_among_the_closest(
    settings, sign_in, rank, shared, is_shown
):
    settings.MATCHING_SHOWN = 2
    run = MatchRunFactory(question=QuestionFactory(shared=shared))
    suggestion = SuggestionFactory(run=run, rank=rank)
    client = sign_in(suggestion.researcher.user)
    said = words(client.get("/my-matches"))
    assert (run.question.words in said) == is_shown
    expected = 200 if is_shown else 404
    assert client.get(f"/suggestions/{suggestion.pk}/researcher").status_code == expected


def test_it_holds_oneself_only(clients, suggestion):
    other = SuggestionFactory(run=suggestion.run)
    said = words(clients["researcher"].get("/my-matches"))
    assert "1 question" in said
    assert str(other.researcher) not in said


def test_one_without_a_rank_is_not_told(sign_in):
    run = MatchRunFactory(question=QuestionFactory(shared=True))
    suggestion = SuggestionFactory(run=run, too_little=True)
    said = words(sign_in(suggestion.researcher.user).get("/my-matches"))
    assert "No question matches you yet" in said


def test_its_csv_says_what_one_answered(clients, suggestion):
    clients["researcher"].post(
        f"/suggestions/{suggestion.pk}/researcher",
        {"answer": "not-me", "reason": "I left that field"},
    )
    (line,) = lines_of(clients["researcher"].get("/my-matches?format=csv"))
    assert line["Question"] == suggestion.run.question.words
    assert line["Your answer"] == "Not me"
    assert line["Your answer reason"] == "I left that field"


def test_who_is_a_coordinator_too_is_told_of_the_close_ones_only(settings, sign_in):
    settings.MATCHING_SHOWN = 1
    run = MatchRunFactory()
    person = ResearcherFactory()
    MembershipFactory(user=person.user, role="coordinator")
    SuggestionFactory(run=run, researcher=person, rank=2)
    close = SuggestionFactory(run=MatchRunFactory(), researcher=person, rank=1)
    said = words(well_made(sign_in(person.user).get("/my-matches")))
    assert "1 question" in said
    assert close.run.question.words in said
