"""Notes and papers that readers add to a question."""

import uuid
from typing import TypeVar

from accounts import audit
from accounts.acting import act
from accounts.markings import Marking
from accounts.models import User
from priorities.models import Assumption, Attachment, Challenge, KnownWork, Note, Question, Version
from priorities.services.handling import check_marking, check_owner, check_reads
from priorities.services.repeats import keep_once

Added = TypeVar("Added", Note, Attachment, Assumption, Challenge, KnownWork, Version)


@act
def add_note(
    *, question: Question, words: str, marking: Marking, submission: uuid.UUID, by: User
) -> Note:
    """Add a remark; the same form sent twice adds one.

    Raises:
        PermissionDenied: the person may not read the question.
        ValidationError: the marking is switched off or above theirs, or the form was sent before
            with other words ("sent").
    """
    note = Note(question=question, words=words, marking=marking, submission=submission, by=by)
    return add(note, same=("words", "marking"))


@act
def attach(
    *,
    question: Question,
    name: str,
    content: bytes,
    marking: Marking,
    submission: uuid.UUID,
    by: User,
) -> Attachment:
    """Add a paper of up to 2 MB; the same form sent twice adds one.

    Raises:
        PermissionDenied, ValidationError: as `add_note`.
    """
    paper = Attachment(
        question=question,
        name=name,
        content=content,
        size=len(content),
        marking=marking,
        submission=submission,
        by=by,
    )
    return add(paper, same=("name", "size", "marking"))


@act
def assume(
    *, question: Question, words: str, marking: Marking, submission: uuid.UUID, by: User
) -> Assumption:
    """Write down what the owner takes for granted; the same form sent twice adds it once.

    Raises:
        PermissionDenied: the person does not own the question or may not read it.
        ValidationError: as `add_note`.
    """
    check_owner(question, by)
    taken = Assumption(
        question=question, words=words, marking=marking, submission=submission, by=by
    )
    return add(taken, same=("words", "marking"))


@act
def link_work(
    *, question: Question, marking: Marking, submission: uuid.UUID, by: User, **said: str
) -> KnownWork:
    """Link what is known already: its title, its address or "", and what it says to the question.

    The same form sent twice links it once.

    Raises:
        PermissionDenied, ValidationError: as `add_note`.
    """
    work = KnownWork(question=question, marking=marking, submission=submission, by=by, **said)
    return add(work, same=("title", "address", "words", "marking"))


@act
def challenge(
    *,
    assumption: Assumption,
    words: str,
    outcome: str,
    marking: Marking,
    submission: uuid.UUID,
    by: User,
) -> Challenge:
    """Hold something against an assumption, or say what came of it; sent twice, it is one.

    Raises:
        PermissionDenied, ValidationError: as `add_note`.
    """
    held = Challenge(
        question=assumption.question,
        assumption=assumption,
        words=words,
        outcome=outcome,
        marking=marking,
        submission=submission,
        by=by,
    )
    return add(held, same=("words", "outcome", "marking"))


def add(addition: Added, same: tuple[str, ...]) -> Added:
    """Keep what a reader adds, called inside an act; sent twice with the `same` fields, it is one.

    Raises:
        PermissionDenied, ValidationError: as `add_note`.
    """
    by = addition.by
    check_reads(addition.question, by)
    check_marking(Marking(addition.marking), by)
    added, is_new = keep_once(addition, same=same, by=by, submission=addition.submission)
    if is_new:
        audit.record(by=by, action=f"{added._meta.model_name}.added", target=added)
    return added
