"""What workers do. Every job bears being run twice, and by two workers at once."""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.acting import acting_as
from matching import corpus, engine
from matching.models import (
    Exclusion,
    FirstLook,
    Glimpse,
    Hit,
    Job,
    JobQuerySet,
    MatchRun,
    PersonSearch,
    SearchWords,
    Suggestion,
)
from researchers.models import Researcher

logger = logging.getLogger(__name__)

# A job that is rung for every sweep would flood the queue behind a slow worker.
RING_AGAIN_AFTER = timedelta(seconds=30)
MOST_RINGS_A_SWEEP = 200
WITHHELD = "Its words were taken back or replaced, or whoever asked may not see them any more."


class RunLostError(Exception):
    """Another worker took the job, or somebody cancelled it."""


class WithheldError(Exception):
    """Its words were taken back or replaced, or whoever asked may not see what it finds."""


def execute_run(run_id: uuid.UUID) -> None:
    """Rank the people for a run's question; only the worker that marks it done stores anything.

    Raises:
        django.db.OperationalError: the database went away; the run's lease ends and it is retried.
    """
    _execute(MatchRun, run_id, _compare)


def execute_look(look_id: uuid.UUID) -> None:
    """Find the questions that a person is closest to; otherwise as `execute_run`."""
    _execute(FirstLook, look_id, _look)


def execute_search(search_id: uuid.UUID) -> None:
    """Rank the people for what a coordinator asks; otherwise as `execute_run`."""
    _execute(PersonSearch, search_id, _search)


def _execute(
    kind: type[Job], job_id: uuid.UUID, work: Callable[[uuid.UUID, uuid.UUID], None]
) -> None:
    token = uuid.uuid4()
    if not kind.objects.claim(job_id, token):
        return
    try:
        work(job_id, token)
    except RunLostError:
        logger.info("Job %s was taken away or cancelled", job_id)
    except WithheldError:
        _fail(kind.objects.held(job_id, token), WITHHELD)
    except engine.NoWords as error:
        _fail(kind.objects.held(job_id, token), str(error))
    except OperationalError:
        raise
    except Exception:  # whatever it is, the job must not stay under way for ever
        logger.exception("Job %s stopped", job_id)
        _fail(kind.objects.held(job_id, token), "A fault stopped it. It has been logged.")


def _reporting(kind: type[Job], job_id: uuid.UUID, token: uuid.UUID) -> corpus.Report:
    def report(stage: str, done: int, total: int) -> None:
        if not kind.objects.renew(job_id, token, stage=stage, done=done, total=total):
            raise RunLostError

    return report


def _compare(run_id: uuid.UUID, token: uuid.UUID) -> None:
    run = MatchRun.objects.get(pk=run_id)
    people = corpus.people(but=_left_out(run))
    ranking = corpus.rank(_asked(run), people, _reporting(MatchRun, run_id, token))
    suggestions = corpus.to_suggestions(run, ranking)
    best = max((one.score for one in suggestions if one.score is not None), default=None)
    with acting_as(run.requested_by_id), transaction.atomic():
        _asked(run)  # a summary that was taken back meanwhile gets no matches any more
        outcome = {
            "people_compared": len(people),
            "encoder": corpus.encoder().name,
            "best": best,
        }
        if not MatchRun.objects.finish(run_id, token, **outcome):
            raise RunLostError
        Suggestion.objects.bulk_create(suggestions, batch_size=500)


def _asked(run: MatchRun) -> engine.Question:
    with acting_as(run.requested_by_id), transaction.atomic():
        question = corpus.question_of(run)
    if question is None:
        raise WithheldError
    return question


def _left_out(run: MatchRun) -> set[uuid.UUID]:
    """Who asked not to be suggested for the run's question."""
    with acting_as(run.requested_by_id), transaction.atomic():
        against = Exclusion.objects.against(run.question_id)
        return set(against.values_list("researcher", flat=True))


def _look(look_id: uuid.UUID, token: uuid.UUID) -> None:
    look = FirstLook.objects.get(pk=look_id)
    me = corpus.to_person(corpus.read(Researcher.objects.filter(pk=look.researcher_id)).get())
    people = [me, *corpus.people(but=[look.researcher_id])]
    with acting_as(look.requested_by_id), transaction.atomic():
        questions = corpus.questions_for(look)
    report = _reporting(FirstLook, look_id, token)
    glimpses = corpus.closest(look, me, people, questions, report)
    with acting_as(look.requested_by_id), transaction.atomic():
        outcome = {
            "people_compared": len(people),
            "questions_compared": len(questions),
            "digest": corpus.digest(me),
        }
        if not FirstLook.objects.finish(look_id, token, **outcome):
            raise RunLostError
        # What was taken back meanwhile, the database would not take.
        still = {question.id for question in corpus.questions_for(look)}
        Glimpse.objects.bulk_create(one for one in glimpses if str(one.question_id) in still)
        older = FirstLook.objects.filter(researcher=look.researcher_id)
        older.filter(requested_at__lt=look.requested_at).delete()


def _search(search_id: uuid.UUID, token: uuid.UUID) -> None:
    search = PersonSearch.objects.get(pk=search_id)
    people = corpus.people()
    with acting_as(search.requested_by_id), transaction.atomic():
        asked = SearchWords.objects.filter(search=search).first()
    if asked is None:  # who asked is no coordinator any more
        raise WithheldError
    question = engine.Question(str(search.pk), asked.words, "")
    ranking = corpus.rank(question, people, _reporting(PersonSearch, search_id, token))
    with acting_as(search.requested_by_id), transaction.atomic():
        if not PersonSearch.objects.finish(search_id, token, people_compared=len(people)):
            raise RunLostError
        Hit.objects.bulk_create(corpus.to_hits(search, ranking))


def due_for_ringing(kind: type[Job] = MatchRun) -> list[uuid.UUID]:
    """The jobs to ring for again, oldest first; those that were tried too often are given up."""
    worn_out = kind.objects.claimable().filter(attempts__gte=Job.MOST_ATTEMPTS)
    _fail(worn_out, f"Its worker was lost {Job.MOST_ATTEMPTS} times.")
    quiet_since = timezone.now() - RING_AGAIN_AFTER
    due = kind.objects.claimable().filter(Q(rung_at=None) | Q(rung_at__lt=quiet_since))
    oldest = due.order_by(F("requested_at"), "id")
    return list(oldest.values_list("pk", flat=True)[:MOST_RINGS_A_SWEEP])


def _fail(jobs: JobQuerySet, note: str) -> None:
    jobs.update(state=Job.State.FAILED, note=note, finished_at=timezone.now())
