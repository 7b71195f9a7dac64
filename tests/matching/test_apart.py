"""Questions that one may not see change nothing of what one sees: no score, place, count, byte."""

import re

import pytest

from accounts.markings import Marking
from matching import corpus, jobs, services
from matching.models import Embedding, MatchRun, Suggestion
from tests.factories import (
    CeilingChangeFactory,
    ClearanceFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ResearcherFactory,
)
from tests.matching import scenes
from tests.matching.reading import address, words

pytestmark = pytest.mark.django_db

COLUMNS = ["researcher", "rank", "score", "meaning", "words", "evidence"]
OUTCOME = ["state", "people_compared", "best", "encoder", "done", "total", "note"]
TIME = re.compile(r"\d{1,2} \w+ \d{4}, \d{1,2}:\d{2}[ap]m")


@pytest.fixture(params=["hashing", "minilm"])
def encoder(request, settings):
    settings.MATCHING_ENCODER = request.param
    corpus.encoder.cache_clear()
    yield request.param
    corpus.encoder.cache_clear()


def hide_ten():
    """Ten questions that quote the register's profiles, each with a search by its owner."""
    CeilingChangeFactory(confirmed=True)
    statements = list(scenes.FIELDS.values())
    for number in range(10):
        lead = PoliceLeadFactory()
        ClearanceFactory(person=lead)
        question = QuestionFactory(
            posted_by=lead,
            marking=[Marking.OFFICIAL, Marking.OFFICIAL_SENSITIVE][number % 2],
            words=f"{scenes.WORDS} {statements[number % len(statements)]}",
            background=f"Number {number}. Cash in shops. Vans at night.",
        )
        run = services.find_people(question=question, basis=MatchRun.Basis.FULL_TEXT, by=lead)
        jobs.execute_run(run.pk)


def found(asked, coordinator, researcher):
    """All that two people without a clearance are given after a search."""
    run = scenes.search(asked)
    pages = [
        coordinator.get(address(asked)),
        coordinator.get(address(asked, "?words=shops")),
        *(researcher.get(path) for path in ("/my-matches", "/home", "/questions")),
    ]
    files = [
        coordinator.get(address(asked, "?format=csv")),
        researcher.get("/my-matches?format=csv"),
    ]
    return {
        "ranking": list(run.suggestions.values(*COLUMNS)),
        "outcome": MatchRun.objects.filter(pk=run.pk).values(*OUTCOME).get(),
        "pages": [TIME.sub("", words(p)).replace(run.requested_by.name, "") for p in pages],
        "files": [file.getvalue() for file in files],
    }


@pytest.mark.parametrize("is_store_warm", [True, False])
def test_ten_hidden_questions_change_no_bit(encoder, sign_in, coordinator_client, is_store_warm):
    person = ResearcherFactory(user__name="Ada Academic", statement=scenes.FIELDS["accounts"])
    readers = (coordinator_client, sign_in(person.user))
    scenes.register()
    asked = scenes.question()
    before = found(asked, *readers)
    assert before["outcome"]["state"] == "done"
    assert len(before["ranking"]) == 5
    MatchRun.objects.all().delete()
    if not is_store_warm:
        Embedding.objects.all().delete()

    hide_ten()

    assert MatchRun.objects.filter(state="done", basis="full-text").count() == 10
    assert Suggestion.objects.count() == 50
    assert found(asked, *readers) == before
