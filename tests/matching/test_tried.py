"""Who would be found if a question stood in other words: compared by its owner, told to nobody."""

import pytest

from matching import jobs, tried
from matching.models import MatchRun, Suggestion
from priorities.models import Version
from tests.factories import (
    AssentFactory,
    GrantFactory,
    MatchRunFactory,
    OutputFactory,
    QuestionFactory,
    ResearcherFactory,
    SuggestionFactory,
    VersionFactory,
)
from tests.html_rules import assert_well_made
from tests.matching.reading import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(lead):
    question = QuestionFactory(posted_by=lead, words="Why do tills stand open at night?")
    return VersionFactory(question=question, words="Who forges waste transfer notes?")


def people(version):
    return f"/versions/{version.pk}/people"


def changes(version, user):
    return {
        str(one.researcher): (one.in_words, one.before, one.after)
        for one in tried.changes(*tried.runs(version.question, version), user)
    }


def ranked(version, before, after):
    """Runs on the words that stand and on others, each with these people in their order."""
    common = {"question": version.question, "basis": "full-text"}
    for run, found in (
        (MatchRunFactory(**common), before),
        (MatchRunFactory(**common, version=version), after),
    ):
        for rank, researcher in enumerate(found, start=1):
            SuggestionFactory(run=run, researcher=researcher, rank=rank, score=1 / rank)


def test_an_owner_compares_both_wordings_in_one_press(hashing, version, lead_client, lead):
    tills, waste = ResearcherFactory(), ResearcherFactory()
    OutputFactory(researcher=tills, title="Tills that stand open at night", abstract="")
    OutputFactory(researcher=waste, title="Who forges waste transfer notes", abstract="")

    empty = lead_client.get(people(version))
    for _ in range(2):
        assert lead_client.post(f"/versions/{version.pk}/find").url == people(version)
    waiting = lead_client.get(people(version))
    for run in MatchRun.objects.all():
        jobs.execute_run(run.pk)
    shown = lead_client.get(people(version))

    assert_well_made(empty)
    assert "Waiting for a worker" in words(waiting) or "Waiting for the queue" in words(waiting)
    assert MatchRun.objects.count() == 2
    assert_well_made(shown)
    said = changes(version, lead)
    assert said[str(tills)] == ("drops out", 1, None)
    assert said[str(waste)] == ("comes in", None, 1)
    assert f"{waste}" in words(shown)
    assert "from no place to place 1" in words(shown)


def test_who_comes_in_and_who_drops_out_is_said(version, lead, settings):
    settings.MATCHING_SHOWN = 1
    stays, goes = ResearcherFactory.create_batch(2)
    ranked(version, [stays, goes], [goes, stays])

    assert changes(version, lead) == {
        str(goes): ("comes in", 2, 1),
        str(stays): ("drops out", 1, 2),
    }


def test_a_run_on_tried_words_changes_no_list(version, lead_client):
    stands, tried_one = ResearcherFactory.create_batch(2)
    ranked(version, [stands], [tried_one])

    listed = words(page(lead_client, version.question))

    assert str(stands) in listed
    assert str(tried_one) not in listed
    newest = MatchRun.objects.newest_done().filter(question=version.question)
    assert [run.version_id for run in newest] == [None]


def test_once_they_are_taken_they_are_compared_with_the_words_before(version, lead, lead_client):
    before, after = ResearcherFactory.create_batch(2)
    ranked(version, [before], [after])
    AssentFactory(version=version)
    later = MatchRunFactory(question=version.question, basis="full-text")
    SuggestionFactory(run=later, researcher=after, rank=1)

    assert changes(version, lead)[str(before)] == ("drops out", 1, None)
    stood, _ = tried.runs(version.question, version)
    assert stood != later
    other = Version.objects.create(question=version.question, words="What else?", by=lead)
    assert tried.runs(version.question, other)[0] == later
    assert_well_made(lead_client.get(people(version)))


def test_a_list_says_when_the_words_have_changed_since(version, lead_client):
    MatchRunFactory(question=version.question, basis="full-text")
    assert "changed since" not in words(page(lead_client, version.question))

    AssentFactory(version=version)
    assert "The words of the question were changed since." in words(
        page(lead_client, version.question)
    )


def test_nothing_to_compare_with_is_said(version, lead_client):
    AssentFactory(version=version)
    MatchRunFactory(question=version.question, basis="full-text", version=version)

    shown = words(lead_client.get(people(version)))

    assert "so there is nothing to compare with" in shown


def test_a_reader_who_does_not_answer_for_it_tries_nothing(version, sign_in):
    client = sign_in(GrantFactory(question=version.question).person)

    assert client.get(people(version)).status_code == 403
    assert client.post(f"/versions/{version.pk}/find").status_code == 403
    assert not MatchRun.objects.exists()
    assert not Suggestion.objects.exists()


def test_progress_of_tried_words_leads_back_to_their_page(version, lead, lead_client):
    run = MatchRunFactory(
        question=version.question,
        basis="full-text",
        version=version,
        requested_by=lead,
        running=True,
    )

    assert lead_client.get(f"/runs/{run.pk}").url == people(version)
    assert lead_client.post(f"/runs/{run.pk}/cancel").url == people(version)
