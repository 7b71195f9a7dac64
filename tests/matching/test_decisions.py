"""What each voice may say of a suggested person, and that only the first of two is heard."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEvent
from matching.models import Decision
from tests.factories import CoordinatorFactory, SuggestionFactory, UserFactory
from tests.matching.scenes import at_once, say, speaker

ANSWERS = [
    ("coordinator", "shortlisted", ""),
    ("coordinator", "declined", "Too far from the matter"),
    ("lead", "yes", ""),
    ("lead", "no", "We know them already"),
    ("researcher", "could-help", "I have counted tills"),
    ("researcher", "not-me", "I left that field"),
]


@pytest.fixture
def suggestion(db):
    return SuggestionFactory()


@pytest.mark.parametrize(("voice", "answer", "reason"), ANSWERS)
def test_an_answer_is_kept_with_who_when_and_why(suggestion, voice, answer, reason):
    by = speaker(suggestion, voice)
    decision = say(suggestion, voice, answer, by, f" {reason} ")
    assert (decision.question, decision.researcher) == (
        suggestion.run.question,
        suggestion.researcher,
    )
    assert (decision.voice, decision.answer, decision.by) == (voice, answer, by)
    assert (decision.reason, decision.follows) == (reason, None)
    event = AuditEvent.objects.get(action=f"suggestion.{answer}")
    # The reason is behind the rules of its question, which hold for no trail.
    assert (event.by, event.target_id, event.reason) == (by, str(decision.pk), "")


@pytest.mark.parametrize("voice", Decision.Voice.values)
@pytest.mark.parametrize("answer", [*Decision.Answer.values, "perhaps"])
def test_a_voice_has_its_own_answers_only(suggestion, voice, answer):
    if answer in Decision.ANSWERS[voice]:
        return
    with pytest.raises(ValidationError):
        say(suggestion, voice, answer, speaker(suggestion, voice), "A reason")
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("voice", "answer"),
    [
        ("coordinator", "declined"),
        ("lead", "no"),
        ("researcher", "not-me"),
        ("researcher", "could-help"),
    ],
)
@pytest.mark.parametrize("reason", ["", " \n "])
def test_a_refusal_says_why(suggestion, voice, answer, reason):
    with pytest.raises(ValidationError) as refused:
        say(suggestion, voice, answer, speaker(suggestion, voice), reason)
    assert list(refused.value.message_dict) == ["reason"]
    assert not Decision.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_voices_are_heard_apart(suggestion):
    for voice, answer, reason in ANSWERS[::2]:
        say(suggestion, voice, answer, speaker(suggestion, voice), reason)
    assert Decision.objects.standing().count() == 3


@pytest.mark.parametrize("voice", Decision.Voice.values)
def test_nobody_speaks_with_the_voice_of_another(suggestion, voice):
    others = [speaker(suggestion, other) for other in Decision.Voice.values if other != voice]
    for stranger in (*others, UserFactory()):
        with pytest.raises(PermissionDenied):
            say(suggestion, voice, Decision.ANSWERS[voice][0], stranger)
    assert not Decision.objects.exists()


def test_the_same_click_twice_is_one_decision(suggestion, coordinator):
    first = say(suggestion, "coordinator", "shortlisted", coordinator)
    assert say(suggestion, "coordinator", "shortlisted", coordinator) == first
    undone = say(suggestion, "coordinator", "undone", coordinator, follows=first.pk)
    assert say(suggestion, "coordinator", "undone", coordinator, follows=first.pk) == undone
    assert Decision.objects.count() == 2
    assert AuditEvent.objects.filter(action__startswith="suggestion.").count() == 2


def test_who_comes_second_is_told_and_changes_nothing(suggestion):
    first, second = CoordinatorFactory.create_batch(2)
    say(suggestion, "coordinator", "shortlisted", first)
    for answer in ("shortlisted", "declined"):
        with pytest.raises(ValidationError, match="already decided") as refused:
            say(suggestion, "coordinator", answer, second, "Late")
        assert refused.value.code == "decided"
    assert Decision.objects.get().by == first


def test_a_decision_is_taken_back_and_taken_anew_and_all_of_it_is_kept(suggestion, coordinator):
    first = say(suggestion, "coordinator", "shortlisted", coordinator)
    undone = say(suggestion, "coordinator", "undone", coordinator, follows=first.pk)
    last = say(
        suggestion, "coordinator", "declined", coordinator, "On reflection", follows=undone.pk
    )
    assert list(Decision.objects.order_by("at")) == [first, undone, last]
    assert Decision.objects.standing().get() == last
    assert (undone.follows, last.follows) == (first, undone)


def test_another_coordinator_may_take_a_decision_back(suggestion):
    first, second = CoordinatorFactory.create_batch(2)
    decision = say(suggestion, "coordinator", "shortlisted", first)
    undone = say(suggestion, "coordinator", "undone", second, follows=decision.pk)
    assert (undone.by, undone.follows) == (second, decision)


@pytest.mark.parametrize("follows", [None, uuid.uuid4()])
def test_where_nothing_stands_nothing_is_taken_back(suggestion, coordinator, follows):
    with pytest.raises(ValidationError):
        say(suggestion, "coordinator", "undone", coordinator, follows=follows)
    assert not Decision.objects.exists()


def test_what_is_taken_back_is_not_taken_back_again(suggestion):
    first, second = CoordinatorFactory.create_batch(2)
    decision = say(suggestion, "coordinator", "shortlisted", first)
    undone = say(suggestion, "coordinator", "undone", first, follows=decision.pk)
    with pytest.raises(ValidationError):
        say(suggestion, "coordinator", "undone", second, follows=undone.pk)
    assert Decision.objects.standing().get() == undone


def test_an_undo_is_refused_when_another_decision_stands_by_now(suggestion):
    first, second = CoordinatorFactory.create_batch(2)
    seen = say(suggestion, "coordinator", "shortlisted", first)
    undone = say(suggestion, "coordinator", "undone", second, follows=seen.pk)
    stands = say(suggestion, "coordinator", "declined", second, "No", follows=undone.pk)
    with pytest.raises(ValidationError, match="already decided"):
        say(suggestion, "coordinator", "undone", first, follows=seen.pk)
    assert Decision.objects.standing().get() == stands


def test_a_decision_about_somebody_else_cannot_be_followed(suggestion, coordinator):
    other = say(SuggestionFactory(), "coordinator", "shortlisted", coordinator)
    with pytest.raises(ValidationError, match="already decided"):
        say(suggestion, "coordinator", "shortlisted", coordinator, follows=other.pk)


def test_a_decision_outlives_the_run_that_it_was_taken_on(suggestion, coordinator):
    decision = say(suggestion, "coordinator", "shortlisted", coordinator)
    later = SuggestionFactory(
        run__question=suggestion.run.question, researcher=suggestion.researcher
    )
    with pytest.raises(ValidationError, match="already decided"):
        say(later, "coordinator", "declined", coordinator, "Again")
    say(later, "coordinator", "undone", coordinator, follows=decision.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stands", [False, True])
def test_of_two_who_decide_at_once_one_is_heard_and_one_is_told(suggestion, stands):
    first, second = CoordinatorFactory.create_batch(2)
    follows = say(suggestion, "coordinator", "shortlisted", first).pk if stands else None
    before = Decision.objects.count()
    said = at_once(
        lambda: say(suggestion, "coordinator", "shortlisted", first, follows=follows),
        lambda: say(suggestion, "coordinator", "declined", second, "No", follows=follows),
    )
    heard = [one for one in said if isinstance(one, Decision)]
    told = [one for one in said if isinstance(one, ValidationError)]
    assert (len(heard), len(told)) == (1, 1)
    assert told[0].code == "decided"
    assert Decision.objects.standing().get() == heard[0]
    assert Decision.objects.count() == before + 1
    assert AuditEvent.objects.filter(action__startswith="suggestion.").count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_one_click_that_arrives_twice_at_once_is_one_decision(suggestion):
    by = CoordinatorFactory()
    said = at_once(*[lambda: say(suggestion, "coordinator", "shortlisted", by)] * 2)
    assert said[0] == said[1] == Decision.objects.get()
