"""Makes the rows of a world that is given as values; in bulk, since there are many worlds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import Membership, Organisation, User
from clearances.models import CeilingChange, Clearance, Revocation
from matching.models import (
    Decision,
    FirstLook,
    Formality,
    Glimpse,
    Hit,
    MatchRun,
    PersonSearch,
    Reply,
    SearchWords,
    Suggestion,
)
from priorities.models import (
    Assent,
    Assumption,
    Attachment,
    BreakGlass,
    Challenge,
    Descent,
    Draft,
    FullText,
    Grant,
    KnownWork,
    Move,
    Note,
    Question,
    Release,
    Remarking,
    Scoring,
    Summary,
    Version,
)
from priorities.models.handling import GLASS_LASTS
from researchers.models import AccessNeeds, Interest, Researcher
from tests.security.worlds import PersonSpec, QuestionSpec, WayIn, WorldSpec

HOUR = timedelta(hours=1)


@dataclass
class World:
    """The rows of a world. `clerk` and `second` do what has to be done by somebody else."""

    organisations: list[Organisation]
    people: list[User]
    clerk: User
    second: User
    researchers: list[Researcher] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def make(spec: WorldSpec) -> World:
    """Make all rows of a world."""
    now, today = timezone.now(), timezone.localdate()
    world = World(
        [_organisation(n, left, today) for n, left in enumerate(spec.organisations)],
        [_user(n, is_active=person.is_active) for n, person in enumerate(spec.people)],
        *(_user(n, is_active=True) for n in (100, 101)),
    )
    Organisation.objects.bulk_create(world.organisations)
    User.objects.bulk_create([*world.people, world.clerk, world.second])
    Membership.objects.bulk_create(_memberships(spec.people, world, today))
    _make_clearances(spec, world, today)
    world.researchers = Researcher.objects.bulk_create(
        Researcher(
            user=user, name=user.name, organisation=world.organisations[0], sent_at=timezone.now()
        )
        for user in [*world.people, world.clerk]
    )
    _make_questions(spec.questions, world)
    Grant.objects.bulk_create(_grants(spec.questions, world))
    BreakGlass.objects.bulk_create(_glass(spec.questions, world))
    _make_findings(spec.questions, world)
    if not connection.in_atomic_block:
        raise AssertionError("A world is made in a transaction that is rolled back.")
    assert now.date() <= timezone.now().date()
    return world


def _organisation(n: int, left: int | None, today: date) -> Organisation:
    name = f"Body {n} {uuid4()}"
    left_on = None if left is None else today + timedelta(days=left)
    return Organisation(
        name=name, slug=f"body-{uuid4().hex}", short_name=name[:40], kind="force", left_on=left_on
    )


def _user(n: int, *, is_active: bool) -> User:
    return User(name=f"Person {n}", email=f"{n}.{uuid4().hex}@world.example", is_active=is_active)


def _memberships(people: Iterable[PersonSpec], world: World, today: date) -> list[Membership]:
    """Each once: nobody holds the same role twice without an end."""
    made = {}
    for user, person in zip(world.people, people, strict=True):
        for one in person.memberships:
            ends = None if one.ends is None else today + timedelta(days=one.ends)
            made[user.pk, one.organisation, one.role, ends is None] = Membership(
                user=user,
                organisation=world.organisations[one.organisation],
                role=one.role,
                starts_on=today + timedelta(days=one.starts),
                ends_on=ends,
                confirmed_at=timezone.now() if one.is_confirmed else None,
            )
    return list(made.values())


def _make_clearances(spec: WorldSpec, world: World, today: date) -> None:
    held = [
        (one, Clearance(person=user, scheme=one.scheme, sponsor=world.organisations[0]))
        for user, person in zip(world.people, spec.people, strict=True)
        for one in person.clearances
    ]
    for one, row in held:
        row.verified_by, row.verified_on = world.clerk, today
        row.valid_from = today + timedelta(days=one.starts)
        row.valid_until = today + timedelta(days=one.ends)
    Clearance.objects.bulk_create(row for _, row in held)
    Revocation.objects.bulk_create(
        Revocation(clearance=row, by=world.clerk, reason="left")
        for one, row in held
        if one.is_revoked
    )
    _make_ceilings(spec, world)


def _make_ceilings(spec: WorldSpec, world: World) -> None:
    open_ones = set()
    rows = []
    for one in spec.ceilings:
        at = timezone.now() - one.hours_ago * HOUR
        row = CeilingChange(scheme=one.scheme, marking=one.marking, reason="Agreed.")
        row.proposed_by, row.proposed_at = world.clerk, at
        if one.state == "confirmed":
            row.confirmed_by, row.confirmed_at = world.second, at
        elif one.state == "dropped" or one.scheme in open_ones:
            row.dropped_by, row.dropped_at = world.second, at
        else:
            open_ones.add(one.scheme)
        rows.append(row)
    CeilingChange.objects.bulk_create(rows)


def _make_questions(specs: Iterable[QuestionSpec], world: World) -> None:
    pairs = [(one, _question(one, world)) for one in specs]
    world.questions = Question.objects.bulk_create(row for _, row in pairs)
    through = Question.co_owners.through
    through.objects.bulk_create(
        through(question=row, user=world.people[n]) for one, row in pairs for n in one.co_owners
    )
    through = Question.only_organisations.through
    through.objects.bulk_create(
        through(question=row, organisation=world.organisations[n])
        for one, row in pairs
        for n in one.only
    )
    FullText.objects.bulk_create(FullText(question=row, words=f"Why {row.pk}?") for _, row in pairs)
    Summary.objects.bulk_create(Summary(question=row, words=f"What {row.pk}?") for _, row in pairs)
    by = {"by": world.clerk}
    words = {"from_state": "contact", "to_state": "contact", "reason": "It waits.", **by}
    Move.objects.bulk_create(Move(question=row, **words) for _, row in pairs)
    Note.objects.bulk_create(
        Note(question=row, marking=one.note, words="More.", **by) for one, row in pairs
    )
    Attachment.objects.bulk_create(
        Attachment(question=row, marking=one.attachment, name="a", content=b"a", size=1, **by)
        for one, row in pairs
    )
    taken = Assumption.objects.bulk_create(
        Assumption(question=row, marking=one.note, words="So.", **by) for one, row in pairs
    )
    Challenge.objects.bulk_create(
        Challenge(question=row.question, assumption=row, marking=row.marking, words="No.", **by)
        for row in taken
    )
    others = Version.objects.bulk_create(
        Version(question=row, marking=one.note, words="Who?", **by) for one, row in pairs
    )
    KnownWork.objects.bulk_create(
        KnownWork(question=row, marking=one.note, title="It", words="So.", **by)
        for one, row in pairs
    )
    answer = {"is_given": False, "reason": "Later.", **by}
    Assent.objects.bulk_create(
        Assent(question=row.question, version=row, **answer) for row in others
    )
    Descent.objects.bulk_create(
        Descent(parent=one, child=other, **by) for one, other in pairwise(row for _, row in pairs)
    )
    _score([row for _, row in pairs], world)
    said = {"reason": "Because.", "proposed_by": world.clerk}
    Release.objects.bulk_create(Release(question=row, words="What?", **said) for _, row in pairs)
    Remarking.objects.bulk_create(
        Remarking(question=row, from_marking=2, to_marking=1, **said) for _, row in pairs
    )


def _score(questions: Iterable[Question], world: World) -> None:
    elsewhere = {"held_elsewhere": True, "band": "high", "by": world.clerk}
    Scoring.objects.bulk_create(Scoring(question=row, **elsewhere) for row in questions)


def _question(one: QuestionSpec, world: World) -> Question:
    now, today = timezone.now(), timezone.localdate()
    return Question(
        marking=one.marking,
        lead=world.people[one.lead],
        posted_by=world.people[one.poster],
        organisation=world.organisations[one.organisation],
        released_at=now - 24 * HOUR if one.released else None,
        closed_at=now - HOUR if one.closed else None,
        is_shared_with_organisation=one.shared,
        is_for_recipients_only=one.recipients_only,
        embargo_until=None if one.embargo is None else today + timedelta(days=one.embargo),
    )


def _grants(specs: Iterable[QuestionSpec], world: World) -> Iterable[Grant]:
    now = timezone.now()
    for one, question in zip(specs, world.questions, strict=True):
        for way in one.grants:
            yield Grant(
                question=question,
                person=world.people[way.person],
                by=world.clerk,
                reason="Needed.",
                granted_at=now - 48 * HOUR,
                expires_at=now + (-HOUR if way.state == "over" else HOUR),
                revoked_at=now - HOUR if way.state == "revoked" else None,
                revoked_by=world.clerk if way.state == "revoked" else None,
            )


def _glass(specs: Iterable[QuestionSpec], world: World) -> Iterable[BreakGlass]:
    for one, question in zip(specs, world.questions, strict=True):
        for way in one.glass:
            asker = world.people[way.person]
            yield BreakGlass(question=question, proposed_by=asker, **_glass_state(way, world))


def _glass_state(way: WayIn, world: World) -> dict[str, Any]:
    now = timezone.now()
    if way.state == "asked":
        return {}
    if way.state == "dropped":
        return {"dropped_by": world.clerk, "dropped_at": now}
    confirmed = now - (5 * HOUR if way.state == "over" else HOUR)
    until = confirmed + GLASS_LASTS
    return {"confirmed_by": world.second, "confirmed_at": confirmed, "until": until}


def _make_findings(specs: Iterable[QuestionSpec], world: World) -> None:
    """Of each question a run on the summary, one from before its release, one on all words."""
    now = timezone.now()
    kinds = (("summary", 0), ("summary", 48), ("full-text", 0))
    runs = [
        MatchRun(
            question=question,
            basis=basis,
            requested_by=world.clerk,
            requested_at=now - age * HOUR,
            state="done",
            finished_at=now,
        )
        for question in world.questions
        for basis, age in kinds
    ]
    MatchRun.objects.bulk_create(runs)
    somebody = dict(
        zip(world.questions, (world.researchers[s.suggested] for s in specs), strict=True)
    )
    other = world.researchers[-1]
    Suggestion.objects.bulk_create(
        Suggestion(run=run, researcher=researcher)
        for run in runs
        for researcher in (somebody[run.question], other)
    )
    decisions = Decision.objects.bulk_create(
        Decision(
            question=q, researcher=r, voice="coordinator", answer="shortlisted", by=world.clerk
        )
        for q, found in somebody.items()
        for r in (found, other)
    )
    Formality.objects.bulk_create(
        Formality(kind="dpia", state="done", by=world.clerk, question=q, researcher=r)
        for q, r in somebody.items()
    )
    Reply.objects.bulk_create(
        Reply(offer=d, question=d.question, researcher=d.researcher, words="Come.", by=world.clerk)
        for d in decisions
    )
    _make_glimpses(somebody, other)
    _make_searches([*world.people, world.clerk], other)
    _make_private([*world.people, world.clerk])


def _make_private(people: Iterable[User]) -> None:
    """Everybody needs something, and has an interest in somebody."""
    today = timezone.localdate()
    AccessNeeds.objects.bulk_create(
        AccessNeeds(person=user, access="A ramp.", event_on=today) for user in people
    )
    Interest.objects.bulk_create(
        Interest(person=user, kind="family", other_name="A cousin") for user in people
    )
    Draft.objects.bulk_create(Draft(author=user, kind="method") for user in people)


def _make_searches(people: Iterable[User], found: Researcher) -> None:
    """Everybody has searched the register once, as if each had been a coordinator then."""
    searches = PersonSearch.objects.bulk_create(
        PersonSearch(requested_by=user, state="done") for user in people
    )
    SearchWords.objects.bulk_create(SearchWords(search=one, words="Who?") for one in searches)
    numbers = {"rank": 1, "share": 1, "score": 1, "meaning": 1, "words": 0}
    Hit.objects.bulk_create(Hit(search=one, researcher=found, **numbers) for one in searches)


def _make_glimpses(somebody: dict[Question, Researcher], other: Researcher) -> None:
    """Of each question a glimpse by somebody, today and before its release, and one by another."""
    now = timezone.now()
    looks = {
        (researcher, age): FirstLook(
            researcher=researcher,
            requested_by=researcher.user,
            requested_at=now - age * HOUR,
            state="done",
        )
        for researcher in {*somebody.values(), other}
        for age in (0, 48)
    }
    FirstLook.objects.bulk_create(looks.values())
    numbers = {"place": 1, "share": 1, "score": 1, "meaning": 1, "words": 0}
    Glimpse.objects.bulk_create(
        Glimpse(look=looks[researcher, age], question=question, **numbers)
        for question, found in somebody.items()
        for researcher in {found, other}
        for age in (0, 48)
    )


MARKINGS = Marking.values
