"""Questions of every marking in every state, each with one of everything that hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.markings import Marking
from accounts.models import Organisation, User
from priorities.models import Question
from priorities.models.handling import GLASS_LASTS
from priorities.policy import Facts
from tests.factories import (
    AssumptionFactory,
    AttachmentFactory,
    BreakGlassFactory,
    DecisionFactory,
    DescentFactory,
    GrantFactory,
    MatchRunFactory,
    NoteFactory,
    QuestionFactory,
    ReadingFactory,
    ReleaseFactory,
    RemarkingFactory,
    ScoringFactory,
    SuggestionFactory,
    VersionFactory,
)
from tests.security.actors import FORCE, KINDS, OTHER_FORCE


@dataclass(frozen=True)
class State:
    """How far a question is out, and how it is handled."""

    is_released: bool = True
    is_published: bool = False
    is_closed: bool = False
    is_shared: bool = True
    is_for_recipients_only: bool = False
    is_under_embargo: bool = False
    is_for_another_force: bool = False


STATES = {
    "unreleased": State(is_released=False),
    "released": State(),
    "under embargo": State(is_under_embargo=True),
    "for another force only": State(is_for_another_force=True),
    "recipients only": State(is_for_recipients_only=True),
    "closed": State(is_closed=True),
    "not shared with the force": State(is_released=False, is_shared=False),
    "published": State(is_published=True),
}


@dataclass(frozen=True)
class Posed:
    """A question of the world: the keys of its rows by what they are, and the rule's facts."""

    marking: Marking
    state: State
    where: str
    keys: Mapping[str, UUID]
    facts: Facts


def every_question(users: dict[str, User], bodies: dict[str, Organisation]) -> list[Posed]:
    """Make a question of each marking in each state; a published one is PUBLIC."""
    return [
        pose(marking, name, users, bodies)
        for marking in Marking
        for name, state in STATES.items()
        if marking == Marking.PUBLIC or not state.is_published
    ]


def pose(
    marking: Marking, name: str, users: dict[str, User], bodies: dict[str, Organisation]
) -> Posed:
    """Make one question with its rows, and write down what the rule must know of it."""
    state = STATES[name]
    facts = facts_of(marking, state, users, bodies)
    question = question_of(facts, state, users)
    let_people_in(question, users)
    rows = {"question": question, **handled(question, users), **found(question, users)}
    keys = {name: row.pk for name, row in rows.items()}
    where = f"{marking.label} · {name}"
    return Posed(
        marking, state, where, {n: getattr(key, "pk", key) for n, key in keys.items()}, facts
    )


def named(users: dict[str, User], to_questions: str) -> list[User]:
    """Everybody who is the same to all questions, such as "co-owner"."""
    return [user for name, user in users.items() if KINDS[name].to_questions == to_questions]


def facts_of(
    marking: Marking, state: State, users: dict[str, User], bodies: dict[str, Organisation]
) -> Facts:
    """Write down what the rule must know: only what stands lets anybody in."""
    later = timezone.now() + timedelta(hours=1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    only = {bodies[OTHER_FORCE].pk} if state.is_for_another_force else set()
    return Facts(
        marking=marking,
        lead=users["owner"].pk,
        organisation=bodies[FORCE].pk,
        co_owners=frozenset(user.pk for user in named(users, "co-owner")),
        is_released=state.is_released,
        is_closed=state.is_closed,
        is_shared=state.is_shared,
        is_for_recipients_only=state.is_for_recipients_only,
        embargo_until=tomorrow if state.is_under_embargo else None,
        only_organisations=frozenset(only),
        grants={user.pk: later for user in named(users, "granted")},
        glass={user.pk: later for user in named(users, "glass broken")},
    )


def question_of(facts: Facts, state: State, users: dict[str, User]) -> Question:
    """Make the question itself, as the facts say."""
    out = {"shared": state.is_released, "marking": facts.marking}
    return QuestionFactory(
        posted_by=users["owner"],
        co_owners=facts.co_owners,
        only_organisations=facts.only_organisations,
        closed_at=timezone.now() if facts.is_closed else None,
        is_shared_with_organisation=facts.is_shared,
        is_for_recipients_only=facts.is_for_recipients_only,
        embargo_until=facts.embargo_until,
        **({"published": True} if state.is_published else out),
    )


def let_people_in(question: Question, users: dict[str, User]) -> None:
    """Give grants and break glass, each also as one that is over."""
    grants = {"granted": {}, "grant expired": {"ended": True}, "grant revoked": {"revoked": True}}
    for to_questions, how in grants.items():
        for user in named(users, to_questions):
            GrantFactory(question=question, person=user, **how)
    now, second = timezone.now(), users["coordinator"]
    for to_questions, at in {"glass broken": now, "glass over": now - 2 * GLASS_LASTS}.items():
        for user in named(users, to_questions):
            BreakGlassFactory(
                question=question,
                proposed_by=user,
                confirmed_by=second,
                confirmed_at=at,
                until=at + GLASS_LASTS,
            )


def handled(question: Question, users: dict[str, User]) -> dict[str, Any]:
    """Make one of everything that is asked, proposed or added; the owner does it."""
    is_sensitive = question.marking == Marking.OFFICIAL_SENSITIVE
    # A PUBLIC one has a proposal from when it was more than that.
    to = Marking.OFFICIAL if is_sensitive else Marking.PUBLIC
    marked = {"question": question, "marking": question.marking}
    NoteFactory(**marked)
    ScoringFactory(question=question)
    granted, asker = users["academic, cleared and granted"], users["coordinator, glass asked"]
    return {
        "release": ReleaseFactory(question=question),
        "remarking": RemarkingFactory(question=question, from_marking=to + 1, to_marking=to),
        "grant": question.grants.get(person=granted),
        "glass": BreakGlassFactory(question=question, proposed_by=asker),
        "attachment": AttachmentFactory(**marked),
        "assumption": AssumptionFactory(**marked),
        "version": VersionFactory(**marked),
        "descent": DescentFactory(child=question, parent=QuestionFactory(shared=True)),
    }


def found(question: Question, users: dict[str, User]) -> dict[str, Any]:
    """Make a reading and a run on each text, with somebody suggested and shortlisted."""
    coordinator, suggested = users["coordinator"], users["academic, suggested"]
    ReadingFactory(question=question, by=coordinator)
    run = MatchRunFactory(question=question, requested_by=coordinator)
    suggestion = SuggestionFactory(run=run, researcher=suggested.researcher)
    DecisionFactory(suggestion=suggestion, by=coordinator)
    said = {"voice": "researcher", "answer": "could-help", "by": suggested}
    offer = DecisionFactory(suggestion=suggestion, **said)
    on_full_text = MatchRunFactory(
        question=question, requested_by=users["owner"], basis="full-text"
    )
    return {
        "run": run,
        "run on the full text": on_full_text,
        "suggestion": suggestion,
        "offer": offer,
    }
