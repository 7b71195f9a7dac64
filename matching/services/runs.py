"""Looking for people for a question, and stopping it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from matching import tasks
from matching.models import MatchRun
from priorities.models import Question
from priorities.policy import Facet
from priorities.services import advance
from priorities.stages import State


@act
def find_people(
    *, question: Question, by: User, basis: MatchRun.Basis = MatchRun.Basis.SUMMARY
) -> MatchRun:
    """Queue a run for a question; while one on the same words is under way, that one is returned.

    The row is committed before the worker is rung, so a queue that is away loses nothing.

    Raises:
        PermissionDenied: the person may not see what such a run finds.
    """
    facet = Facet.MATCHES if basis == MatchRun.Basis.SUMMARY else Facet.FULL_MATCHES
    if not Question.objects.visible_to(by, facet).filter(pk=question.pk).exists():
        raise PermissionDenied
    # Of two who ask at once the second waits here, and then finds the run of the first.
    Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    under_way = MatchRun.objects.active().filter(question=question, basis=basis).first()
    if under_way:
        return under_way
    run = MatchRun.objects.create(question=question, basis=basis, requested_by=by)
    audit.record(by=by, action="match.requested", target=run)
    if basis == MatchRun.Basis.SUMMARY:
        advance(question, State.MATCHING, by=by, reason="People were looked for")
    transaction.on_commit(lambda: tasks.ring(run.pk), robust=True)
    return run


@act
def cancel(*, run: MatchRun, by: User) -> MatchRun:
    """Stop a run that is not over; its worker notices at its next report."""
    stopped = MatchRun.objects.active().filter(pk=run.pk)
    if not stopped.update(state=MatchRun.State.CANCELLED, finished_at=timezone.now()):
        raise ValidationError("It was over before it could be stopped.", code="over")
    audit.record(by=by, action="match.cancelled", target=run)
    run.refresh_from_db()
    return run
