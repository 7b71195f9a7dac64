"""What workers do. Every job bears being run twice, and by two workers at once."""

import logging
import uuid
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.acting import acting_as
from matching import corpus, engine
from matching.models import MatchRun, MatchRunQuerySet, Suggestion

logger = logging.getLogger(__name__)

# A run that is rung for every sweep would flood the queue behind a slow worker.
RING_AGAIN_AFTER = timedelta(seconds=30)
MOST_RINGS_A_SWEEP = 200
WITHHELD = "Its words were taken back or replaced, or whoever asked may not see them any more."


class RunLostError(Exception):
    """Another worker took the run, or somebody cancelled it."""


class WithheldError(Exception):
    """Its words were taken back or replaced, or whoever asked may not see what it finds."""


def execute_run(run_id: uuid.UUID) -> None:
    """Rank the people for a run's question; only the worker that marks it done stores anything.

    Raises:
        django.db.OperationalError: the database went away; the run's lease ends and it is retried.
    """
    token = uuid.uuid4()
    if not MatchRun.objects.claim(run_id, token):
        return
    try:
        _compare(run_id, token)
    except RunLostError:
        logger.info("Run %s was taken away or cancelled", run_id)
    except WithheldError:
        _fail(MatchRun.objects.held(run_id, token), WITHHELD)
    except engine.NoWords as error:
        _fail(MatchRun.objects.held(run_id, token), str(error))
    except OperationalError:
        raise
    except Exception:
        logger.exception("Run %s stopped", run_id)
        _fail(MatchRun.objects.held(run_id, token), "A fault stopped it. It has been logged.")


def _compare(run_id: uuid.UUID, token: uuid.UUID) -> None:
    run = MatchRun.objects.get(pk=run_id)

    def report(stage: str, done: int, total: int) -> None:
        if not MatchRun.objects.renew(run_id, token, stage=stage, done=done, total=total):
            raise RunLostError

    people = corpus.people()
    ranking = corpus.rank(_asked(run), people, report)
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


def due_for_ringing() -> list[uuid.UUID]:
    """The runs to ring for again, oldest first; those that were tried too often are given up."""
    worn_out = MatchRun.objects.claimable().filter(attempts__gte=MatchRun.MOST_ATTEMPTS)
    _fail(worn_out, f"Its worker was lost {MatchRun.MOST_ATTEMPTS} times.")
    quiet_since = timezone.now() - RING_AGAIN_AFTER
    due = MatchRun.objects.claimable().filter(Q(rung_at=None) | Q(rung_at__lt=quiet_since))
    oldest = due.order_by(F("requested_at"), "id")
    return list(oldest.values_list("pk", flat=True)[:MOST_RINGS_A_SWEEP])


def _fail(runs: MatchRunQuerySet, note: str) -> None:
    runs.update(state=MatchRun.State.FAILED, note=note, finished_at=timezone.now())
