"""What a worker does for a run: everything once, or nothing."""

import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from matching import corpus, engine, jobs, services
from matching.models import Embedding, MatchRun, Suggestion
from researchers.models import Researcher
from tests.factories import MatchRunFactory, OutputFactory, QuestionFactory, ResearcherFactory
from tests.matching import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hashing")]


def lose_lease(run):
    """As if the worker had not been heard of for long."""
    long_ago = timezone.now() - timedelta(hours=1)
    MatchRun.objects.filter(pk=run.pk).update(lease_until=long_ago, rung_at=long_ago)


def test_a_run_ranks_everybody_once_without_gaps():
    people = scenes.register()
    run = scenes.search(scenes.question())
    assert (run.state, run.people_compared, run.attempts) == ("done", 4, 1)
    assert run.encoder == "hashing-384-v1"
    assert run.finished_at >= run.started_at >= run.requested_at
    assert run.done == run.total > 0
    found = list(run.suggestions.all())
    assert {suggestion.researcher for suggestion in found} == set(people)
    assert [suggestion.rank for suggestion in found] == [1, 2, 3, 4]
    scores = [suggestion.score for suggestion in found]
    assert scores == sorted(scores, reverse=True)
    assert all(s.score == pytest.approx(s.meaning + s.words, abs=1e-5) for s in found)


def test_evidence_stands_word_for_word_in_the_profile_and_in_the_question():
    scenes.register()
    asked = scenes.question(background="Vans wait behind them. Nobody carries anything in.")
    run = scenes.search(asked)
    items = [(s.researcher, item) for s in run.suggestions.all() for item in s.evidence]
    assert items
    for person, item in items:
        texts = {str(o.pk): (o.title, o.abstract) for o in person.outputs.all()}
        texts["statement"] = ("", person.statement)
        title, text = texts[item["document"]]
        assert item["title"] == title
        assert item["sentence"] in text or item["sentence"] in title
        assert item["question_sentence"] in asked.words + "\n" + asked.background


def test_who_has_too_little_to_match_on_is_listed_without_a_rank():
    scenes.register()
    nobody_knows = ResearcherFactory(statement=" ")
    run = scenes.search(scenes.question())
    suggestion = run.suggestions.get(researcher=nobody_knows)
    assert (suggestion.rank, suggestion.score, suggestion.evidence) == (None, None, [])
    assert run.suggestions.last() == suggestion
    assert run.people_compared == 5


def test_a_run_ranks_everybody_and_quotes_the_closest(settings):
    scenes.register()
    settings.MATCHING_EVIDENCE_FOR = 2
    ranked = scenes.search(scenes.question()).suggestions.all()
    assert [suggestion.rank for suggestion in ranked] == [1, 2, 3, 4]
    assert [bool(suggestion.evidence) for suggestion in ranked] == [True, True, False, False]


def test_a_shortlist_and_an_answer_outlive_a_later_run(coordinator):
    scenes.register()
    asked = scenes.question(shared=True)
    chosen = scenes.search(asked).suggestions.first()
    scenes.say(chosen, "coordinator", "shortlisted", coordinator)
    scenes.say(chosen, "researcher", "could-help", chosen.researcher.user, "I count tills.")
    Researcher.objects.filter(pk=chosen.researcher_id).update(is_matchable=False)
    scenes.search(asked)
    assert Suggestion.objects.shortlist(asked).get() == chosen
    assert Suggestion.objects.told_to(chosen.researcher.user).get() == chosen


def test_a_run_that_is_done_is_not_done_again():
    scenes.register()
    run = scenes.search(scenes.question())
    before = list(run.suggestions.values())
    jobs.execute_run(run.pk)
    assert list(run.suggestions.values()) == before
    run.refresh_from_db()
    assert run.attempts == 1


def test_a_run_that_another_worker_holds_is_left_alone():
    run = MatchRunFactory(running=True)
    jobs.execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("running", 0)


def test_a_run_that_is_no_more_is_nothing_to_do():
    jobs.execute_run(uuid.uuid4())


def test_a_worker_that_was_taken_for_lost_stores_nothing(while_reading):
    scenes.register()
    run = MatchRunFactory(question=scenes.question(), queued=True)

    def another_takes_over():
        lose_lease(run)
        jobs.execute_run(run.pk)

    while_reading(another_takes_over)
    jobs.execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("done", 2)
    assert run.suggestions.count() == 4


def test_only_the_worker_that_holds_a_run_can_finish_it():
    run, first, second = MatchRunFactory(queued=True), uuid.uuid4(), uuid.uuid4()
    assert MatchRun.objects.claim(run.pk, first)
    assert not MatchRun.objects.claim(run.pk, second)
    lose_lease(run)
    assert MatchRun.objects.claim(run.pk, second)
    assert not MatchRun.objects.renew(run.pk, first, stage="profiles", done=1, total=2)
    assert not MatchRun.objects.finish(run.pk, first)
    assert MatchRun.objects.finish(run.pk, second)
    assert not MatchRun.objects.finish(run.pk, second)


def test_reporting_progress_keeps_the_lease():
    run, token = MatchRunFactory(queued=True), uuid.uuid4()
    MatchRun.objects.claim(run.pk, token)
    lose_lease(run)
    assert MatchRun.objects.renew(run.pk, token, stage="evidence", done=64, total=1280)
    run.refresh_from_db()
    assert run.lease_until > timezone.now()
    assert run.progress == "64 of 1,280 sentences read."


def test_each_of_the_two_stages_is_counted_by_itself(hashing):
    scenes.register()
    told = []
    people = corpus.people()
    asked = engine.Question("1", scenes.WORDS, "")
    corpus.rank(asked, people, lambda *now: told.append(now))
    (first, done, texts), (second, last, sentences) = told
    assert (first, done, second, last) == ("profiles", texts, "evidence", sentences)
    assert texts == 12  # of four people, three each


def test_a_run_taken_over_begins_at_the_first_stage():
    run, first, second = MatchRunFactory(queued=True), uuid.uuid4(), uuid.uuid4()
    MatchRun.objects.claim(run.pk, first)
    MatchRun.objects.renew(run.pk, first, stage="evidence", done=8, total=9)
    lose_lease(run)
    MatchRun.objects.claim(run.pk, second)
    run.refresh_from_db()
    assert (run.stage, run.done, run.total) == ("profiles", 0, 0)


@pytest.mark.parametrize("people", [True, False])
def test_a_run_that_is_stopped_meanwhile_stores_nothing(while_reading, coordinator, people):
    if people:
        scenes.register()
    run = MatchRunFactory(question=scenes.question(), queued=True)
    while_reading(lambda: services.cancel(run=run, by=coordinator))
    jobs.execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.note) == ("cancelled", "")
    assert not Suggestion.objects.exists()


def test_a_fault_stops_a_run_with_plain_words_and_half_of_nothing(while_reading, caplog):
    scenes.register()
    run = MatchRunFactory(question=scenes.question(), queued=True)

    def fault():
        message = "vectors of the wrong length"
        raise ValueError(message)

    while_reading(fault)
    jobs.execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.note) == ("failed", "A fault stopped it. It has been logged.")
    assert run.finished_at is not None
    assert not Suggestion.objects.exists()
    assert "vectors of the wrong length" in caplog.text
    assert scenes.WORDS not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_when_a_person_is_taken_off_the_register_meanwhile_nothing_is_half_stored(while_reading):
    people = scenes.register()
    run = MatchRunFactory(question=scenes.question(), queued=True)
    while_reading(people[0].delete)
    jobs.execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert not Suggestion.objects.exists()


def test_when_the_database_goes_away_the_run_waits_for_its_next_worker(while_reading):
    scenes.register()
    run = MatchRunFactory(question=scenes.question(), queued=True)

    def lose_database():
        message = "server closed the connection unexpectedly"
        raise OperationalError(message)

    while_reading(lose_database)
    with pytest.raises(OperationalError):
        jobs.execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == "running"
    lose_lease(run)
    jobs.execute_run(run.pk)
    assert run.suggestions.count() == 4


def test_with_nobody_in_the_register_a_run_is_done_and_empty():
    run = scenes.search(QuestionFactory(shared=True))
    assert (run.state, run.people_compared) == ("done", 0)
    assert not run.suggestions.exists()


def test_a_question_without_a_word_is_told_so():
    scenes.register()
    run = scenes.search(QuestionFactory(shared=True, words="?!… — ???"))
    assert (run.state, run.note) == ("failed", "The question has no words to match on.")
    assert not Suggestion.objects.exists()


def test_who_asked_to_be_left_out_never_appears(coordinator):
    person, *others = scenes.register()
    asked = scenes.question()
    decided = scenes.search(asked).suggestions.get(researcher=person)
    scenes.say(decided, "coordinator", "shortlisted", coordinator)
    person.is_matchable = False
    person.save()
    run = scenes.search(asked)
    assert {suggestion.researcher for suggestion in run.suggestions.all()} == set(others)
    assert run.people_compared == 3


def test_a_text_is_read_once_ever():
    person, *_ = scenes.register()
    asked = scenes.question()
    first = scenes.search(asked)
    read = Embedding.objects.count()
    assert read > 0
    second = scenes.search(asked)
    assert Embedding.objects.count() == read
    columns = ("researcher", "rank", "score", "evidence")
    assert list(second.suggestions.values(*columns)) == list(first.suggestions.values(*columns))
    OutputFactory(researcher=person, title="A title that nobody has used", abstract="")
    scenes.search(asked)
    assert Embedding.objects.count() == read + 1


def test_what_a_lost_worker_had_read_is_not_read_again(while_reading):
    OutputFactory.create_batch(70, researcher=ResearcherFactory())
    run = MatchRunFactory(question=scenes.question(), queued=True)

    def lose_worker():
        raise SystemExit

    while_reading(lose_worker, after=1)
    with pytest.raises(SystemExit):
        jobs.execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("running", 64, 71)
    kept = set(Embedding.objects.values_list("pk", flat=True))
    assert len(kept) == 64
    lose_lease(run)
    jobs.execute_run(run.pk)
    assert run.suggestions.count() == 1
    assert kept < set(Embedding.objects.values_list("pk", flat=True))


def test_runs_that_wait_are_rung_for_oldest_first():
    waits = MatchRunFactory(queued=True)
    lost = MatchRunFactory(running=True)
    lose_lease(lost)
    MatchRunFactory(running=True)
    MatchRunFactory(state="done")
    assert jobs.due_for_ringing() == [waits.pk, lost.pk]


def test_a_run_is_not_rung_for_at_every_sweep():
    run = MatchRunFactory(queued=True, rung_at=timezone.now() - timedelta(seconds=20))
    assert jobs.due_for_ringing() == []
    MatchRun.objects.update(rung_at=timezone.now() - timedelta(seconds=31))
    assert jobs.due_for_ringing() == [run.pk]


def test_a_sweep_rings_for_so_many_and_no_more(monkeypatch):
    first, *_ = MatchRunFactory.create_batch(3, queued=True)
    monkeypatch.setattr(jobs, "MOST_RINGS_A_SWEEP", 1)
    assert jobs.due_for_ringing() == [first.pk]


def test_a_run_whose_workers_were_lost_five_times_is_given_up():
    run = MatchRunFactory(running=True, attempts=5)
    held = MatchRunFactory(running=True, attempts=5)
    lose_lease(run)
    assert jobs.due_for_ringing() == []
    run.refresh_from_db()
    assert (run.state, run.note) == ("failed", "Its worker was lost 5 times.")
    held.refresh_from_db()
    assert held.state == "running"
