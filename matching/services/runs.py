"""Looking for people for a question, and stopping it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from matching import tasks
from matching.models import MatchRun
from priorities.models import Question, Version
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
    return _queue(question, basis, by)


@act
def try_words(*, version: Version, by: User) -> MatchRun:
    """Queue a run as if a question stood in other words; it changes no list. As `find_people`.

    Raises:
        PermissionDenied: the person may not see who is found for all words of the question, or
            may not read the version.
    """
    owned = Question.objects.visible_to(by, Facet.FULL_MATCHES)
    readable = Version.objects.visible_to(by).filter(pk=version.pk)
    if not readable.filter(question__in=owned.order_by().values("pk")).exists():
        raise PermissionDenied
    return _queue(version.question, MatchRun.Basis.FULL_TEXT, by, version)


def _queue(
    question: Question, basis: MatchRun.Basis, by: User, version: Version | None = None
) -> MatchRun:
    # Of two who ask at once the second waits here, and then finds the run of the first.
    Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    under_way = MatchRun.objects.active().on(question, basis, version).first()
    if under_way:
        return under_way
    asked = {"question": question, "basis": basis, "version": version}
    run = MatchRun.objects.create(requested_by=by, **asked)
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
