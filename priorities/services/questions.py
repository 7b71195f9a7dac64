"""Posting a question, taking up published ones, and handing one over."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.acting import act
from accounts.markings import Marking
from accounts.models import Membership, Organisation, User
from accounts.permissions import Role
from priorities.models import FullText, Question, Summary
from priorities.services.handling import check_marking, check_owner
from priorities.services.repeats import is_repeat
from priorities.stages import State

# What of a posted form is words, and what of it is handling.
WORDS = (
    *("words", "background", "wanted", "handling_note"),
    *("needed_by", "decides", "involved"),
)
SOURCE = ("source_title", "source_url", "source_licence", "source_year", "is_paraphrase")


def posting_organisation(by: User) -> Organisation:
    """The force or unit a police lead posts for.

    Raises:
        ValidationError: the person is no police lead today.
    """
    for membership in by.current_memberships:
        if membership.role == Role.POLICE_LEAD:
            return membership.organisation
    raise ValidationError("Only a police lead of a force or unit can post a question.")


@act
def post(
    *,
    by: User,
    submission: uuid.UUID,
    only_organisations: Sequence[Organisation] = (),
    **fields: Any,
) -> Question:
    """Post a question; the same form sent twice returns the question it made the first time.

    Nothing of it is released: that takes two people (`propose_release`).

    Raises:
        ValidationError: sent before with other words ("sent"), by no lead, or marked too high.
    """
    words = {name: fields.pop(name) for name in WORDS if name in fields}
    question = Question(submission=submission, posted_by=by, lead=by, **fields)
    question.organisation = posting_organisation(by)
    question.maturity_when_posted = question.maturity
    check_marking(Marking(question.marking), by)
    try:
        with transaction.atomic():
            question.save(force_insert=True)
    except IntegrityError as error:
        if not is_repeat(error):
            raise
        return _sent_before(by, submission, words, fields)
    FullText.objects.create(question=question, **words)
    question.only_organisations.set(only_organisations)
    audit.record(by=by, action="question.posted", target=question)
    return question


def _sent_before(
    by: User, submission: uuid.UUID, words: Mapping[str, Any], fields: Mapping[str, Any]
) -> Question:
    """The question that this form made the first time, where it says the same."""
    earlier = Question.objects.filter(submission=submission, posted_by=by).first()
    text = FullText.objects.filter(question=earlier).first() if earlier else None
    same = (
        text is not None
        and all(_posted(text, name) == value for name, value in words.items())
        and all(getattr(earlier, name) == value for name, value in fields.items())
    )
    if earlier is None or not same:
        said = "You have posted a question from this page. To post another one, send it again"
        raise ValidationError(said, code="sent") from None
    return earlier


def _posted(text: FullText, name: str) -> Any:
    return text.as_posted if name == "words" else getattr(text, name)


@act
def adopt_published(
    *, rows: Sequence[Mapping[str, Any]], by: User, lead: User, organisation: Organisation
) -> list[Question]:
    """Add published questions with their sources for a police lead to answer for.

    Returns the new ones: what is here already, by words and source, stays as it is, also when the
    same file is sent twice at once. They are published, so there is nothing to release.

    Raises:
        ValidationError: the person is no police lead of the organisation today.
    """
    _check_leads(lead, organisation)
    # In one order, so that two files with the same questions never wait for each other in a ring.
    in_order = sorted(rows, key=lambda row: (row["words"], row["source_url"]))
    adopted = [_adopt(row, posted_by=by, lead=lead, organisation=organisation) for row in in_order]
    new = [question for question in adopted if question]
    for question in new:
        audit.record(by=by, action="question.adopted", target=question)
    return new


def _adopt(row: Mapping[str, Any], **fields: Any) -> Question | None:
    """The question, or None where these words of this source are here already."""
    words = {name: row[name] for name in ("words", *SOURCE) if name in row}
    more = {name: value for name, value in row.items() if name not in words}
    question = Question(marking=Marking.PUBLIC, is_shared_with_organisation=True, **fields, **more)
    question.released_at, question.state = question.posted_at, State.OPEN
    try:
        with transaction.atomic():
            question.save(force_insert=True)
            summary = Summary(question=question, marking=Marking.PUBLIC, **words)
            summary.save(force_insert=True)
    except IntegrityError as error:
        if not is_repeat(error):
            raise
        return None
    return question


def _check_leads(lead: User, organisation: Organisation) -> None:
    leads = Membership.objects.police_leads().filter(organisation=organisation)
    if not leads.filter(user=lead).exists():
        words = "Select somebody who is a police lead of the force or unit today"
        raise ValidationError({"lead": words}, code="lead")


@act
def change_maturity(*, question: Question, by: User, **fields: Any) -> Question:
    """Say anew how far along the matter is; how far it was when it was posted stays on record.

    Raises:
        PermissionDenied: the person does not own the question.
    """
    check_owner(question, by)
    Question.objects.filter(pk=question.pk).update(**fields)
    audit.record(by=by, action="question.maturity-changed", target=question)
    return question


@act
def hand_over(*, question: Question, lead: User, by: User) -> Question:
    """Let another police lead of the same organisation answer for a question from now on.

    Raises:
        ValidationError: the person is no police lead there today, or somebody else was quicker.
    """
    _check_leads(lead, question.organisation)
    before = question.lead_id
    unchanged = Question.objects.filter(pk=question.pk, lead=before)
    if not unchanged.update(lead=lead):
        raise ValidationError("Somebody has just handed it over. Look again.", code="handed")
    said = f"From {before} to {lead.pk}"
    audit.record(by=by, action="question.handed-over", target=question, reason=said)
    question.lead = lead
    return question
