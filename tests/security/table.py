"""The words in which a row of the table of permissions is written (`declared.py`).

A row says what is refused, in the order in which a page refuses it. No row asks the product: the
rule alone (`priorities.policy`) says who may see what of a question.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from accounts.permissions import Role
from clearances.policy import Actor
from priorities.policy import Facet, Facts, decide, owns
from tests.security.actors import Kind
from tests.security.states import Posed


@dataclass
class Case:
    """Somebody and, where the address is about one, a question, in the words of the table."""

    name: str
    kind: Kind
    actor: Actor | None
    posed: Posed | None

    @property
    def facts(self) -> Facts:
        assert self.posed is not None
        return self.posed.facts

    def may_see(self, facet: Facet) -> bool:
        today, now = timezone.localdate(), timezone.now()
        return decide(self.actor, self.facts, facet, today=today, now=now).allow

    @cached_property
    def sees_it(self) -> bool:
        return self.may_see(Facet.EXISTENCE)

    @cached_property
    def knows_of_it(self) -> bool:
        return self.sees_it or self.may_see(Facet.ADMIN)

    @cached_property
    def reads(self) -> bool:
        return self.may_see(Facet.FULL_TEXT)

    @cached_property
    def sees_matches(self) -> bool:
        return self.may_see(Facet.MATCHES)

    @cached_property
    def sees_full_matches(self) -> bool:
        return self.may_see(Facet.FULL_MATCHES)

    @cached_property
    def owns(self) -> bool:
        return self.kind.is_member and owns(self.actor, self.facts)

    @property
    def is_coordinator(self) -> bool:
        return self.kind.holds(Role.COORDINATOR)

    @property
    def is_second(self) -> bool:
        """Whether they may confirm what the owner proposed."""
        return self.reads and self.facts.organisation in self.actor.forces

    @property
    def is_released(self) -> bool:
        return self.facts.is_released


Condition = Callable[[Case], bool]
# A page may answer one of several, where that hangs on more than who asks.
Answer = int | Collection[int] | Callable[[Case], int]


def anybody(_: Case) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Row:
    """What an address asks, first what is refused first, and what GET and POST answer then.

    None for GET or POST: 405, which tells nothing, as it is so of the address whoever asks; but
    where `role` hides the page, who holds another gets 404 first. Then `role`: else 403. `known`:
    else 404. `may`, and for a POST `may_post`: else 403. What holds for GET holds for HEAD.
    """

    is_public: bool = False
    role: Role | None = None
    hides: bool = False
    get: Answer | None = 200
    post: Answer | None = None
    known: Condition = anybody
    may: Condition = anybody
    may_post: Condition = anybody


def expected(row: Row, method: str, case: Case) -> Collection[int]:
    """Give what a method may answer somebody, by the row."""
    if method not in {"GET", "HEAD", "POST"}:
        return {405}
    if not (row.is_public or case.kind.is_signed_in):
        return {302}
    answer = row.post if method == "POST" else row.get
    refused = refusal(row, method, case, takes=answer is not None)
    if refused:
        return {refused}
    found = answer(case) if callable(answer) else answer
    return {found} if isinstance(found, int) else found


def refusal(row: Row, method: str, case: Case, *, takes: bool) -> int | None:
    """Give the code for whoever is refused, in the order of asking; None for others."""
    if row.role is not None and not case.kind.holds(row.role):
        return 404 if row.hides else 403 if takes else 405
    if not takes:
        return 405
    if not row.known(case):
        return 404
    may = row.may(case) and (method != "POST" or row.may_post(case))
    return None if may else 403


def of_coordinators(**more: object) -> Row:
    return Row(role=Role.COORDINATOR, **more)


def of_verifiers(**more: object) -> Row:
    """Vetting is hidden: to others its pages are not there."""
    return Row(role=Role.VERIFIER, hides=True, **more)


def of_question(may: Condition = anybody, **more: object) -> Row:
    """A page that is there for whoever knows of the question."""
    return Row(known=lambda case: case.knows_of_it, may=may, **more)


def of_owner(may: Condition = anybody, **more: object) -> Row:
    return of_question(lambda case: case.owns and may(case), **more)


def of_reader(**more: object) -> Row:
    return of_question(lambda case: case.reads, **more)


def of_proposal(**more: object) -> Row:
    """What the owner proposed: there for readers and owners, open to those who could settle it."""
    return Row(
        known=lambda case: case.reads or case.owns,
        may=lambda case: case.reads and (case.is_second or case.owns),
        **more,
    )


def of_glass(**more: object) -> Row:
    return Row(known=lambda case: case.is_coordinator, **more)


def of_version(**more: object) -> Row:
    return Row(known=lambda case: case.reads, may=lambda case: case.owns, **more)


def of_matches(**more: object) -> Row:
    return Row(known=lambda case: case.sees_matches, **more)


def of_voice(role: Role, hears: Condition, **more: object) -> Row:
    """What is said of somebody suggested, while the summary is out that they were found for."""
    return Row(role=role, known=lambda case: case.is_released and hears(case), **more)


def is_told_of_it(case: Case) -> bool:
    """Whether they are shown who was found: with any of the three voices."""
    asked = case.kind.to_questions == "suggested" and case.sees_it
    return case.is_released and (
        (case.kind.holds(Role.COORDINATOR) and case.sees_matches)
        or (case.kind.holds(Role.POLICE_LEAD) and case.sees_full_matches)
        or (case.kind.holds(Role.ACADEMIC) and asked)
    )


def answers(**more: object) -> dict[str, Row]:
    """The rows of an address that is spoken to with a voice, by the voice."""
    return {
        "coordinator": of_voice(Role.COORDINATOR, lambda case: case.sees_matches, **more),
        "lead": of_voice(Role.POLICE_LEAD, lambda case: case.sees_full_matches, **more),
        "researcher": of_voice(
            Role.ACADEMIC,
            lambda case: case.sees_it and case.kind.to_questions == "suggested",
            **more,
        ),
        "nobody": Row(known=lambda _: False, **more),
    }


def is_not_published(case: Case) -> bool:
    """What a public body has published is reworded and withdrawn by nobody here."""
    return not case.posed.state.is_published


def is_out(case: Case) -> int:
    """What is not released cannot be withdrawn: the question's page says how it stands."""
    return 200 if case.is_released else 302


def owner_reads(case: Case) -> bool:
    return case.reads


def is_the_owner(case: Case) -> bool:
    return case.name == "owner"


PUBLIC, EVERYBODY = Row(is_public=True), Row()
