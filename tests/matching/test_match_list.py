"""The coordinator's ranked list: what it says at every stage, its filters and its CSV."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Decision
from researchers.models import Researcher
from tests.answers import lines_of, page_of
from tests.factories import (
    ApproachFactory,
    DecisionFactory,
    MatchRunFactory,
    OutputFactory,
    QuestionFactory,
    ResearcherFactory,
    SuggestionFactory,
)
from tests.html_rules import text
from tests.matching.reading import address, page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return MatchRunFactory()


def shown(client, question, query=""):
    """The people of the CSV under the same filters as the page, which must say as many."""
    listed = [
        line["Name"] for line in lines_of(client.get(address(question, f"?{query}&format=csv")))
    ]
    said = words(page(client, question, f"?{query}"))
    assert f"{len(listed)} {'person' if len(listed) == 1 else 'people'}" in said
    assert all(name in said for name in listed)
    return listed


def test_before_anybody_looked_the_page_says_what_will_happen(coordinator_client):
    response = page(coordinator_client, QuestionFactory(shared=True))
    assert "Nobody has looked for people yet" in words(response)
    assert "Find people" in words(response)
    assert "Filters" not in words(response)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"queued": True}, "The queue did not answer. Your request is kept"),
        ({"queued": True, "rung_at": timezone.now()}, "Your request is in the queue."),
        ({"running": True}, "The worker has begun."),
        ({"running": True, "done": 64, "total": 200}, "64 of 200 texts read."),
    ],
)
def test_while_a_run_is_under_way_the_page_says_how_far(coordinator_client, fields, says):
    run = MatchRunFactory(**fields)
    response = page(coordinator_client, run.question)
    assert says in words(response)
    assert f'hx-get="/runs/{run.pk}"' in response.content.decode()
    assert "Find people" not in words(response)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("failed", "The last search stopped. It is broken."),
        ("cancelled", "The last search was stopped"),
    ],
)
def test_after_a_run_that_came_to_nothing_one_may_try_again(coordinator_client, state, says):
    run = MatchRunFactory(state=state, note="It is broken." if state == "failed" else "")
    response = page(coordinator_client, run.question)
    assert says in words(response)
    assert "Find people" in words(response)


def test_the_last_good_list_stays_while_a_new_one_is_made(coordinator_client, run):
    suggestion = SuggestionFactory(run=run)
    MatchRunFactory(question=run.question, running=True)
    said = words(page(coordinator_client, run.question))
    assert "The worker has begun." in said
    assert str(suggestion.researcher) in said


def test_only_the_newest_good_list_is_shown(coordinator_client, run):
    old = SuggestionFactory(run=run)
    newer = MatchRunFactory(
        question=run.question, finished_at=run.finished_at + timedelta(minutes=1)
    )
    new = SuggestionFactory(run=newer)
    assert shown(coordinator_client, run.question) == [str(new.researcher)]
    assert str(old.researcher) not in words(page(coordinator_client, run.question))


def test_a_list_of_nobody_leads_to_the_register(coordinator_client, run):
    assert "There was nobody to compare" in words(page(coordinator_client, run.question))


def test_people_stand_best_first_with_the_sentences_that_say_why(coordinator_client, run):
    first, second = SuggestionFactory.create_batch(2, run=run)
    without = SuggestionFactory(run=run, too_little=True)
    response = page(coordinator_client, run.question)
    said = words(response)
    places = [said.index(str(s.researcher)) for s in (first, second, without)]
    assert places == sorted(places)
    assert f"“{first.researcher.statement}”" in said
    assert f"“{run.question.words}”" in said
    assert "66 people compared" in said
    assert run.requested_by.name in said
    assert "Too little to match on." in said
    assert "Score 0.500 = 0.375 for meaning + 0.125 for words in common." in said


def test_a_score_is_a_share_of_the_best(coordinator_client, run):
    SuggestionFactory.create_batch(2, run=run)
    said = words(page(coordinator_client, run.question))
    assert re.findall(r"Score: (\d+) / 100", said) == ["100", "50"]


def test_rows_say_who_decided_what_when_and_why(coordinator_client, run):
    suggestion = SuggestionFactory(run=run)
    DecisionFactory(
        suggestion=suggestion, answer="declined", reason="Too far off", by__name="Dee Cider"
    )
    DecisionFactory(suggestion=suggestion, voice="lead", answer="yes", by__name="Lee Lead")
    DecisionFactory(suggestion=suggestion, voice="researcher", answer="could-help")
    said = words(page(coordinator_client, run.question))
    assert "Declined by Dee Cider on" in said
    assert "“Too far off”" in said
    assert "Lead says yes" in said
    assert "Could help" in said
    assert "Undo" in said


def test_a_decision_that_was_taken_back_is_not_shown(coordinator_client, run):
    first = DecisionFactory(suggestion=SuggestionFactory(run=run))
    DecisionFactory(
        question=first.question, researcher=first.researcher, answer="undone", follows=first
    )
    said = words(page(coordinator_client, run.question))
    assert "Shortlisted by" not in said
    assert "Undone" not in said
    assert "Nobody on the shortlist yet." in said


@pytest.fixture
def people(run):
    """Three people who differ in all that can be filtered by."""
    lens = ApproachFactory(slug="listening")
    ann, bob, cat = (
        ResearcherFactory(user__name=name, title="", statement=f"{name} works.", **fields)
        for name, fields in {
            "Ann": {"availability": "available"},
            "Bob": {"availability": "limited"},
            "Cat": {"availability": "unavailable"},
        }.items()
    )
    ann.approaches.add(lens)
    OutputFactory(researcher=bob, title="Tides of the Trent", abstract="")
    for person in (ann, bob, cat):
        SuggestionFactory(run=run, researcher=person)
    DecisionFactory(question=run.question, researcher=ann)
    DecisionFactory(question=run.question, researcher=bob, answer="declined", reason="No")
    DecisionFactory(question=run.question, researcher=bob, voice="researcher", answer="could-help")
    DecisionFactory(
        question=run.question, researcher=cat, voice="researcher", answer="not-me", reason="No"
    )
    return ann, bob, cat


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ann", "Bob", "Cat"]),
        ("words=tides", ["Bob"]),
        ("words=cat+works", ["Cat"]),
        ("approach=listening", ["Ann"]),
        ("availability=limited", ["Bob"]),
        ("availability=limited&availability=unavailable", ["Bob", "Cat"]),
        ("standing=shortlisted", ["Ann"]),
        ("standing=declined", ["Bob"]),
        ("standing=undecided", ["Cat"]),
        ("standing=undecided&standing=declined", ["Bob", "Cat"]),
        ("standing=undecided&standing=declined&standing=shortlisted", ["Ann", "Bob", "Cat"]),
        ("offered=on", ["Bob"]),
        ("offered=on&standing=shortlisted", []),
    ],
)
def test_each_filter_narrows_the_list(coordinator_client, run, people, query, expected):
    assert shown(coordinator_client, run.question, query) == expected


def test_filters_by_discipline_and_university(coordinator_client, run, people):
    _, bob, _ = people
    discipline = bob.primary_discipline.slug
    assert shown(coordinator_client, run.question, f"discipline={discipline}") == ["Bob"]
    university = bob.organisation.slug
    assert shown(coordinator_client, run.question, f"organisation={university}") == ["Bob"]


def test_a_decision_that_was_taken_back_counts_as_undecided(coordinator_client, run, people):
    first = Decision.objects.get(researcher=people[0])
    DecisionFactory(question=run.question, researcher=people[0], answer="undone", follows=first)
    assert shown(coordinator_client, run.question, "standing=undecided") == ["Ann", "Cat"]
    assert shown(coordinator_client, run.question, "standing=shortlisted") == []


def test_filters_that_fit_nobody_say_how_many_they_hide(coordinator_client, run, people):
    said = words(page(coordinator_client, run.question, "?words=nothing+of+the+kind"))
    assert "No people fit these filters" in said
    assert "3 people are hidden by them." in said


def test_the_csv_holds_the_evidence_and_who_said_what_when_and_why(coordinator_client, run):
    suggestion = SuggestionFactory(run=run, researcher__statement="=cmd() I add up.")
    decision = DecisionFactory(
        suggestion=suggestion, answer="declined", reason="@home", by__name="Dee Cider"
    )
    too_little = SuggestionFactory(run=run, too_little=True)
    first, second = lines_of(coordinator_client.get(address(run.question, "?format=csv")))
    person = suggestion.researcher
    at = timezone.localtime(decision.at)
    assert first == {
        "Marking": "OFFICIAL",
        "Rank": "1",
        "Name": str(person),
        "Score": "1.0",
        "Meaning": "0.75",
        "Shared words": "0.25",
        "Disciplines": person.primary_discipline.name,
        "Organisation": person.organisation.name,
        "Availability": "Available",
        "Evidence": "'=cmd() I add up. (statement)",
        "To note": "",
        "Coordinator": "Declined",
        "Coordinator reason": "'@home",
        "Coordinator by": "Dee Cider",
        "Coordinator at": f"{at:%Y-%m-%d %H:%M}",
        **{
            f"{voice}{part}": ""
            for voice in ("Police lead", "Researcher")
            for part in ("", " reason", " by", " at")
        },
    }
    assert (second["Rank"], second["Name"], second["Score"]) == ("", str(too_little.researcher), "")


def test_a_long_list_comes_in_pages_and_the_csv_whole(coordinator_client, run):
    SuggestionFactory.create_batch(26, run=run)
    first = page(coordinator_client, run.question)
    second = page(coordinator_client, run.question, "?page=2")
    assert (rows_in(first), rows_in(second)) == (25, 1)
    assert "26 people" in words(first)
    assert len(lines_of(coordinator_client.get(address(run.question, "?format=csv")))) == 26


def rows_in(response):
    return sum(
        "app-row" in str(dict(r.attributes).get("class")) for r in page_of(response).all("li")
    )


def test_htmx_gets_the_rows_alone(coordinator_client, run, people):
    response = coordinator_client.get(
        address(run.question, "?words=tides"), headers={"HX-Request": "true"}
    )
    html = response.content.decode()
    assert "<html" not in html
    assert "Bob" in html
    assert "1 person, 2 more hidden by filters" in html


def test_opting_out_takes_nobody_off_a_list_that_was_made_before(coordinator_client, run):
    suggestion = SuggestionFactory(run=run)
    Researcher.objects.filter(pk=suggestion.researcher_id).update(is_matchable=False)
    assert shown(coordinator_client, run.question) == [str(suggestion.researcher)]


def test_every_fold_of_evidence_is_named_for_its_person(coordinator_client, run):
    people = [SuggestionFactory(run=run).researcher for _ in range(2)]
    folds = page_of(page(coordinator_client, run.question)).all("summary")
    names = [text(fold) for fold in folds if "evidence" in text(fold)]
    assert names == [f"All evidence, sentence by sentence : {person}" for person in people]


def test_a_row_says_how_long_ago_its_person_confirmed_the_entry(coordinator_client, run):
    SuggestionFactory(run=run, researcher__confirmed_at=timezone.now() - timedelta(days=430))
    SuggestionFactory(run=run)

    said = words(page(coordinator_client, run.question))

    assert said.count("Last confirmed 14 months ago") == 1


def test_evidence_says_what_counts_more_and_why(coordinator_client, run):
    suggestion = SuggestionFactory(run=run)
    suggestion.evidence[0] |= {"weight": 1.25, "why": "pinned"}
    suggestion.save()

    assert "counts 1.25 times: pinned" in words(page(coordinator_client, run.question))
