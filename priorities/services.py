"""What people ask of questions and themes."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.acting import act
from accounts.models import Membership, Organisation, User
from accounts.permissions import Role
from priorities.models import Question, Reading, Theme


def posting_organisation(by: User) -> Organisation:
    """The force or unit a police lead posts for.

    Raises:
        ValidationError: the person is no police lead today.
    """
    for membership in by.current_memberships:
        if membership.role == Role.POLICE_LEAD:
            return membership.organisation
    raise ValidationError("Only a police lead of a force or unit can post a question.")


@transaction.atomic
def post(*, by: User, submission: uuid.UUID, **fields: Any) -> Question:
    """Post a question; the same form sent twice returns the question it made the first time.

    Raises:
        ValidationError: the form was sent before with other words ("sent"), or the person is no
            police lead today.
    """
    question = Question(
        posted_by=by,
        lead=by,
        organisation=posting_organisation(by),
        submission=submission,
        **fields,
    )
    try:
        with transaction.atomic():
            question.save(force_insert=True)
    except IntegrityError:
        earlier = Question.objects.filter(submission=submission, posted_by=by).first()
        if earlier is None:
            raise
        if any(getattr(earlier, name) != value for name, value in fields.items()):
            words = "You have posted a question from this page. To post another one, send it again"
            raise ValidationError(words, code="sent") from None
        return earlier
    audit.record(by=by, action="question.posted", target=question)
    return question


@transaction.atomic
def adopt_published(
    *, rows: Sequence[Mapping[str, Any]], by: User, lead: User, organisation: Organisation
) -> list[Question]:
    """Add published questions with their sources for a police lead to answer for.

    Returns the new ones: what is here already, by words and source, stays as it is, also when the
    same file is sent twice at once. Published questions are public, so registered researchers may
    read them.

    Raises:
        ValidationError: the person is no police lead of the organisation today.
    """
    _check_leads(lead, organisation)
    same = {
        "posted_by": by,
        "lead": lead,
        "organisation": organisation,
        "audience": Question.Audience.RESEARCHERS,
    }
    questions = [Question(**same, **row) for row in rows]
    # In one order, so that two files with the same questions never wait for each other in a ring.
    in_order = sorted(questions, key=lambda question: (question.words, question.source_url))
    Question.objects.bulk_create(in_order, ignore_conflicts=True)
    added = Question.objects.in_bulk([question.pk for question in questions])
    new = [question for question in questions if question.pk in added]
    for question in new:
        audit.record(by=by, action="question.adopted", target=question)
    return new


def _check_leads(lead: User, organisation: Organisation) -> None:
    leads = Membership.objects.police_leads().filter(organisation=organisation)
    if not leads.filter(user=lead).exists():
        words = "Select somebody who is a police lead of the force or unit today"
        raise ValidationError({"lead": words}, code="lead")


@transaction.atomic
def hand_over(*, question: Question, lead: User, by: User) -> Question:
    """Let another police lead of the same organisation answer for a question from now on.

    Raises:
        ValidationError: the person is no police lead there today, or somebody else was quicker.
    """
    _check_leads(lead, question.organisation)
    unchanged = Question.objects.filter(pk=question.pk, lead=question.lead_id)
    if not unchanged.update(lead=lead):
        raise ValidationError("Somebody has just handed it over. Look again.", code="handed")
    audit.record(
        by=by,
        action="question.handed-over",
        target=question,
        reason=f"From {question.lead_id} to {lead.pk}",
    )
    question.lead = lead
    return question


@act
def change_readings(
    *, question: Question, added: Iterable[Theme], removed: Iterable[Theme], by: User
) -> None:
    """Read a question under more themes and under others no longer; the rest stay as they are."""
    gone = question.readings.filter(theme__in=list(removed))
    for reading in gone.select_related("theme"):
        audit.record(by=by, action="reading.removed", target=question, reason=reading.theme.name)
    gone.delete()
    for theme in added:
        _, is_new = Reading.objects.get_or_create(
            question=question, theme=theme, defaults={"by": by}
        )
        if is_new:
            audit.record(by=by, action="reading.added", target=question, reason=theme.name)


@act
def save_theme(*, theme: Theme, by: User) -> Theme:
    """Keep a new or changed theme; its slug never changes once it stands in links.

    The same theme added twice is one: the second time the first is returned.

    Raises:
        ValidationError: a field breaks a rule, or another theme has the name.
    """
    is_new = theme.pk is None
    theme.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            theme.save()
    except IntegrityError as error:
        if is_new and (earlier := _twin_of(theme)):
            return earlier
        taken = {"name": "Enter a name that no other theme has"}
        raise ValidationError(taken, code="unique") from error
    audit.record(by=by, action="theme.added" if is_new else "theme.changed", target=theme)
    return theme


def _twin_of(theme: Theme) -> Theme | None:
    """The theme that says the same in every field."""
    said = ["slug", "name", "description", "starts_on", "ends_on"]
    return Theme.objects.filter(**{name: getattr(theme, name) for name in said}).first()
