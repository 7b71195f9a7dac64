"""The three forms of the policy, each asked for all that one person may see of a world.

`by_rule` asks `decide`, `by_filter` each QuerySet's `visible_to`, `by_rows` the database, with no
condition at all in the query. Each gives sets of keys by name; equal names must hold equal keys.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from accounts.acting import acting_as
from accounts.models import User
from accounts.permissions import Role
from clearances.ceilings import actor
from clearances.models import Clearance, Revocation
from clearances.policy import Actor
from matching.models import (
    Decision,
    Formality,
    Glimpse,
    Hit,
    MatchRun,
    Reply,
    SearchWords,
    Suggestion,
)
from priorities import policy
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
from priorities.policy import Facet
from researchers.models import AccessNeeds, Interest, Researcher

Keys = set[Any]
E, F, M, FULL_MATCHES, ADMIN = Facet
CHOSEN = {"shortlisted"}


@dataclass
class Asker:
    """One person of a world, and what the rule says of each question to them."""

    user: User
    actor: Actor
    is_verifier: bool
    ruled: dict[Facet, Keys]
    owned: Keys

    @property
    def known(self) -> Keys:
        return self.ruled[E] | self.ruled[ADMIN]


def ask(user: User, questions: Collection[Question]) -> Asker:
    """Ask the rule about every question and facet."""
    today, now, who = timezone.localdate(), timezone.now(), actor(user)
    ruled = {
        facet: {
            q.pk
            for q in questions
            if policy.decide(who, q.facts, facet, today=today, now=now).allow
        }
        for facet in Facet
    }
    owned = {q.pk for q in questions if who.is_member and policy.owns(who, q.facts)}
    return Asker(user, who, who.is_member and Role.VERIFIER in user.roles, ruled, owned)


@dataclass
class Seen:
    """What lies in the protected tables, as their owner reads it: the rule is asked of these."""

    rows: dict[str, list[Any]]

    # Of each question when its summary was released, and who posted it.
    released: dict[UUID, datetime | None]
    posted: dict[UUID, UUID]

    def keys(self, table: str, may: Callable[[Any], bool]) -> Keys:
        return {row.pk for row in self.rows[table] if may(row)}

    def stands(self, run: MatchRun) -> bool:
        """Whether the summary that a run was asked for is the one that is out."""
        released = self.released[run.question_id]
        return released is not None and run.requested_at >= released

    def said(self, row: Suggestion, voice: str) -> set[str]:
        """The standing answer of a voice on a pair, if there is one."""
        return self.standing.get((row.run.question_id, row.researcher_id, voice), set())

    @cached_property
    def standing(self) -> dict[tuple[UUID, UUID, str], set[str]]:
        followed = {one.follows_id for one in self.rows["decision"]}
        return {
            (one.question_id, one.researcher_id, one.voice): {one.answer}
            for one in self.rows["decision"]
            if one.pk not in followed
        }


# Every table with row-level security, under the name that `by_rule` gives it.
TABLES: dict[str, type[models.Model]] = {
    "question": Question,
    "summary": Summary,
    "full text": FullText,
    "move": Move,
    "draft": Draft,
    "scoring": Scoring,
    "note": Note,
    "attachment": Attachment,
    "assumption": Assumption,
    "challenge": Challenge,
    "version": Version,
    "known work": KnownWork,
    "descent": Descent,
    "assent": Assent,
    "release": Release,
    "remarking": Remarking,
    "grant": Grant,
    "broken glass": BreakGlass,
    "co-owner": Question.co_owners.through,
    "only organisation": Question.only_organisations.through,
    "suggestion": Suggestion,
    "decision": Decision,
    "reply": Reply,
    "formality": Formality,
    "glimpse": Glimpse,
    "hit": Hit,
    "search words": SearchWords,
    "needs": AccessNeeds,
    "interest": Interest,
    "clearance": Clearance,
    "revocation": Revocation,
}
# What readers add, under a marking of its own.
ADDITIONS = ("note", "attachment", "assumption", "challenge", "version", "known work")
# What belongs to a researcher and a question.
OF_PAIRS = ("reply", "formality")
# What history keeps, by the field that names the question.
HISTORY = {
    "question's history": ("priorities_questionevent", "pgh_obj_id"),
    "summary's history": ("priorities_summaryevent", "question_id"),
    "full text's history": ("priorities_fulltextevent", "question_id"),
    "grant's history": ("priorities_grantevent", "id"),
}


def read_all() -> Seen:
    """Read every table that is compared, as the owner: call it outside `acting_as`."""
    rows = {name: list(model._default_manager.order_by()) for name, model in TABLES.items()}
    rows["suggestion"] = list(Suggestion.objects.select_related("run", "researcher").order_by())
    rows["decision"] = list(Decision.objects.select_related("researcher").order_by())
    for name in OF_PAIRS:
        rows[name] = list(TABLES[name]._default_manager.select_related("researcher").order_by())
    rows["glimpse"] = list(Glimpse.objects.select_related("look__researcher").order_by())
    rows["hit"] = list(Hit.objects.select_related("search").order_by())
    rows["search words"] = list(SearchWords.objects.select_related("search").order_by())
    rows["assent"] = list(Assent.objects.select_related("version").order_by())
    rows["revocation"] = list(Revocation.objects.select_related("clearance").order_by())
    rows["run"] = list(MatchRun.objects.order_by())
    rows["researcher"] = list(Researcher.objects.order_by())
    questions = {row.pk: row for row in rows["question"]}
    released = {key: row.released_at for key, row in questions.items()}
    return Seen(rows, released, {key: row.posted_by_id for key, row in questions.items()})


def by_rule(asker: Asker, seen: Seen, questions: dict[UUID, Question]) -> dict[str, Keys]:
    """What somebody may see of each table, worked out from `decide` alone."""
    ruled, owned, me = asker.ruled, asker.owned, asker.user.pk
    reads, known, who = ruled[F], asker.known, asker.actor

    def marked(row: Any) -> bool:
        return row.question_id in reads and row.marking <= who.ceiling

    def granted(row: Any) -> bool:
        return row.question_id in owned or (who.is_member and row.person_id == me)

    def vetted(row: Any) -> bool:
        return asker.is_verifier or row.person_id == me

    grants, coordinates = seen.keys("grant", granted), who.is_member and who.is_coordinator
    return {
        "question": known,
        "summary": ruled[E],
        "full text": reads,
        "descent": seen.keys("descent", lambda row: {row.parent_id, row.child_id} <= ruled[E]),
        "move": seen.keys("move", lambda row: row.question_id in known),
        **{name: seen.keys(name, marked) for name in ADDITIONS},
        "assent": seen.keys("assent", lambda row: marked(row.version)),
        "release": seen.keys("release", lambda row: row.question_id in reads | owned),
        "remarking": seen.keys("remarking", lambda row: row.question_id in reads | owned),
        "grant": grants,
        "broken glass": seen.keys(
            "broken glass", lambda row: row.question_id in owned or coordinates
        ),
        "scoring": seen.keys("scoring", lambda row: row.question_id in reads or coordinates),
        "co-owner": seen.keys("co-owner", lambda row: row.question_id in known),
        "only organisation": seen.keys("only organisation", lambda row: row.question_id in known),
        "suggestion": seen.keys("suggestion", lambda row: told_of_match(row, asker, seen)),
        "decision": seen.keys("decision", lambda row: may_be_told(row, row.question_id, asker)),
        **{n: seen.keys(n, lambda r: may_be_told(r, r.question_id, asker)) for n in OF_PAIRS},
        **_of_oneself(asker, seen),
        "clearance": seen.keys("clearance", vetted),
        "revocation": seen.keys("revocation", lambda row: vetted(row.clearance)),
        "question's history": known,
        "summary's history": reads | owned,
        "full text's history": reads,
        "grant's history": grants,
    }


def glimpsed(row: Any, asker: Asker, seen: Seen) -> bool:
    """Whether what a first look found is somebody's own, of a summary that stands for them."""
    released, look = seen.released[row.question_id], row.look
    stands = released is not None and look.requested_at >= released
    is_mine = look.researcher.user_id == asker.user.pk
    return stands and is_mine and row.question_id in asker.ruled[E]


def asked(row: Any, asker: Asker, _: Seen) -> bool:
    """Whether a coordinator asked for it themselves."""
    who = asker.actor
    return who.is_member and who.is_coordinator and row.search.requested_by_id == asker.user.pk


def _of_oneself(asker: Asker, seen: Seen) -> dict[str, Keys]:
    """What was found for somebody alone, and what they said for coordinators alone."""
    who = asker.actor
    coordinates = who.is_member and who.is_coordinator
    return {
        "draft": seen.keys("draft", lambda row: row.author_id == asker.user.pk),
        "glimpse": seen.keys("glimpse", lambda row: glimpsed(row, asker, seen)),
        **{n: seen.keys(n, lambda row: asked(row, asker, seen)) for n in ("hit", "search words")},
        **{
            n: seen.keys(n, lambda row: coordinates or row.person_id == asker.user.pk)
            for n in ("needs", "interest")
        },
    }


def may_be_told(row: Any, question: UUID, asker: Asker) -> bool:
    """Whether somebody may know of a researcher who was found, or of an answer about one."""
    is_mine = row.researcher.user_id == asker.user.pk and question in asker.ruled[E]
    return question in asker.ruled[M] or is_mine


def told_of_match(row: Suggestion, asker: Asker, seen: Seen) -> bool:
    """Whether the database may show somebody a suggestion: as long as its summary stands."""
    question = row.run.question_id
    if row.run.basis == MatchRun.Basis.FULL_TEXT:
        return question in asker.ruled[FULL_MATCHES]
    return seen.stands(row.run) and may_be_told(row, question, asker)


def _parts() -> dict[str, str]:
    """One query for each table: its keys, without a condition."""
    parts = {n: (m._meta.db_table, m._meta.pk.column) for n, m in TABLES.items()} | HISTORY
    return {
        name: f"SELECT '{name.replace(chr(39), '')}', {key}::text FROM {table}"
        for name, (table, key) in parts.items()
    }


PARTS = _parts()


def by_rows(user: User, names: Collection[str] = tuple(PARTS)) -> dict[str, set[str]]:
    """What the second wall shows somebody who asks for everything; keys as text."""
    shown: dict[str, set[str]] = {name: set() for name in names}
    plain = {name.replace("'", ""): name for name in names}
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(PARTS[name] for name in names))
        for name, key in cursor.fetchall():
            shown[plain[name]].add(key)
    return shown


def as_text(keys: dict[str, Keys]) -> dict[str, set[str]]:
    return {name: {str(key) for key in found} for name, found in keys.items()}


def differences(got: dict[str, set[str]], wanted: dict[str, set[str]]) -> dict[str, set[str]]:
    """By name what one of the two has and the other lacks; empty where they agree."""
    return {
        f"{name}: {what}": keys
        for name in got
        for what, keys in (
            ("too much", got[name] - wanted[name]),
            ("too little", wanted[name] - got[name]),
        )
        if keys
    }


def protected_tables() -> set[str]:
    """The tables that row-level security stands before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
        )
        return {name for (name,) in cursor.fetchall()}
