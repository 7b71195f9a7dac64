"""What an owner sees of the people found for all the words of their question, and nobody else."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.markings import Marking
from matching import jobs, services
from matching.models import Decision, MatchRun, Suggestion
from tests.answers import lines_of, page_of
from tests.factories import (
    AcademicFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    DecisionFactory,
    GrantFactory,
    MatchRunFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ResearcherFactory,
    RevocationFactory,
    SuggestionFactory,
    UserFactory,
)
from tests.html_rules import get, text
from tests.matching import scenes
from tests.matching.reading import address, page, words

pytestmark = pytest.mark.django_db

FULL, SUMMARY = "Eleven tills stood open all night.", "Why do tills stand open?"


@pytest.fixture
def cleared(lead):
    """What clears the lead for OFFICIAL-SENSITIVE."""
    CeilingChangeFactory(confirmed=True)
    return ClearanceFactory(person=lead)


@pytest.fixture
def run(lead, cleared):
    """A finished search on the full text of a sensitive question whose summary is released."""
    question = QuestionFactory(
        posted_by=lead,
        words=FULL,
        summary=SUMMARY,
        shared=True,
        marking=Marking.OFFICIAL_SENSITIVE,
    )
    return MatchRunFactory(question=question, basis="full-text", requested_by=lead)


@pytest.fixture
def found(run):
    return SuggestionFactory(run=run)


def test_an_owner_reads_why_under_the_marking(lead_client, found):
    response = page(lead_client, found.run.question)
    said = words(response)
    assert str(found.researcher) in said
    assert f"“{FULL}”" in said
    assert "People are compared with all the words of the question." in said
    divisions = page_of(response).all("div")
    marks = [text(mark) for mark in divisions if get(mark, "class") == "app-marking"]
    assert marks == ["OFFICIAL-SENSITIVE"] * 2


def test_it_holds_nothing_to_decide_with(lead_client, found):
    content = page(lead_client, found.run.question).content.decode()
    for act in ("/coordinator", "Decline with a reason", "Said that they could help", "standing"):
        assert act not in content
    for voice in ("coordinator", "lead"):
        answer = f"/suggestions/{found.pk}/{voice}"
        assert lead_client.get(answer).status_code in {403, 404}
        assert lead_client.post(answer, {"answer": "yes"}).status_code in {403, 404}
    assert not Decision.objects.exists()


def test_what_a_researcher_answered_is_neither_shown_nor_filtered_by(lead_client, found):
    DecisionFactory(suggestion=found, voice="researcher", answer="could-help")
    other = SuggestionFactory(run=found.run)
    for query in ("", "?offered=on", "?standing=declined"):
        said = words(page(lead_client, found.run.question, query))
        assert "Could help" not in said
        assert "2 people" in said
        assert str(other.researcher) in said


def test_its_csv_bears_the_marking_on_each_row_and_in_its_name(lead_client, found):
    response = lead_client.get(address(found.run.question, "?format=csv"))
    (line,) = lines_of(response)
    assert (line["Marking"], line["Name"]) == ("OFFICIAL-SENSITIVE", str(found.researcher))
    assert not [heading for heading in line if heading.startswith("Researcher")]
    assert 'filename="OFFICIAL-SENSITIVE-matches' in response["Content-Disposition"]


def test_an_owner_whose_clearance_lapsed_sees_no_match(lead_client, cleared, found):
    asked = found.run.question
    suggested = SuggestionFactory(run=MatchRunFactory(question=asked))
    DecisionFactory(suggestion=suggested)
    paths = [address(asked), address(asked, "?format=csv"), f"/questions/{asked.pk}/shortlist"]
    assert [lead_client.get(path).status_code for path in paths] == [200] * 3

    RevocationFactory(clearance=cleared)

    assert [lead_client.get(path).status_code for path in paths] == [404] * 3
    assert lead_client.post(f"/questions/{asked.pk}/find-people").status_code == 404
    assert "to answer" not in words(lead_client.get("/home"))


def test_who_reads_every_word_without_owning_it_sees_nobody(sign_in, found):
    question = found.run.question
    reader = GrantFactory(question=question).person
    colleague = PoliceLeadFactory(organisation=question.organisation)
    for person in (reader, colleague, found.researcher.user):
        ClearanceFactory(person=person)
        client = sign_in(person)
        for path in (address(question), f"/runs/{found.run.pk}"):
            assert client.get(path).status_code == 404


def test_a_co_owner_sees_what_the_lead_sees(sign_in, found):
    other = PoliceLeadFactory()
    ClearanceFactory(person=other)
    found.run.question.co_owners.add(other)
    assert str(found.researcher) in words(page(sign_in(other), found.run.question))


def test_a_coordinator_sees_who_was_found_for_the_summary_alone(coordinator_client, found):
    asked = found.run.question
    public = SuggestionFactory(run=MatchRunFactory(question=asked))
    said = words(page(coordinator_client, asked))
    assert str(public.researcher) in said
    assert str(found.researcher) not in said
    for hidden in (f"/runs/{found.run.pk}", f"/suggestions/{found.pk}/coordinator"):
        assert coordinator_client.get(hidden).status_code == 404
    assert coordinator_client.post(f"/runs/{found.run.pk}/cancel").status_code == 404


def test_of_a_question_that_is_not_released_a_coordinator_sees_no_match(coordinator_client):
    run = MatchRunFactory(question=QuestionFactory())
    SuggestionFactory(run=run)
    paths = [address(run.question), address(run.question, "?format=csv"), f"/runs/{run.pk}"]
    assert [coordinator_client.get(path).status_code for path in paths] == [404] * 3
    for act in (f"/questions/{run.question.pk}/find-people", f"/runs/{run.pk}/cancel"):
        assert coordinator_client.post(act).status_code == 404
    assert MatchRun.objects.get() == run


def test_a_researcher_is_never_told_of_a_search_on_the_full_text(sign_in, run):
    person = ResearcherFactory()
    SuggestionFactory(run=run, researcher=person)
    client = sign_in(person.user)
    assert "No question matches you yet" in words(client.get("/my-matches"))
    assert lines_of(client.get("/my-matches?format=csv")) == []


def test_both_searches_of_a_question_go_side_by_side(hashing, lead, run):
    scenes.register()
    coordinator = CoordinatorFactory()
    own = services.find_people(question=run.question, basis=MatchRun.Basis.FULL_TEXT, by=lead)
    public = services.find_people(question=run.question, by=coordinator)
    for queued in (own, public):
        jobs.execute_run(queued.pk)
        queued.refresh_from_db()
        assert queued.state == "done"
    items = [item for suggestion in public.suggestions.all() for item in suggestion.evidence]
    assert {item["question_sentence"] for item in items} <= {SUMMARY}
    assert {s.run for s in Suggestion.objects.visible_to(coordinator)} == {public}


def test_the_list_takes_as_many_queries_however_long_it_is(
    lead_client, run, django_assert_max_num_queries
):
    SuggestionFactory.create_batch(2, run=run)
    lead_client.get(address(run.question))
    with django_assert_max_num_queries(60) as few:
        lead_client.get(address(run.question))
    SuggestionFactory.create_batch(18, run=run)
    with django_assert_max_num_queries(len(few)):
        lead_client.get(address(run.question))


@pytest.mark.parametrize("make", [UserFactory, AcademicFactory, CoordinatorFactory])
def test_nobody_else_starts_a_search_on_the_full_text(make, run):
    with pytest.raises(PermissionDenied):
        services.find_people(question=run.question, basis=MatchRun.Basis.FULL_TEXT, by=make())
