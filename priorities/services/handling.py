"""Marking and handling of a question: tighter at once, looser by two people."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.markings import Marking
from accounts.models import Organisation, User
from clearances.ceilings import actor
from priorities.models import FullText, Question, Remarking
from priorities.policy import Facet
from priorities.services.proposals import propose, settle
from priorities.steps import digest_of_words

# What each field means when it is set: which of two values keeps more people out.
TIGHTER = {"is_shared_with_organisation": False, "is_for_recipients_only": True}


def check_marking(marking: Marking, by: User) -> None:
    """Refuse a marking that this deployment has not switched on, or that the person may not see.

    Raises:
        ValidationError: on the field `marking`.
    """
    if marking > Marking.OFFICIAL and not settings.OFFICIAL_SENSITIVE_RISK_OWNER:
        said = "This service does not hold OFFICIAL-SENSITIVE questions. Stop here"
        raise ValidationError({"marking": said}, code="off")
    if actor(by).ceiling < marking:
        said = "You are not cleared for this marking, so you could not read it yourself"
        raise ValidationError({"marking": said}, code="ceiling")


def check_owner(question: Question, by: User) -> None:
    """Refuse whoever does not answer for the question.

    Raises:
        PermissionDenied: they do not.
    """
    if not question.is_led_by(by):
        raise PermissionDenied


def check_reads(question: Question, by: User) -> None:
    """Refuse whoever may not read the full text today.

    Raises:
        PermissionDenied: they may not.
    """
    if not Question.objects.visible_to(by, Facet.FULL_TEXT).filter(pk=question.pk).exists():
        raise PermissionDenied


@act
def remark(*, question: Question, to: Marking, reason: str, by: User) -> Remarking:
    """Change a marking: up acts at once, down waits for a second person. Sent twice, done once.

    An owner may raise it even when they are cleared for less than it has.

    Raises:
        PermissionDenied: the person does not own the question, or may not read what they lower.
        ValidationError: it is so already, is switched off, or another proposal waits.
    """
    check_owner(question, by)
    question.refresh_from_db(fields=["marking"])
    if to > question.marking:
        return _raise(question, to, reason, by)
    check_reads(question, by)
    if to == question.marking:
        raise ValidationError({"marking": "That is its marking already"}, code="same")
    proposal = Remarking(from_marking=question.marking, to_marking=to)
    return propose(proposal, question=question, reason=reason, by=by, same=["to_marking"])


def _raise(question: Question, to: Marking, reason: str, by: User) -> Remarking:
    if to > Marking.OFFICIAL and not settings.OFFICIAL_SENSITIVE_RISK_OWNER:
        check_marking(to, by)
    # What somebody proposed of the lower marking is no longer what a second person should confirm.
    Remarking.objects.open().filter(question=question).update(
        dropped_by=by, dropped_at=timezone.now()
    )
    raised = Remarking.objects.create(
        question=question,
        from_marking=question.marking,
        to_marking=to,
        reason=reason,
        proposed_by=by,
        confirmed_at=timezone.now(),
    )
    Question.objects.filter(pk=question.pk).update(marking=to)
    audit.record(by=by, action="question.marking-raised", target=question)
    return raised


@act
def confirm_remarking(*, proposal: Remarking, by: User) -> Remarking:
    """Lower a marking that somebody else proposed to lower.

    Raises:
        PermissionDenied: the person may not read the question, or proposed it themselves.
        ValidationError: somebody else settled it first.
    """
    check_second(proposal, by)
    if settle(proposal, by=by, outcome="confirmed"):
        questions = Question.objects.filter(pk=proposal.question_id)
        questions.update(marking=proposal.to_marking)
        audit.record(by=by, action="question.marking-lowered", target=proposal.question)
    return proposal


@act
def drop_remarking(*, proposal: Remarking, by: User) -> Remarking:
    """Take a proposal away, one's own or another's.

    Raises:
        PermissionDenied: the person may not read the question.
        ValidationError: somebody else settled it first.
    """
    check_reads(proposal.question, by)
    settle(proposal, by=by, outcome="dropped")
    return proposal


def check_second(proposal: Any, by: User) -> None:
    """Refuse whoever proposed it themselves, and whoever is no police lead that may read it.

    Raises:
        PermissionDenied: they may not be the second person.
    """
    check_reads(proposal.question, by)
    is_colleague = proposal.question.organisation_id in actor(by).forces
    if proposal.proposed_by_id == by.pk or not is_colleague:
        raise PermissionDenied


@act
def change_handling(
    *,
    question: Question,
    by: User,
    only_organisations: Sequence[Organisation],
    seen: str = "",
    **fields: Any,
) -> Question:
    """Change who a released summary goes to, and who reads with the owner. The owner's alone.

    It opens nothing that two people have not released, and lets nobody read above their ceiling.
    `seen` is the `digest_of_words` of the note that the page was opened on.

    Raises:
        PermissionDenied: the person does not own the question or may not read it.
        ValidationError: on `handling_note`, where another owner wrote another one meanwhile.
    """
    check_owner(question, by)
    check_reads(question, by)
    _keep_note(question, fields.pop("handling_note"), seen)
    Question.objects.filter(pk=question.pk).update(**fields)
    question.only_organisations.set(only_organisations)
    audit.record(by=by, action="question.handling-changed", target=question)
    return question


def _keep_note(question: Question, note: str, seen: str) -> None:
    """Of two owners who write at once the second waits here, and then is told of the first."""
    text = FullText.objects.select_for_update().filter(question=question).first()
    if text is None or text.handling_note == note:
        return
    if text.handling_note and seen != digest_of_words(text.handling_note):
        said = "Somebody has written another one meanwhile. Both are here: keep what is right"
        raise ValidationError({"handling_note": said}, code="meanwhile")
    text.handling_note = note
    text.save(update_fields=["handling_note"])
