"""Other words for a question: whoever reads it proposes them, its owner answers."""

import uuid

from django.core.exceptions import ValidationError

from accounts import audit
from accounts.acting import act
from accounts.markings import Marking
from accounts.models import User
from priorities.models import Assent, FullText, Question, Version
from priorities.services.additions import add
from priorities.services.handling import check_owner, check_reads
from priorities.services.moves import advance
from priorities.stages import State
from priorities.steps import digest_of_words

PUBLISHED = "It was published in these words, so they stay. Post a question that comes of it"
MEANWHILE = "The words were changed meanwhile. Look how they stand now, then answer again"
ANSWERED = "Somebody has answered this version already"
TOO_HIGH = "These words are marked above the question. Raise its marking first"


@act
def propose_version(
    *,
    question: Question,
    words: str,
    found_at: str,
    marking: Marking,
    submission: uuid.UUID,
    by: User,
) -> Version:
    """Propose other words; the same form sent twice proposes them once.

    Raises:
        PermissionDenied: the person may not read the question.
        ValidationError: on `words`, where it stands in them already or was published ("words");
            as `add_note` for the marking and for another form under one submission.
    """
    check_reads(question, by)
    stands = FullText.objects.filter(question=question).values_list("words", flat=True).first()
    if stands is None:
        raise ValidationError({"words": PUBLISHED}, code="words")
    if stands == words:
        raise ValidationError({"words": "It stands in these words already"}, code="words")
    version = Version(question=question, words=words, found_at=found_at, marking=marking, by=by)
    version.submission = submission
    return add(version, same=("words", "found_at", "marking"))


@act
def answer_version(*, version: Version, seen: str, is_given: bool, reason: str, by: User) -> Assent:
    """Give assent, by which the question stands in these words from now on, or say why not.

    `seen` is the `digest_of_words` of the words that stood when the person looked. The released
    summary stays as it is: two people agreed on it. The same answer sent twice is one.

    Raises:
        PermissionDenied: the person does not own the question or may not read it.
        ValidationError: the words changed since ("meanwhile"), it is answered already
            ("answered"), or its marking is above the question's ("marking").
    """
    question = version.question
    check_owner(question, by)
    check_reads(question, by)
    # Of two who answer at once the second waits here, and then is told of the first.
    text = FullText.objects.select_for_update().get(question=question)
    if earlier := Assent.objects.filter(version=version).first():
        if (earlier.is_given, earlier.by_id) != (is_given, by.pk):
            raise ValidationError(ANSWERED, code="answered")
        return earlier
    if seen != digest_of_words(text.words):
        raise ValidationError(MEANWHILE, code="meanwhile")
    if is_given and version.marking > question.marking:
        raise ValidationError(TOO_HIGH, code="marking")
    assent = Assent(version=version, question=question, is_given=is_given, reason=reason, by=by)
    assent.save(force_insert=True)
    audit.record(by=by, action=f"version.{'given' if is_given else 'kept-back'}", target=version)
    if is_given:
        advance(question, State.REFRAMED, by=by, reason="Its owner gave assent to other words")
    return assent
