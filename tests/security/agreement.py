"""The three forms of the policy over one world that stays, each asked again by itself.

What each person may see by the rule is worked out once. A form that was changed is then held
against it, or the rule itself, where that was changed, against what it said before.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from django.db import connection
from django.utils import timezone

from accounts.models import User
from clearances.ceilings import actor, ceilings, meets
from priorities.models import Question
from priorities.policy import Facet, decide
from tests.security import rich
from tests.security.filters import FILTERS, by_filter, expected_of_filters
from tests.security.forms import (
    PARTS,
    Asker,
    Seen,
    as_text,
    ask,
    by_rows,
    by_rule,
    differences,
    read_all,
)
from tests.security.rows import World
from tests.security.writes import COMMANDS, SQL_TABLES, differences_of_writes, prepare

# Of people who stand alike one is enough, since much is tried for each.
WRITERS = (
    "lead",
    "cleared colleague",
    "colleague",
    "lead elsewhere",
    "cleared academic",
    "academic",
    "academic at home",
    "coordinator",
    "verifier",
    "of who left",
    "inactive",
    "inactive verifier",
    "nobody",
    "two roles",
    "moved",
    "lead and coordinator",
)
Named = dict[str, set[str]]


@dataclass
class Ruled:
    """What somebody may see: by the filters, and of the database's tables."""

    asker: Asker
    filters: Named
    tables: Named


class Agreement:
    """The rich world and what everybody in it may see. Each check says what differs, or nothing."""

    def __init__(self) -> None:
        self.world: World = rich.build()
        self.seen: Seen = read_all()
        with connection.cursor() as cursor:  # or no policy could be altered in this transaction
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        prepare()
        self.writers = {self.world.people[rich.N[name]].pk for name in WRITERS}
        self.known = [self.rule(user, self.questions) for user in self.people()]

    @cached_property
    def questions(self) -> list[Question]:
        """The questions, with what the rule must know of each; of grants also those that are over.

        The rule itself has to see that they are.
        """
        questions = self.questions_anew()
        for question in questions:
            grants, glass = (
                [row for row in self.seen.rows[name] if row.question_id == question.pk]
                for name in ("grant", "broken glass")
            )
            question.facts = replace(
                question.facts,
                grants={row.person_id: row.expires_at for row in grants if not row.revoked_at},
                glass={row.proposed_by_id: row.until for row in glass if row.until},
            )
        return questions

    def questions_anew(self) -> list[Question]:
        return list(Question.objects.filter(pk__in=[q.pk for q in self.world.questions]))

    def people(self) -> list[User]:
        """Everybody as just read, so that nothing is known of them yet; named as in the world."""
        found = User.objects.in_bulk([user.pk for user in self.world.people])
        return [found[user.pk] for user in self.world.people]

    def rule(self, user: User, questions: list[Question]) -> Ruled:
        asker = ask(user, questions)
        ruled = by_rule(asker, self.seen, {question.pk: question for question in questions})
        filters = expected_of_filters(asker, ruled, self.seen)
        return Ruled(asker, as_text(filters), as_text(ruled))

    def of_rule(self) -> str:
        """Ask the rule again, of what is known of people and questions."""
        today, now = timezone.localdate(), timezone.now()
        for facet in Facet:
            if decide(None, self.questions[0].facts, facet, today=today, now=now).allow:
                return f"nobody: {facet}"
        for known in self.known:
            anew = self.rule(known.asker.user, self.questions)
            if found := _between(anew, known):
                return found
        return ""

    def of_facts(self) -> str:
        """Ask the rule again, of people and questions read anew."""
        questions = self.questions_anew()
        for user, known in zip(self.people(), self.known, strict=True):
            if found := _between(self.rule(user, questions), known):
                return found
        return ""

    def of_filters(self, names: Collection[str] = tuple(FILTERS)) -> str:
        """Ask each `visible_to`, as the owner of the tables: the first wall alone."""
        for user, known in zip(self.people(), self.known, strict=True):
            if found := differences(by_filter(user, names), known.filters):
                return _told(user, found)
        return ""

    def of_rows(self, names: Collection[str] = tuple(PARTS)) -> str:
        """Ask each table for everything: the second wall alone."""
        for known in self.known:
            if found := differences(by_rows(known.asker.user, names), known.tables):
                return _told(known.asker.user, found)
        return ""

    def of_writes(
        self, names: Collection[str] = tuple(SQL_TABLES), commands: Collection[str] = COMMANDS
    ) -> str:
        """Try to write to each table without a condition: the second wall alone."""
        for known in self.known:
            if known.asker.user.pk in self.writers:
                asker = known.asker
                if found := differences_of_writes(asker, self.seen, names, commands):
                    return _told(asker.user, found)
        return ""

    def of_single_rows(self) -> str:
        """Ask of single questions whether somebody answers for them."""
        for user, known in zip(self.people(), self.known, strict=True):
            led = {question.pk for question in self.questions if question.is_led_by(user)}
            if led != known.asker.owned:
                return _told(user, {"led": led ^ known.asker.owned})
        return ""

    def of_ceilings(self) -> str:
        """Ask in each other way how much somebody may be shown."""
        people = [user for user in self.people() if user.is_active]
        reached = ceilings(people)
        before = {known.asker.user.pk: known.asker.actor.ceiling for known in self.known}
        for user in self.people():
            if actor(user).ceiling != before[user.pk]:
                return _told(user, {"ceiling of the actor": set()})
        for user in people:
            met = {marking for marking in (0, 1, 2) if meets(user, marking)}
            if reached[user.pk] != before[user.pk] or max(met) != before[user.pk]:
                return _told(user, {"ceiling": set()})
        lapsed = self.people()[rich.N["lapsed"]]
        yesterday = timezone.localdate() - timedelta(days=1)
        return "" if ceilings([lapsed], yesterday)[lapsed.pk] == 2 else "lapsed: not as it was"


def _between(anew: Ruled, known: Ruled) -> str:
    found = differences(anew.filters, known.filters) or differences(anew.tables, known.tables)
    return _told(anew.asker.user, found) if found else ""


def _told(user: User, found: dict[str, set[str]]) -> str:
    return f"{user.name}: " + "; ".join(f"{name} {len(keys)}" for name, keys in found.items())
