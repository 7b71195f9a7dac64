"""Asking for people: one run at a time for a question, kept before anybody is rung."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from matching import services
from matching.models import MatchRun
from tests.factories import CoordinatorFactory, MatchRunFactory, QuestionFactory
from tests.matching.scenes import at_once


@pytest.mark.django_db
def test_finding_people_queues_a_run_and_writes_down_who_asked(coordinator):
    question = QuestionFactory(shared=True)
    run = services.find_people(question=question, by=coordinator)
    assert (run.question, run.requested_by, run.state) == (question, coordinator, "queued")
    event = AuditEvent.objects.get(action="match.requested")
    assert (event.by, event.target_type, event.target_id) == (
        coordinator,
        "matching.matchrun",
        str(run.pk),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["queued", "running"])
def test_asked_again_while_one_is_under_way_that_one_is_returned(coordinator, state):
    run = MatchRunFactory(**{state: True})
    assert services.find_people(question=run.question, by=coordinator) == run
    assert MatchRun.objects.count() == 1
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_after_one_is_over_a_new_one_is_made(coordinator, state):
    run = MatchRunFactory(state=state)
    assert services.find_people(question=run.question, by=coordinator) != run


@pytest.mark.django_db
def test_each_question_has_its_own_run(coordinator):
    first, second = (
        services.find_people(question=question, by=coordinator)
        for question in QuestionFactory.create_batch(2, shared=True)
    )
    assert first != second


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same_run(queue):
    question, (first, second) = QuestionFactory(shared=True), CoordinatorFactory.create_batch(2)
    runs = at_once(
        lambda: services.find_people(question=question, by=first),
        lambda: services.find_people(question=question, by=second),
    )
    assert runs[0] == runs[1] == MatchRun.objects.get()
    assert AuditEvent.objects.filter(action="match.requested").count() == 1


@pytest.mark.django_db(transaction=True)
def test_asking_while_others_stop_what_they_asked_never_fails(queue):
    """The run that stood in the way may be over by the time that one looks at it."""
    question, by = QuestionFactory(shared=True), CoordinatorFactory()

    def ask_and_stop() -> None:
        for _ in range(25):
            run = services.find_people(question=question, by=by)
            MatchRun.objects.active().filter(pk=run.pk).update(state="cancelled")

    assert at_once(ask_and_stop, ask_and_stop, ask_and_stop) == [None, None, None]


@pytest.mark.django_db
def test_the_worker_is_rung_once_the_run_is_kept(
    coordinator, queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        run = services.find_people(question=QuestionFactory(shared=True), by=coordinator)
    assert queue.llen("celery") == 0
    for callback in callbacks:
        callback()
    run.refresh_from_db()
    assert run.rung_at is not None
    assert queue.llen("celery") == 1
    (message,) = queue.lrange("celery", 0, -1)
    assert coordinator.name.encode() not in message


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_run_that_is_not_over_can_be_stopped(coordinator, state):
    run = services.cancel(run=MatchRunFactory(**{state: True}), by=coordinator)
    assert run.state == "cancelled"
    assert run.finished_at is not None
    event = AuditEvent.objects.get(action="match.cancelled")
    assert (event.by, event.target_id) == (coordinator, str(run.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_a_run_that_is_over_cannot_be_stopped(coordinator, state):
    run = MatchRunFactory(state=state)
    with pytest.raises(ValidationError, match="over before it could be stopped"):
        services.cancel(run=run, by=coordinator)
    run.refresh_from_db()
    assert run.state == state
    assert not AuditEvent.objects.exists()
