"""The boring steps of an accepted match: said by either owner of it, seen by both sides."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from matching.models import Formality
from tests.answers import errors_of
from tests.factories import DecisionFactory, FormalityFactory, ResearcherFactory, SuggestionFactory
from tests.html_rules import assert_well_made
from tests.matching.reading import words

pytestmark = pytest.mark.django_db
ANSWERS = {"coordinator": "shortlisted", "lead": "yes", "researcher": "could-help"}


@pytest.fixture
def accepted(suggestion):
    for voice, answer in ANSWERS.items():
        DecisionFactory(suggestion=suggestion, voice=voice, answer=answer)
    return suggestion


def page(suggestion):
    return f"/collaborations/{suggestion.pk}"


def typed(**more):
    said = {"kind": "dpia", "state": "waiting", "reference": "DP-0412", "due_on": "1/3/2027"}
    return said | {"submission": str(uuid4())} | more


@pytest.mark.parametrize("who", ["coordinator", "lead"])
def test_a_coordinator_and_the_owner_say_how_a_step_stands_once(accepted, clients, who):
    sent = typed(owner=str(accepted.run.question.lead_id))

    assert_well_made(clients[who].get(page(accepted)))
    for _ in range(2):
        assert clients[who].post(page(accepted), sent).url == page(accepted)
    shown = clients["researcher"].get(page(accepted))

    assert Formality.objects.count() == 1
    assert_well_made(shown)
    said = words(shown)
    assert f"Waiting for somebody: {accepted.run.question.lead.name}, until 1 March 2027" in said
    assert "DP-0412" in said
    assert "so for 0 days" in said
    assert "Say how a step stands" not in said


def test_the_newest_word_on_each_step_stands_and_its_age_is_shown(accepted, lead_client):
    pair = {"question": accepted.run.question, "researcher": accepted.researcher}
    now = timezone.now()
    FormalityFactory(**pair, reference="Old", at=now - timedelta(days=40))
    FormalityFactory(**pair, reference="New", at=now - timedelta(days=12, hours=1))
    FormalityFactory(**pair | {"researcher": ResearcherFactory()}, reference="Another’s")

    said = words(lead_client.get(page(accepted)))

    assert "so for 12 days" in said
    assert "New" in said
    assert "Old" not in said
    assert "Another’s" not in said


def test_the_researcher_looks_and_settles_nothing(accepted, clients):
    assert clients["researcher"].post(page(accepted), typed()).status_code == 403
    assert not Formality.objects.exists()


def test_before_all_have_said_yes_there_is_nothing_to_settle(suggestion, clients):
    DecisionFactory(suggestion=suggestion)

    shown = clients["lead"].get(page(suggestion))

    assert_well_made(shown)
    assert "They begin once a coordinator has shortlisted" in words(shown)
    assert clients["lead"].post(page(suggestion), typed()).status_code == 403


def test_the_way_to_them_stands_on_each_list_once_all_have_said_yes(accepted, clients):
    question = accepted.run.question_id
    lists = {
        "coordinator": f"/questions/{question}/matches",
        "lead": f"/questions/{question}/shortlist",
        "researcher": "/my-matches",
    }
    for who, path in lists.items():
        assert page(accepted) in clients[who].get(path).content.decode()
    DecisionFactory(
        question=accepted.run.question,
        researcher=accepted.researcher,
        voice="lead",
        answer="undone",
        follows=DecisionFactory._meta.model.objects.get(voice="lead"),
    )
    for who, path in lists.items():
        assert page(accepted) not in clients[who].get(path).content.decode()


def test_nobody_outside_has_a_step(accepted, lead_client):
    stranger = SuggestionFactory().researcher.user

    told = lead_client.post(page(accepted), typed(owner=str(stranger.pk)))

    assert list(errors_of(told)) == ["owner"]
    assert_well_made(told)


def test_a_step_without_its_kind_is_asked_for_it(accepted, lead_client):
    told = lead_client.post(page(accepted), {"reference": "DP-0412"})

    assert set(errors_of(told)) == {"kind", "state"}
    assert "DP-0412" in told.content.decode()
