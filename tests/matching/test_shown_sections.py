"""A list of matches shows of each person what they show to its reader, and no more."""

import pytest

from matching.models import Suggestion
from researchers.models import Researcher
from researchers.models.people import Level
from tests.answers import lines_of
from tests.factories import DecisionFactory, MatchRunFactory, SuggestionFactory
from tests.matching import scenes

pytestmark = pytest.mark.django_db

STATED = "I read the accounts of small shops."
TOLD = "Cash that nobody banked leaves a trail."


@pytest.fixture
def suggestion():
    """Somebody shortlisted, by a sentence of their statement and one of an output."""
    quoted = [
        {
            "document": kind,
            "kind": kind,
            "title": "",
            "sentence": sentence,
            "question_sentence": "Why?",
            "strength": 0.5,
        }
        for kind, sentence in (("statement", STATED), ("publication", TOLD))
    ]
    run = MatchRunFactory(question=scenes.question())
    made = SuggestionFactory(run=run, evidence=quoted)
    DecisionFactory(suggestion=made)
    return made


def show(suggestion: Suggestion, **levels: int) -> None:
    Researcher.objects.filter(pk=suggestion.researcher_id).update(**levels)


def address(suggestion):
    return f"/questions/{suggestion.run.question_id}/shortlist"


@pytest.mark.parametrize(
    ("levels", "sees"),
    [
        ({}, (True, True, True)),
        ({"shows_evidence": Level.COORDINATORS}, (True, False, True)),
        ({"shows_profile": Level.COORDINATORS}, (False, False, False)),
    ],
)
def test_a_police_lead_reads_the_sentences_of_sections_they_are_shown(
    suggestion, sign_in, coordinator_client, levels, sees
):
    show(suggestion, **levels)
    lead = sign_in(suggestion.run.question.lead)

    page = lead.get(address(suggestion)).content.decode()
    [line] = lines_of(lead.get(address(suggestion), {"format": "csv"}))
    own = coordinator_client.get(address(suggestion)).content.decode()

    for shown in (page, line["Evidence"]):
        assert (STATED in shown, TOLD in shown) == sees[:2]
    assert (f"/people/{suggestion.researcher_id}" in page) == sees[2]
    assert suggestion.researcher.name in page
    assert STATED in own
    assert TOLD in own


def test_time_is_shown_to_whom_it_is_shown_elsewhere(suggestion, sign_in):
    lead = sign_in(suggestion.run.question.lead)
    assert "Available" in lead.get(address(suggestion)).content.decode()

    show(suggestion, shows_availability=Level.COORDINATORS)

    assert "Available" not in lead.get(address(suggestion)).content.decode()
    [line] = lines_of(lead.get(address(suggestion), {"format": "csv"}))
    assert line["Availability"] == ""


def test_an_address_is_shown_once_both_have_said_yes(suggestion, sign_in):
    question, email = suggestion.run.question, suggestion.researcher.user.email
    lead = sign_in(question.lead)
    DecisionFactory(
        suggestion=suggestion,
        voice="researcher",
        answer="could-help",
        by=suggestion.researcher.user,
    )
    assert email not in lead.get(address(suggestion)).content.decode()

    DecisionFactory(suggestion=suggestion, voice="lead", answer="yes", by=question.lead)

    assert email in lead.get(address(suggestion)).content.decode()
