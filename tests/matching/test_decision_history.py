"""Whatever anybody says in whatever order: the history only grows and one word stands a voice."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from matching.models import Decision
from tests.factories import CoordinatorFactory, SuggestionFactory
from tests.matching.scenes import say, speaker

VOICES = st.sampled_from(Decision.Voice.values)
ANSWERS = st.sampled_from(Decision.Answer.values)
REASONS = st.sampled_from(["", " ", "Because"])
PEOPLE = st.integers(0, 1)
# How far back the decision lies that a person saw standing; beyond the first: none stood.
LOOKS_BACK = st.sampled_from([0, 0, 0, 1, 2, 99])

Facts = tuple[object, ...]


class History(RuleBasedStateMachine):
    """Anybody says anything; the model is a list a voice."""

    @initialize()
    def begin(self) -> None:
        self.suggestion = SuggestionFactory()
        # Of police leads and researchers only one may speak on a suggestion.
        self.people = {voice: [speaker(self.suggestion, voice)] for voice in Decision.Voice.values}
        self.people["coordinator"] += [CoordinatorFactory()]
        self.said: dict[str, list[Facts]] = {voice: [] for voice in Decision.Voice.values}

    @rule(voice=VOICES, answer=ANSWERS, person=PEOPLE, reason=REASONS, back=LOOKS_BACK)
    def speak(self, voice: str, answer: str, person: int, reason: str, back: int) -> None:
        people, history = self.people[voice], self.said[voice]
        by = people[person % len(people)]
        seen = history[-1 - back][0] if back < len(history) else None
        expected = self._expected(voice, answer, by.pk, reason, seen)
        try:
            decision = say(self.suggestion, voice, answer, by, reason, follows=seen)
        except ValidationError:
            assert expected == "refused"
        else:
            assert expected == ("kept" if decision.pk not in {h[0] for h in history} else "same")
            if expected == "kept":
                history.append(facts(decision))

    def _expected(self, voice: str, answer: str, by: uuid.UUID, reason: str, seen: object) -> str:
        """What should happen to it, worked out from the list of what was said before."""
        history = self.said[voice]
        last = history[-1] if history else None
        if answer not in (*Decision.ANSWERS[voice], "undone"):
            return "refused"
        if answer in Decision.NEEDS_REASON and not reason.strip():
            return "refused"
        if last and (last[1], last[2], last[3]) == (answer, by, seen):
            return "same"
        if seen != (last[0] if last else None):
            return "refused"
        takes_back_nothing = answer == "undone" and (last is None or last[1] == "undone")
        return "refused" if takes_back_nothing else "kept"

    @invariant()
    def history_only_grows_and_each_row_follows_the_one_before(self) -> None:
        if not hasattr(self, "said"):
            return
        rows = Decision.objects.filter(researcher=self.suggestion.researcher)
        assert {facts(row) for row in rows} == {f for said in self.said.values() for f in said}
        for history in self.said.values():
            assert [f[3] for f in history] == [None, *(f[0] for f in history)][: len(history)]

    @invariant()
    def at_most_one_word_of_each_voice_stands(self) -> None:
        if not hasattr(self, "said"):
            return
        standing = Decision.objects.standing().filter(researcher=self.suggestion.researcher)
        assert dict(standing.values_list("voice", "pk")) == {
            voice: history[-1][0] for voice, history in self.said.items() if history
        }
        assert standing.count() == sum(map(bool, self.said.values()))


def facts(decision: Decision) -> Facts:
    """All that must never change about a decision."""
    return (
        decision.pk,
        decision.answer,
        decision.by_id,
        decision.follows_id,
        decision.reason,
        decision.at,
    )


@pytest.mark.django_db
def test_history_only_grows_and_one_word_of_each_voice_stands():
    run_state_machine_as_test(
        History, settings=settings(max_examples=40, stateful_step_count=20, deadline=None)
    )
