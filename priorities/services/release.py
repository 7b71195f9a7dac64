"""Releasing a summary: in words that two people have read, and taking it back."""

from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.markings import Marking
from accounts.models import User
from priorities.models import Question, Release, Summary
from priorities.services.handling import check_owner, check_reads, check_second
from priorities.services.moves import advance
from priorities.services.proposals import propose, settle
from priorities.stages import State


@act
def propose_release(
    *, question: Question, words: str, marking: Marking, reason: str, by: User
) -> Release:
    """Propose what members may read of a question; sent twice, it is proposed once.

    Raises:
        PermissionDenied: the person does not own the question or may not read it.
        ValidationError: another proposal waits.
    """
    check_owner(question, by)
    check_reads(question, by)
    proposal = Release(words=words, marking=marking)
    return propose(proposal, question=question, reason=reason, by=by, same=["words", "marking"])


@act
def confirm_release(*, proposal: Release, by: User) -> Release:
    """Release a summary that somebody else proposed; one that is out is replaced.

    Raises:
        PermissionDenied: the person may not read the question, or proposed it themselves.
        ValidationError: somebody else settled it first.
    """
    check_second(proposal, by)
    question = proposal.question
    if settle(proposal, by=by, outcome="confirmed"):
        words = {"words": proposal.words, "marking": proposal.marking}
        Summary.objects.update_or_create(question=question, defaults=words)
        Question.objects.filter(pk=question.pk).update(released_at=timezone.now())
        advance(question, State.OPEN, by=by, reason="Its summary was released")
        audit.record(by=by, action="question.released", target=question)
    return proposal


@act
def drop_release(*, proposal: Release, by: User) -> Release:
    """Take a proposal away, one's own or another's.

    Raises:
        PermissionDenied: the person may not read the question.
        ValidationError: somebody else settled it first.
    """
    check_reads(proposal.question, by)
    settle(proposal, by=by, outcome="dropped")
    return proposal


@act
def withdraw(*, question: Question, by: User) -> Question:
    """Take a released summary back at once; what was found for it is shown to nobody any more.

    Raises:
        PermissionDenied: the person does not own the question.
    """
    check_owner(question, by)
    released = Question.objects.filter(pk=question.pk, released_at__isnull=False)
    if released.exists():
        advance(question, State.CONTACT, by=by, reason="Its summary was withdrawn")
    if released.update(released_at=None):
        Summary.objects.filter(question=question).delete()
        audit.record(by=by, action="question.withdrawn", target=question)
    return question
