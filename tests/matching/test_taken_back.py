"""What was found lives as long as the words it was found for, and the right of who asked."""

import pytest

from accounts.markings import Marking
from matching import jobs, services
from matching.models import MatchRun, Suggestion
from priorities.services import confirm_release, propose_release, withdraw
from tests.answers import lines_of
from tests.factories import (
    CeilingChangeFactory,
    ClearanceFactory,
    DecisionFactory,
    MatchRunFactory,
    PoliceLeadFactory,
    RevocationFactory,
)
from tests.matching import scenes
from tests.matching.reading import page, words

pytestmark = pytest.mark.django_db

PAGES = {
    "coordinator": "/questions/{}/matches",
    "lead": "/questions/{}/shortlist",
    "researcher": "/my-matches",
}


def replace(question):
    """Release another summary: one lead proposes, a second one confirms."""
    second = PoliceLeadFactory(organisation=question.organisation)
    proposal = propose_release(
        question=question,
        words="Why is there so much cash in shops without customers?",
        marking=Marking.PUBLIC,
        reason="Researchers should see it.",
        by=question.lead,
    )
    confirm_release(proposal=proposal, by=second)


def take_back(question, how):
    """Withdraw or replace the summary."""
    if how == "withdrawn":
        withdraw(question=question, by=question.lead)
    else:
        replace(question)


@pytest.mark.parametrize("how", ["withdrawn", "replaced"])
@pytest.mark.parametrize("role", PAGES)
def test_a_suggestion_goes_with_the_summary_it_was_found_for(clients, suggestion, role, how):
    DecisionFactory(suggestion=suggestion)
    asked, client = suggestion.run.question, clients[role]
    path = PAGES[role].format(asked.pk)
    (line,) = lines_of(client.get(f"{path}?format=csv"))
    seen = line["Question" if role == "researcher" else "Name"]
    assert seen in words(client.get(path))
    answer = f"/suggestions/{suggestion.pk}/{role}"
    assert client.get(answer).status_code == 200

    take_back(asked, how)

    is_hidden = role == "coordinator" and how == "withdrawn"
    for after in (client.get(path), client.get(f"{path}?format=csv")):
        assert after.status_code == (404 if is_hidden else 200)
        assert seen not in after.content.decode()
    assert client.get(answer).status_code == 404
    assert client.post(answer, {"answer": "yes"}).status_code == 404


def test_with_a_new_summary_the_list_is_as_if_nobody_had_looked(clients, suggestion):
    take_back(suggestion.run.question, "replaced")
    said = words(page(clients["coordinator"], suggestion.run.question))
    assert "Nobody has looked for people yet" in said
    assert "people compared" not in said


def test_what_was_said_stands_again_once_a_new_search_finds_the_person(
    hashing, clients, suggestion
):
    asked = suggestion.run.question
    DecisionFactory(suggestion=suggestion)
    take_back(asked, "replaced")
    assert scenes.search(asked).state == "done"
    assert "Shortlisted by" in words(page(clients["coordinator"], asked))


def assert_withheld(run):
    run.refresh_from_db()
    assert (run.state, run.note) == ("failed", jobs.WITHHELD)
    assert not Suggestion.objects.filter(run=run).exists()


@pytest.mark.parametrize("when", ["before", "meanwhile"])
@pytest.mark.parametrize("how", ["withdrawn", "replaced"])
def test_a_run_whose_summary_is_taken_back_ends_with_a_plain_note(while_reading, lead, when, how):
    scenes.register()
    run = MatchRunFactory(question=scenes.question(posted_by=lead), queued=True)
    if when == "before":
        take_back(run.question, how)
    else:
        while_reading(lambda: take_back(run.question, how))
    jobs.execute_run(run.pk)
    assert_withheld(run)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
@pytest.mark.parametrize("loss", [{"ends_on": "2024-12-31"}, {"role": "academic"}])
def test_a_run_of_who_is_no_coordinator_any_more_ends_with_a_plain_note(while_reading, when, loss):
    """A member still reads the summary, which is no right to see who was found for it."""
    scenes.register()
    run = MatchRunFactory(question=scenes.question(), queued=True)
    if when == "before":
        run.requested_by.memberships.update(**loss)
    else:
        while_reading(lambda: run.requested_by.memberships.update(**loss))
    jobs.execute_run(run.pk)
    assert_withheld(run)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
@pytest.mark.parametrize("loss", ["role", "clearance"])
def test_a_run_of_an_owner_who_lost_the_right_ends_with_a_plain_note(
    while_reading, lead, when, loss
):
    scenes.register()
    CeilingChangeFactory(confirmed=True)
    clearance = ClearanceFactory(person=lead)
    asked = scenes.question(posted_by=lead, marking=Marking.OFFICIAL_SENSITIVE)
    run = services.find_people(question=asked, basis=MatchRun.Basis.FULL_TEXT, by=lead)

    def lose():
        if loss == "role":
            lead.memberships.update(ends_on="2024-12-31")
        else:
            RevocationFactory(clearance=clearance)

    if when == "before":
        lose()
    else:
        while_reading(lose)
    jobs.execute_run(run.pk)
    assert_withheld(run)


def test_the_page_says_why_a_search_stopped(clients, lead):
    run = MatchRunFactory(question=scenes.question(posted_by=lead), queued=True)
    take_back(run.question, "replaced")
    jobs.execute_run(run.pk)
    assert jobs.WITHHELD in words(page(clients["coordinator"], run.question))


def test_a_run_keeps_its_best_score_for_whoever_sees_only_some_of_it(hashing):
    scenes.register()
    run = scenes.search(scenes.question())
    assert run.best == max(suggestion.score for suggestion in run.suggestions.all())
