"""Letting one person read one question: by its owner, or in an emergency by two coordinators."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import access_log, audit
from accounts.access_log import Verb
from accounts.acting import act
from accounts.markings import Marking
from accounts.models import User
from clearances.ceilings import actor, meets
from priorities.models import BreakGlass, Grant, Question
from priorities.models.handling import GLASS_LASTS, GRANT_LASTS
from priorities.services.handling import check_owner, check_reads
from priorities.services.proposals import propose, settle
from priorities.services.repeats import is_repeat


@act
def grant(
    *,
    question: Question,
    person: User,
    reason: str,
    by: User,
    expires_at: datetime | None = None,
) -> Grant:
    """Let somebody read a question, for 90 days unless told otherwise; a new grant replaces one.

    Whether they may is asked again at each reading, so it can end sooner. Sent twice, it is one.

    Raises:
        PermissionDenied: the giver does not own the question or may not read it.
        ValidationError: the person does not reach its marking today, or is the giver.
    """
    check_owner(question, by)
    check_reads(question, by)
    if person == by:
        raise ValidationError({"person": "You own it, so you read it already"}, code="own")
    if not meets(person, Marking(question.marking)):
        said = "They do not meet this marking today, so it would not open for them"
        raise ValidationError({"person": said}, code="ceiling")
    standing = Grant.objects.filter(question=question, person=person, revoked_at=None)
    same = standing.filter(by=by, reason=reason, expires_at__gt=timezone.now()).first()
    if same and expires_at in {None, same.expires_at}:
        return same
    return _replace(question, person, reason, by, expires_at or timezone.now() + GRANT_LASTS)


def _replace(
    question: Question, person: User, reason: str, by: User, expires_at: datetime
) -> Grant:
    standing = Grant.objects.filter(question=question, person=person, revoked_at=None)
    standing.update(revoked_at=timezone.now(), revoked_by=by)
    given = Grant(question=question, person=person, by=by, reason=reason, expires_at=expires_at)
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError as error:
        if not is_repeat(error):
            raise
        raise ValidationError("Somebody has just granted it. Look again.", code="granted") from None
    audit.record(by=by, action="grant.given", target=given)
    access_log.note(by=by, verb=Verb.GRANT, target=question, reason=str(person.pk))
    return given


@act
def revoke(*, grant: Grant, by: User) -> Grant:
    """End a grant at once; ended twice, it ended the first time.

    Raises:
        PermissionDenied: the person does not own the question.
    """
    check_owner(grant.question, by)
    standing = Grant.objects.filter(pk=grant.pk, revoked_at=None)
    if standing.update(revoked_at=timezone.now(), revoked_by=by):
        audit.record(by=by, action="grant.revoked", target=grant)
        whose = {"target": grant.question, "reason": str(grant.person_id)}
        access_log.note(by=by, verb=Verb.REVOKED, **whose)
    grant.refresh_from_db()
    return grant


@act
def ask_to_break_glass(*, question: Question, reason: str, by: User) -> BreakGlass:
    """Ask, as a coordinator, to read a question in an emergency; sent twice, it is asked once.

    Raises:
        PermissionDenied: the person is no coordinator.
        ValidationError: they do not reach its marking, or have asked already with other words.
    """
    _check_coordinator(by)
    if actor(by).ceiling < question.marking:
        said = "You are not cleared for its marking, so it would not open for you."
        raise ValidationError(said, code="ceiling")
    return propose(BreakGlass(), question=question, reason=reason, by=by, same=[])


@act
def break_glass(*, proposal: BreakGlass, by: User) -> BreakGlass:
    """Let the coordinator who asked read the question for four hours; its owner is told.

    Raises:
        PermissionDenied: the person is no coordinator, or asked themselves.
        ValidationError: somebody else settled it first.
    """
    _check_coordinator(by)
    if proposal.proposed_by_id == by.pk:
        raise PermissionDenied
    now = timezone.now()
    mine = BreakGlass.objects.open().filter(pk=proposal.pk)
    if mine.update(confirmed_by=by, confirmed_at=now, until=now + GLASS_LASTS):
        audit.record(by=by, action="breakglass.confirmed", target=proposal)
        whose = {"target": proposal.question, "reason": str(proposal.proposed_by_id)}
        access_log.note(by=by, verb=Verb.GLASS, **whose)
    proposal.refresh_from_db()
    if proposal.confirmed_by_id != by.pk:
        raise ValidationError("Somebody has already settled this one.", code="settled")
    return proposal


@act
def drop_break_glass(*, proposal: BreakGlass, by: User) -> BreakGlass:
    """Take back or refuse what was asked.

    Raises:
        PermissionDenied: the person is no coordinator.
        ValidationError: somebody else settled it first.
    """
    _check_coordinator(by)
    settle(proposal, by=by, outcome="dropped")
    return proposal


def _check_coordinator(by: User) -> None:
    if not actor(by).is_coordinator:
        raise PermissionDenied
