"""The life of a question: a state machine in the code, in the services and in the database."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from priorities import services
from priorities.models import Move, Question
from priorities.stages import BY_ITSELF, ENDS, MOVES, State, choices
from tests.answers import errors_of
from tests.factories import (
    AcademicFactory,
    CoordinatorFactory,
    MoveFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReleaseFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

STATES = st.sampled_from(list(State))


class Life(RuleBasedStateMachine):
    """Owner and coordinator move one question at will; what they may is said by the table alone."""

    @initialize(is_released=st.booleans())
    def post(self, is_released):
        self.question = QuestionFactory(shared=is_released)
        self.owner, self.coordinator = self.question.lead, CoordinatorFactory()
        self.model, self.told = self.question.state, 0

    @rule(to=STATES, is_owner=st.booleans())
    def move(self, to, is_owner):
        by = self.owner if is_owner else self.coordinator
        known = {"is_owner": is_owner, "is_released": self.question.released_at is not None}
        asked = {"question": self.question, "seen": self.model, "to": to, "reason": "So."}
        if to == self.model or to in choices(self.model, **known):
            services.move(**asked, by=by)
            self.model, self.told = to, self.told + 1
            return
        with pytest.raises(ValidationError) as refused:
            services.move(**asked, by=by)
        assert "to" in refused.value.message_dict

    @rule(seen=STATES, to=STATES)
    def write_past_the_services(self, seen, to):
        may = seen == self.model and (to == seen or to in MOVES[seen])
        is_kept = True
        try:
            with transaction.atomic():
                MoveFactory(question=self.question, from_state=seen, to_state=to)
                is_kept = False
                transaction.set_rollback(True)
        except IntegrityError:
            # Of what the table allows, only what would stand against a rule of the question.
            assert not may or to == State.WITHDRAWN
        else:
            assert may, is_kept

    @rule(to=STATES)
    def change_the_state_itself(self, to):
        if to == self.model:
            return
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=self.question.pk).update(state=to)

    @invariant()
    def the_database_agrees(self):
        self.question.refresh_from_db()
        assert self.question.state == self.model
        assert Move.objects.filter(question=self.question).count() == self.told
        assert (self.question.closed_at is not None) == (self.model == State.WITHDRAWN)


class TestLife(Life.TestCase, TestCase):
    settings = settings(max_examples=12, stateful_step_count=12, deadline=None)


def test_from_every_state_there_is_a_way_to_an_end_and_back():
    assert set(MOVES) == set(State)
    assert all(set(ENDS) & {now, *then} for now, then in MOVES.items())
    assert all(State.OPEN in MOVES[end] for end in ENDS)
    assert all(now not in then for now, then in MOVES.items())
    assert all(then in MOVES[now] for now, then in BY_ITSELF)


def test_what_people_do_with_a_question_moves_it():
    question = QuestionFactory()
    release = ReleaseFactory(question=question)
    second = PoliceLeadFactory(organisation=question.organisation)

    services.confirm_release(proposal=release, by=second)
    question.refresh_from_db()
    assert question.state == State.OPEN
    services.withdraw(question=question, by=question.lead)

    question.refresh_from_db()
    assert question.state == State.CONTACT
    states = Move.objects.order_by("at").values_list("to_state", "by")
    assert list(states) == [("open", second.pk), ("contact", question.lead.pk)]


def page(question):
    return reverse("priorities:question-move", args=[question.pk])


def test_a_form_sent_twice_moves_once_and_an_old_page_says_where_it_stands_by_now(
    lead_client, lead
):
    question = QuestionFactory(posted_by=lead, shared=True)
    typed = {"seen": "open", "to": "parked", "reason": "Parked, because nobody is free."}

    for _ in range(2):
        lead_client.post(page(question), typed | {"submission": str(uuid := uuid4())})
        answer = lead_client.post(page(question), typed | {"submission": str(uuid)})
    old = answer

    assert Move.objects.filter(to_state="parked").count() == 1
    assert old.status_code == 422
    assert_well_made(old)
    assert "It stays: Parked" in old.content.decode()
    assert typed["reason"] in old.content.decode()


def test_the_page_of_a_question_says_where_it_stands_and_why(lead_client, lead):
    question = QuestionFactory(posted_by=lead, shared=True)
    words = {"seen": "open", "submission": str(uuid4())}
    lead_client.post(page(question), words | {"to": "open", "reason": "We wait for Leeds."})
    lead_client.post(
        page(question), words | {"to": "parked", "reason": "No data.", "submission": str(uuid4())}
    )

    shown = lead_client.get(reverse("priorities:question", args=[question.pk]))
    mine = lead_client.get(reverse("priorities:my-questions"))

    assert_well_made(shown)
    assert_well_made(mine)
    words = shown.content.decode()
    assert "Where it stands: Parked" in words
    assert "No data." in words
    assert "still open. We wait for Leeds." in words
    assert "parked" in mine.content.decode()


def test_a_reason_is_needed_and_its_words_are_looked_at_first(lead_client, lead):
    question = QuestionFactory(posted_by=lead, shared=True)
    typed = {"seen": "open", "to": "parked", "reason": ""}

    empty = lead_client.post(page(question), typed)
    named = lead_client.post(page(question), typed | {"reason": "Mrs Smith of 4 Elm Street left."})

    assert "reason" in errors_of(empty)
    assert "Look at these words first" in named.content.decode()
    assert not Move.objects.exists()


def test_a_coordinator_neither_ends_it_for_its_owner_nor_learns_a_word(sign_in):
    question = QuestionFactory(words="Why do the tills never empty?")
    client = sign_in(CoordinatorFactory())

    form = client.get(page(question)).content.decode()
    asked = client.post(
        page(question), {"seen": "contact", "to": "withdrawn", "reason": "It is old."}
    )
    stranger = sign_in(AcademicFactory()).get(page(question))

    assert "Parked" in form
    assert "Withdrawn" not in form
    assert "tills" not in form
    assert asked.status_code == 422
    assert stranger.status_code == 404
