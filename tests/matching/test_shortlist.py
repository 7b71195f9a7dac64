"""The police lead's page: who was shortlisted for their question."""

import pytest

from priorities.services import hand_over
from tests.answers import lines_of
from tests.factories import DecisionFactory, PoliceLeadFactory, SuggestionFactory
from tests.matching.reading import well_made, words

pytestmark = pytest.mark.django_db


def names(client, question):
    return [line["Name"] for line in lines_of(client.get(f"{question}?format=csv"))]


@pytest.fixture
def question(suggestion):
    return f"/questions/{suggestion.run.question_id}/shortlist"


def test_it_is_empty_until_a_coordinator_fills_it(clients, question):
    said = words(well_made(clients["lead"].get(question)))
    assert "Nobody is on the shortlist yet" in said


def test_it_holds_who_was_shortlisted_and_nobody_else(clients, suggestion, question):
    others = SuggestionFactory.create_batch(3, run=suggestion.run)
    DecisionFactory(suggestion=suggestion)
    DecisionFactory(suggestion=others[0], answer="declined", reason="No")
    first = DecisionFactory(suggestion=others[1])
    DecisionFactory(suggestion=others[1], answer="undone", follows=first)
    assert names(clients["lead"], question) == [str(suggestion.researcher)]
    said = words(well_made(clients["lead"].get(question)))
    assert "1 person" in said
    assert suggestion.researcher.statement in said
    assert "No, with a reason" in said


def test_a_coordinator_reads_it_and_does_not_answer_on_it(clients, suggestion, question):
    DecisionFactory(suggestion=suggestion)
    said = words(well_made(clients["coordinator"].get(question)))
    assert str(suggestion.researcher) in said
    assert "No, with a reason" not in said


def test_another_lead_does_not_see_it(sign_in, suggestion, question):
    colleague = PoliceLeadFactory(organisation=suggestion.run.question.organisation)
    for other in (colleague, PoliceLeadFactory(), suggestion.researcher.user):
        assert sign_in(other).get(question).status_code == 404


def test_who_took_a_question_on_answers_for_it_and_who_gave_it_away_no_longer(
    sign_in, clients, coordinator, suggestion, question
):
    DecisionFactory(suggestion=suggestion)
    asked = suggestion.run.question
    colleague = PoliceLeadFactory(organisation=asked.organisation)
    hand_over(question=asked, lead=colleague, by=coordinator)
    answer = f"/suggestions/{suggestion.pk}/lead"

    statuses = [
        (browser.get(question).status_code, browser.post(answer, {"answer": "yes"}).status_code)
        for browser in (clients["lead"], sign_in(colleague))
    ]

    assert statuses == [(404, 404), (200, 302)]
