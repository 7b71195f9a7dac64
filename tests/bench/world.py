"""A world large enough to measure in: made in bulk, the same each time for the same numbers.

A question and all that belongs to it follow from its number alone, so a world of 500 questions is
the beginning of one of 2,000. Question 0 is the one whose page is opened: open to read, with people
found for it, led by the first police lead; the first academic is the closest to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import Membership, Organisation, User
from accounts.permissions import Role
from clearances.models import Clearance, Scheme
from matching.models import Decision, MatchRun, Suggestion
from priorities.models import (
    BreakGlass,
    FullText,
    Grant,
    Note,
    Question,
    Reading,
    Release,
    Summary,
    Theme,
)
from priorities.models.handling import GLASS_LASTS
from researchers.models import Discipline, Expertise, Researcher

NOW = timezone.now()
HOUR = timedelta(hours=1)
# So many are kept of a run, as in the product.
KEPT = 100
SENTENCE = "Small shops with full tills and few customers were counted in ninety streets. "
WORDS = "Why do shop {n} and its neighbours bank more than they sell?"


@dataclass
class World:
    """Who is in it. `clerk` and `second` do what has to be done by somebody else."""

    leads: list[User]
    academics: list[User]
    researchers: list[Researcher]
    coordinator: User
    clerk: User
    second: User
    homes: dict[User, Organisation]
    themes: list[Theme]


@dataclass
class Facts:
    """A question's row, and what its number says of it beyond that."""

    number: int
    row: Question
    random: Random
    words: str
    co_owners: list[User]
    only: list[Organisation]


def people(each: int) -> World:
    """Make as many police leads as academics, spread over the forces and universities there are."""
    call_command("load_reference", verbosity=0)
    leads = _users(each, "lead", Role.POLICE_LEAD, ["force", "unit"])
    academics = _users(each, "academic", Role.ACADEMIC, ["university"])
    clerks = _users(3, "clerk", Role.COORDINATOR, ["unit"])
    homes = leads | academics | clerks
    _clear([*leads, *academics], verifier=next(iter(clerks)), sponsor=next(iter(leads.values())))
    researchers = Researcher.objects.bulk_create(
        Researcher(user=user, name=user.name, organisation=home, statement=SENTENCE * 3)
        for user, home in academics.items()
    )
    disciplines = list(Discipline.objects.all())
    Expertise.objects.bulk_create(
        Expertise(researcher=one, discipline=disciplines[n % len(disciplines)], is_primary=True)
        for n, one in enumerate(researchers)
    )
    lists = (list(leads), list(academics), researchers)
    return World(*lists, *clerks, homes, list(Theme.objects.all()))


def _users(count: int, name: str, role: Role, kinds: list[str]) -> dict[User, Organisation]:
    homes = list(Organisation.objects.filter(kind__in=kinds).order_by("slug"))
    made = User.objects.bulk_create(
        User(name=f"{name.title()} {n}", email=f"{name}.{n}@bench.example") for n in range(count)
    )
    held = {user: homes[n % len(homes)] for n, user in enumerate(made)}
    Membership.objects.bulk_create(
        Membership(user=user, organisation=home, role=role, starts_on=date(2024, 1, 1))
        for user, home in held.items()
    )
    return held


def _clear(people: Iterable[User], *, verifier: User, sponsor: Organisation) -> None:
    """Two of three hold a clearance that lasts; the first of each kind does."""
    today = timezone.localdate()
    schemes = (Scheme.NPPV_2_FULL, Scheme.NPPV_1)
    Clearance.objects.bulk_create(
        Clearance(
            person=person,
            scheme=schemes[n % 2],
            sponsor=sponsor,
            verified_by=verifier,
            verified_on=today,
            valid_from=today,
            valid_until=today + timedelta(days=365),
        )
        for n, person in enumerate(people)
        if n % 3 < 2
    )


def ask(world: World, numbers: Iterable[int]) -> list[Question]:
    """Add these questions with texts, grants, notes, readings, runs and what was found."""
    facts = [_facts(world, number) for number in numbers]
    Question.objects.bulk_create(one.row for one in facts)
    through = Question.co_owners.through
    through.objects.bulk_create(
        through(question=one.row, user=user) for one in facts for user in one.co_owners
    )
    through = Question.only_organisations.through
    through.objects.bulk_create(
        through(question=one.row, organisation=home) for one in facts for home in one.only
    )
    for add in (_texts, _around, _ways_in, _found):
        add(world, facts)
    # No statistics are gathered by themselves in a database that is thrown away.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [one.row for one in facts]


def _facts(world: World, number: int) -> Facts:
    """One of all markings and states: a quarter published, half released, some closed or held."""
    random = Random(number)
    lead = random.choice(world.leads) if number else world.leads[0]

    def rare(share: float) -> bool:
        return number > 0 and random.random() < share

    published = rare(0.25)
    marking = Marking.OFFICIAL_SENSITIVE if rare(0.2) else Marking.OFFICIAL
    posted_at = NOW - (number + 1) * HOUR
    row = Question(
        marking=Marking.PUBLIC if published else marking,
        posted_by=lead,
        lead=lead,
        organisation=world.homes[lead],
        posted_at=posted_at,
        released_at=None if not published and rare(0.4) else posted_at,
        closed_at=NOW if rare(0.08) else None,
        is_shared_with_organisation=not rare(0.2),
        is_for_recipients_only=rare(0.05),
        embargo_until=timezone.localdate() + timedelta(days=9) if rare(0.04) else None,
    )
    co_owners = random.sample(world.leads, 1) if rare(0.1) else []
    homes = list(dict.fromkeys(world.homes.values()))
    only = random.sample(homes, 3) if rare(0.05) else []
    return Facts(number, row, random, WORDS.format(n=number), co_owners, only)


def _texts(world: World, facts: list[Facts]) -> None:
    source = {"source_url": "https://publisher.example", "source_title": "ARI"}
    source["source_licence"] = "OGL"
    is_public = [one.row.marking == Marking.PUBLIC for one in facts]
    FullText.objects.bulk_create(
        FullText(question=one.row, words=one.words, background=SENTENCE * 8, wanted=SENTENCE)
        for one, public in zip(facts, is_public, strict=True)
        if not public
    )
    Summary.objects.bulk_create(
        Summary(
            question=one.row,
            words=one.words,
            marking=min(one.row.marking, Marking.OFFICIAL),
            **(source if public else {}),
        )
        for one, public in zip(facts, is_public, strict=True)
        if one.row.released_at
    )


def _around(world: World, facts: list[Facts]) -> None:
    """A note each and one more for some, a reading for two of three, releases that wait."""
    Note.objects.bulk_create(
        Note(question=one.row, by=one.row.lead, words=SENTENCE, marking=one.row.marking)
        for one in facts
        for _ in range(one.random.choice([1, 1, 2]))
    )
    Reading.objects.bulk_create(
        Reading(question=one.row, theme=one.random.choice(world.themes), by=world.clerk)
        for one in facts
        if one.random.random() < 0.67
    )
    Release.objects.bulk_create(
        Release(question=one.row, words=one.words, reason="To ask.", proposed_by=one.row.lead)
        for one in facts
        if not one.row.released_at
    )


def _ways_in(world: World, facts: list[Facts]) -> None:
    """Three grants for two questions, of which one in five is over; broken glass for a few."""
    said = {"by": world.clerk, "reason": "Knows tills.", "granted_at": NOW - 48 * HOUR}
    Grant.objects.bulk_create(
        Grant(question=one.row, person=person, expires_at=NOW + end * HOUR, **said)
        for one in facts
        for person in one.random.sample([*world.academics, *world.leads], one.random.choice([1, 2]))
        for end in [one.random.choice([-1, 900, 900, 900, 900])]
    )
    BreakGlass.objects.bulk_create(
        BreakGlass(
            question=one.row,
            reason="A life may be at risk.",
            proposed_by=world.clerk,
            confirmed_by=world.second,
            confirmed_at=NOW - HOUR,
            until=NOW - HOUR + GLASS_LASTS,
            told_at=NOW,
        )
        for one in facts
        if one.random.random() < 0.01
    )


def _found(world: World, facts: list[Facts]) -> None:
    """For two of three released questions people were sought, for some on their full text too."""
    runs = [
        (one, _run(one, world, basis))
        for one in facts
        for basis, share in (("summary", 0.67 if one.row.released_at else 0), ("full-text", 0.1))
        if not one.number or one.random.random() < share
    ]
    MatchRun.objects.bulk_create(run for _, run in runs)
    suggestions = []
    for one, run in runs:
        rest = one.random.sample(world.researchers, min(KEPT, len(world.researchers)))
        first = rest[0] if one.number else world.researchers[0]
        ranked = dict.fromkeys([first, *rest])
        suggestions += [_suggestion(run, who, n) for n, who in enumerate(ranked, start=1)]
    Suggestion.objects.bulk_create(suggestions, batch_size=5000)
    Decision.objects.bulk_create(_decisions(world, suggestions))


def _run(one: Facts, world: World, basis: str) -> MatchRun:
    asked = {"requested_by": world.clerk, "requested_at": NOW, "finished_at": NOW}
    compared = {"people_compared": len(world.researchers), "best": 1.0}
    return MatchRun(question=one.row, basis=basis, state="done", **asked, **compared)


def _suggestion(run: MatchRun, researcher: Researcher, rank: int) -> Suggestion:
    evidence = {"document": "statement", "kind": "statement", "title": "", "strength": 0.5}
    evidence |= {"sentence": SENTENCE, "question_sentence": SENTENCE}
    parts: dict[str, Any] = {"score": 1 / rank, "meaning": 0.75 / rank, "words": 0.25 / rank}
    return Suggestion(run=run, researcher=researcher, rank=rank, evidence=[evidence] * 3, **parts)


def _decisions(world: World, suggestions: Iterable[Suggestion]) -> Iterable[Decision]:
    """The three closest on the summary are shortlisted; the second says that they could help."""
    for one in suggestions:
        if one.run.basis == "summary" and one.rank <= 3:
            pair = {"question": one.run.question, "researcher": one.researcher}
            yield Decision(voice="coordinator", answer="shortlisted", by=world.clerk, **pair)
            if one.rank == 2:
                by = one.researcher.user
                offer = {"answer": "could-help", "reason": "I have counted tills."}
                yield Decision(voice="researcher", by=by, **offer, **pair)
