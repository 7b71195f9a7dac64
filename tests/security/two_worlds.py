"""Compares a world with the same world and one hidden question more.

`differences(variant)` gives what somebody could tell them apart by; an open transaction is all it
needs, and it leaves nothing behind. `Stage` and first answers can be handed in, to be made once.
"""

import html
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from uuid import uuid4

import time_machine
from django.core import mail
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from matching import corpus, jobs, services
from matching.models import MatchRun
from priorities.models import Question
from priorities.policy import Facet
from tests.security import crawl
from tests.security import stage as stages
from tests.security.counts import count
from tests.security.crawl import Answer, Answers, Asked, Browser
from tests.security.forms import Keys, ask
from tests.security.hidden import VARIANTS, WORD, Hidden
from tests.security.stage import Stage

# The variant in which everything is asked for; in the others what shows or counts questions, for
# those for whom the variant decides, coordinators, and all others in turns.
BROAD = "everything at once"
LOOKERS = (
    *("anonymous", "expired", "other academic", "guest"),
    *("colleague", "other force", "coordinator", "verifier", "auditor"),
)
SHORT = {
    "matching:home": ("",),
    "matching:my-matches": ("", "format=csv"),
    "matching:matches ": ("", "format=csv"),
    "priorities:question ": ("",),
    "priorities:questions": (
        "",
        "page=2",
        "format=csv",
        "words",
        "organisation",
        "theme",
        "scored",
    ),
    "priorities:theme ": ("",),
    "priorities:themes": ("",),
}
# Where coordinators see the bare facts; and the log of the auditor, which holds ids only.
FACTS = {"matching:home", "priorities:questions", "priorities:break-glass"}
LOG = "accounts:access-log"
OWN_DATA = {"privacy:data", "privacy:data-file"}
TOOK_PART = {"guest", "coordinator", "auditor"}
FOUND = ("researcher", "rank", "score", "meaning", "words", "evidence")
POSTED = {"words": "What of it?", "reason": "Because.", "marking": "1", "answer": "yes"}


@dataclass
class First:
    """The world without the question: what each was answered, asked for once."""

    stage: Stage
    kept: dict[tuple[str, bool], Answers] = field(default_factory=dict)

    @cached_property
    def found(self) -> list[tuple[object, ...]]:
        return found(self.stage)

    def answers(self, variant: str) -> Answers:
        """What those whom a variant asks for are answered without its question."""
        answers: Answers = {}
        for actor in actors(variant, self.stage):
            key = (actor, variant == BROAD)
            if key not in self.kept:
                asked = {one for one in everything(self.stage, actor) if key[1] or is_short(one)}
                self.kept[key] = crawl.crawl(self.stage.browsers, asked)
            answers |= self.kept[key]
        return answers


def actors(variant: str, stage: Stage) -> set[str]:
    if variant == BROAD:
        return {*LOOKERS}
    turn = [*VARIANTS].index(variant)
    return {"coordinator", *VARIANTS[variant].out, *sorted(stage.browsers)[turn :: len(VARIANTS)]}


def everything(stage: Stage, actor: str) -> Iterator[Asked]:
    """All that somebody can ask for; of their own data only where they had no part in what is hid.

    Whoever was let in once, looked after it or reads the log has that among what is held of them.
    """
    asked = crawl.requests(actor, stage.addresses, words(stage))
    return (one for one in asked if actor not in TOOK_PART or one.name not in OWN_DATA)


def is_short(asked: Asked) -> bool:
    _, _, query = asked.path.partition("?")
    wanted = SHORT.get(asked.name, ())
    return not asked.is_fragment and (query in wanted or query.partition("=")[0] in wanted)


def words(stage: Stage) -> dict[str, str]:
    """What lists are searched for."""
    return {"word": WORD, "shared": "shops", "force": "ashby", "theme": stage.theme.slug}


@contextmanager
def first_world() -> Iterator[First]:
    """Make the world that has no hidden question; time stands still in it, and it is gone after."""
    with time_machine.travel(timezone.now(), tick=False), _hashing(), transaction.atomic():
        stage = stages.build()
        stage.browsers  # noqa: B018 - signed in now, so that every transaction inside knows them
        yield First(stage)
        transaction.set_rollback(True)


@contextmanager
def _hashing() -> Iterator[None]:
    with override_settings(MATCHING_ENCODER="hashing"):
        corpus.encoder.cache_clear()
        yield
    corpus.encoder.cache_clear()


@dataclass(frozen=True)
class Second:
    """The world with the question, and what the rule opens of it to each kind of person."""

    variant: str
    stage: Stage
    hidden: Hidden
    opened: dict[str, set[Facet]]

    @property
    def kept_out(self) -> set[str]:
        return {kind for kind, facets in self.opened.items() if not facets}


def differences(variant: str, first: First | None = None) -> list[str]:
    """Say by what those who are not cleared could tell that the question is there."""
    if first is None:
        with first_world() as made:
            return differences(variant, made)
    stage, before, found_before = first.stage, first.answers(variant), first.found
    with transaction.atomic():
        sent = len(mail.outbox)
        hidden = VARIANTS[variant].hide(stage)
        second = Second(variant, stage, hidden, rulings(stage, hidden.question))
        told = [*_proof(second), *_pages(second, before), *_mails(second, sent), *_probes(second)]
        if found(stage) != found_before:
            told.append("a fresh search for people finds otherwise")
        transaction.set_rollback(True)
    return told


def rulings(stage: Stage, question: Question) -> dict[str, set[Facet]]:
    """For each kind of person the facets that the rule opens; asked of the people as stored."""
    question = Question.objects.get(pk=question.pk)
    asked: dict[str, dict[Facet, Keys]] = {
        kind: ask(User.objects.get(pk=user.pk), [question]).ruled
        for kind, user in stage.people.items()
    }
    opened = {kind: {f for f, keys in ruled.items() if keys} for kind, ruled in asked.items()}
    return opened | {"anonymous": set()}


def _proof(second: Second) -> Iterator[str]:
    """Whoever should see it does, and those for whom the variant is there are kept out."""
    path = f"/questions/{second.hidden.question.pk}"
    said = html.escape(second.hidden.question.words).encode()
    readers = [kind for kind, facets in second.opened.items() if Facet.FULL_TEXT in facets]
    if "owner" not in readers:
        yield "its owner may not read it: nothing is proved"
    for kind in readers:
        answer = second.stage.browsers[kind].get(path)
        if answer.status != 200 or said not in answer.body:
            yield f"{kind} should read it and was answered {answer.status}"
    for kind in VARIANTS[second.variant].out:
        if second.opened[kind]:
            yield f"{kind} should not know of it: {second.opened[kind]}"


def _pages(second: Second, before: Answers) -> Iterator[str]:
    asked = [one for one in before if second.opened[one.actor] <= {Facet.ADMIN}]
    after = crawl.crawl(second.stage.browsers, asked)
    count("two worlds: answers compared", len(after))
    equal = {one: a for one, a in after.items() if not _may_differ(one, second.opened)}
    yield from crawl.compare(before, equal)
    yield from _speaking(before, after)


def _may_differ(asked: Asked, opened: dict[str, set[Facet]]) -> bool:
    knows_facts = opened[asked.actor] == {Facet.ADMIN}
    return asked.name == LOG or (knows_facts and asked.name.strip() in FACTS)


def _speaking(before: Answers, after: Answers) -> Iterator[str]:
    """Answers in which a word of the question stands more often than the search brought it."""
    word = WORD.encode()
    for asked, answer in after.items():
        if answer.all.count(word) > before[asked].all.count(word):
            yield f"{asked}: holds {WORD}"


def _mails(second: Second, sent: int) -> Iterator[str]:
    out = {second.stage.people[kind].email for kind in second.kept_out - {"anonymous"}}
    for one in mail.outbox[sent:]:
        if out & {*one.recipients()}:
            yield f"a mail went to {one.recipients()}"
        if WORD in f"{one.subject} {one.body} {one.extra_headers}":
            yield f"a mail holds {WORD}"


def found(stage: Stage) -> list[tuple[object, ...]]:
    """Everybody whom a fresh search for the visible question finds, with scores and sentences."""
    with crawl.quiet(), transaction.atomic():
        run = services.find_people(question=stage.seen, by=stage.people["coordinator"])
        jobs.execute_run(run.pk)
        run.refresh_from_db()
        outcome = (run.state, run.people_compared, run.best, run.total, run.done, run.note)
        rows = [outcome, *run.suggestions.values_list(*FOUND)]
        transaction.set_rollback(True)
    if run.state != MatchRun.State.DONE:
        raise AssertionError(run.note)
    return rows


def _probes(second: Second) -> Iterator[str]:
    """Each address of a hidden row is answered as that of a row that never was."""
    is_broad = second.variant == BROAD
    some = {"anonymous", "other academic", "other force", "auditor"}
    who = some if is_broad else {VARIANTS[second.variant].out[0]}
    with crawl.quiet(), transaction.atomic():
        for actor in sorted(who & second.kept_out):
            ways = WAYS if is_broad and actor == "other academic" else WAYS[:2]
            for name, path in second.hidden.addresses(second.stage).items():
                yield from _probe(second.stage, actor, name, path, ways)
        transaction.set_rollback(True)


Way = tuple[str, dict[str, str], dict[str, str]]
LONG_AGO = {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
WAYS: list[Way] = [
    ("get", {}, {}),
    ("post", POSTED, {}),
    ("post", {}, crawl.HTMX),
    ("get", {}, crawl.HTMX),
    ("get", {}, {"If-None-Match": "*"}),
    ("get", {}, LONG_AGO),
    ("head", {}, {}),
    ("options", {}, {}),
    ("put", {}, {}),
    ("patch", {}, {}),
    ("delete", {}, {}),
]


def _probe(stage: Stage, actor: str, name: str, path: str, ways: Collection[Way]) -> Iterator[str]:
    row, unknown = _id_in(path), str(uuid4())
    for way in ways:
        none, real = (
            _masked(_ask(stage.browsers[actor], way, path.replace(row, one)), one)
            for one in (unknown, row)
        )
        count("two worlds: addresses of hidden rows asked for")
        if said := crawl.unequal(none, real):
            yield f"{actor}: {way[0]} {name} {way[2]}: {said}"


def _id_in(path: str) -> str:
    return next(part for part in path.split("/") if len(part) == 36)


def _ask(browser: Browser, way: Way, path: str) -> Answer:
    method, sent, headers = way
    answer: Answer = getattr(browser, method)(path, sent or None, headers=headers)
    return answer


def _masked(answer: Answer, pk: str) -> Answer:
    """Without the id that was asked for, which stands in where one is led to sign in."""
    headers = tuple((name, value.replace(pk, "ID")) for name, value in answer.headers)
    return Answer(answer.status, headers, answer.body.replace(pk.encode(), b"ID"))
