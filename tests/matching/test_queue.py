"""With a real worker behind a real queue: a run is done, whatever is killed or away meanwhile."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from empac import embedded
from matching import services, tasks
from matching.models import Embedding, MatchRun, Suggestion
from researchers.models import Output, Researcher
from tests.factories import CoordinatorFactory, MatchRunFactory, QuestionFactory, ResearcherFactory
from tests.matching import scenes
from tests.workers import wait_for, worker

pytestmark = pytest.mark.django_db(transaction=True)

NOBODY_LISTENS = "redis://127.0.0.1:1/0"
PEOPLE, OUTPUTS = 150, 15
# Words of one text; no two texts are the same, so that each is read.
ABSTRACT = "Paper {}: shops, cash, vans at night, routes between warehouses and what they cost. "


def is_in_state(run, state):
    run.refresh_from_db()
    return run.state == state


def large_register():
    """So many texts that a worker can be caught at them."""
    first = ResearcherFactory.create_batch(2)[0]
    people = [
        ResearcherFactory.build(
            organisation=first.organisation, user__name=f"Person {n}", user__email=f"p{n}@a.example"
        )
        for n in range(PEOPLE - 2)
    ]
    for person in people:
        person.user.save()
    Researcher.objects.bulk_create(people)
    everybody = Researcher.objects.all()
    Output.objects.bulk_create(
        Output(researcher=person, title=f"Paper {n}", abstract=ABSTRACT.format(f"{person.pk} {n}"))
        for person in everybody
        for n in range(OUTPUTS)
    )


@pytest.mark.slow
def test_a_worker_does_what_is_asked_for(queue, tmp_path):
    scenes.register()
    with worker(tmp_path / "log") as started:
        run = services.find_people(question=scenes.question(), by=CoordinatorFactory())
        assert wait_for(lambda: is_in_state(run, "done")), started.said
    assert run.suggestions.count() == 4
    assert run.attempts == 1
    assert scenes.WORDS not in started.said
    assert "Person of" not in started.said


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["worker", "child"])
def test_a_worker_killed_in_the_middle_loses_nothing(queue, tmp_path, victim):
    large_register()
    own = {"MATCHING_LEASE_SECONDS": "2", "MATCHING_EVIDENCE_FOR": "1000"}
    run = MatchRunFactory(queued=True, question=scenes.question())
    with worker(tmp_path / "first", **own) as first:
        assert tasks.ring(run.pk)
        assert wait_for(lambda: is_in_state(run, "running") and run.done, pause=0.002), first.said
        first.kill() if victim == "worker" else first.kill_child()
        assert is_in_state(run, "running"), "It was faster than the test."
        assert not Suggestion.objects.exists()
        read = set(Embedding.objects.values_list("pk", flat=True))
        assert read
        if victim == "worker":
            with worker(tmp_path / "second", **own) as second:
                rung_until_done(run, second)
        else:
            rung_until_done(run, first)
    assert run.attempts == 2
    assert run.people_compared == PEOPLE
    assert run.suggestions.count() == PEOPLE
    assert sorted(s.rank for s in run.suggestions.all()) == list(range(1, PEOPLE + 1))
    assert read < set(Embedding.objects.values_list("pk", flat=True))


def rung_until_done(run, started):
    """Sweep as the scheduler does, half a minute in one step."""

    def swept():
        MatchRun.objects.filter(pk=run.pk).update(rung_at=timezone.now() - timedelta(seconds=31))
        tasks.sweep()
        return is_in_state(run, "done")

    assert wait_for(swept, pause=0.5), started.said


@pytest.mark.slow
def test_a_worker_goes_on_when_the_queue_comes_back(use_queue, tmp_path):
    scenes.register()
    store = embedded.valkey(tmp_path / "valkey")
    valkey = embedded.start(store)
    use_queue(store.url)
    try:
        with worker(tmp_path / "log", REDIS_URL=store.url) as started:
            valkey.stop()
            run = services.find_people(question=scenes.question(), by=CoordinatorFactory())
            assert MatchRun.objects.get().rung_at is None
            valkey = embedded.start(store)
            rung_until_done(run, started)
    finally:
        valkey.stop()
    assert run.suggestions.count() == 4


def test_a_request_is_kept_while_the_queue_is_away(queue, use_queue, coordinator_client):
    question = QuestionFactory(shared=True)
    use_queue(NOBODY_LISTENS)
    began = time.monotonic()
    response = coordinator_client.post(f"/questions/{question.pk}/find-people", follow=True)
    assert time.monotonic() - began < 2
    run = MatchRun.objects.get(question=question)
    assert (run.state, run.rung_at) == ("queued", None)
    assert response.status_code == 200
    assert "The queue did not answer. Your request is kept" in response.content.decode()
    tasks.sweep()
    run.refresh_from_db()
    assert run.rung_at is None

    use_queue(settings.REDIS_URL)
    tasks.sweep()
    run.refresh_from_db()
    assert run.rung_at is not None
    assert queue.llen("celery") == 1
    page = coordinator_client.get(f"/questions/{question.pk}/matches")
    assert "Your request is in the queue." in page.content.decode()


def test_the_sweep_does_not_flood_the_queue(queue):
    MatchRunFactory.create_batch(3, queued=True)
    for _ in range(5):
        tasks.sweep()
    assert queue.llen("celery") == 3


def test_a_message_for_a_run_that_is_over_does_no_harm(hashing):
    scenes.register()
    run = scenes.search(scenes.question())
    tasks.execute_run(str(run.pk))
    assert run.suggestions.count() == 4
