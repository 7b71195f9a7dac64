"""Canaries: words that stand nowhere else, brought into every restricted field by the product.

People post, release, grant and answer on its pages, so that what it writes down beside the fields
(logs, trails, sessions, the queue) is there to be searched.
"""

import json
import re
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import User
from matching import jobs
from matching.models import Decision, FirstLook, MatchRun, PersonSearch, Suggestion
from priorities import services
from priorities.models import BreakGlass, Descent, Draft, FullText, Question, Release
from priorities.steps import digest, digest_of_words
from tests.security.crawl import Browser
from tests.security.forms import HISTORY, TABLES, Keys, Seen, ask, by_rule, read_all
from tests.security.stage import Stage

SPECIES = "kanari"
CANARY = re.compile(SPECIES + "[0-9a-f]{32}")


def canary() -> str:
    return f"{SPECIES}{uuid4().hex}"


@dataclass
class Cage:
    """The questions whose every field holds a canary, and the rows that make their addresses."""

    stage: Stage
    question: Question
    published: Question
    run: MatchRun
    suggestion: Suggestion
    settled: Suggestion
    rows: dict[str, Any] = field(default_factory=dict)


def plant(stage: Stage) -> Cage:
    """Let everybody do what they do, with a canary in all they type."""
    question = _post(stage)
    _release(stage, question)
    _shortlist(stage, question)
    _look(stage)
    _handle(stage, question)
    _let_in(stage, question)
    _add(stage, question)
    _confide(stage)
    run = _search(stage, question)
    published = _publish(stage)
    act(stage.browsers["owner"], f"/questions/{published.pk}/lineage", parent=question.pk)
    suggestion = run.suggestions.filter(rank=1).get()
    rows = {
        "release": question.releases.last(),
        "remarking": question.remarkings.get(),
        "grant": question.grants.first(),
        "glass": question.broken_glass.first(),
        "attachment": question.attachments.get(),
        "assumption": question.assumptions.get(),
        "version": question.versions.first(),
        "descent": Descent.objects.get(parent=question),
        "offer": Decision.objects.get(question=question, voice="researcher"),
        "run": run,
        "suggestion": suggestion,
    }
    settled = Suggestion.objects.get(
        run__question=published, researcher__user=stage.people["friend"]
    )
    return Cage(stage, question, published, run, suggestion, settled, rows)


def act(browser: Browser, path: str, **sent: Any) -> None:
    """Send a form that is taken."""
    answer = browser.post(path, sent)
    if answer.status != 302:
        said = f"{path}: {answer.status} {answer.body.decode()}"
        raise AssertionError(said)


def _post(stage: Stage) -> Question:
    owner = stage.browsers["owner"]
    act(owner, "/questions/new")
    mine = Draft.objects.get(author=stage.people["owner"])
    draft = f"/questions/drafts/{mine.pk}"
    asked = f"Why do shops without customers bank so much cash in {canary()}?"
    act(owner, f"{draft}/seeing", background=f"Cash in {canary()}.", seen=digest(None))
    act(owner, f"{draft}/asking", words=asked, wanted=f"Vans at {canary()}.", seen=digest(None))
    act(
        owner,
        f"{draft}/sharing",
        summary=f"Shops, cash and {canary()}.",
        handling_note=canary(),
        marking=Marking.OFFICIAL_SENSITIVE.value,
        is_shared_with_organisation="on",
        seen=digest(None),
    )
    act(owner, f"{draft}/deciding", decides=f"Head of {canary()}.", seen=digest(None))
    act(owner, f"{draft}/people", involved=f"Team {canary()}.", seen=digest(None))
    act(owner, "/questions/new", kind="method", submission=str(uuid4()))
    begun = Draft.objects.exclude(pk=mine.pk).get(author=stage.people["owner"])
    begun = f"/questions/drafts/{begun.pk}/seeing"
    act(owner, begun, background=f"Not yet sent: {canary()}.", seen=digest(None))
    act(owner, f"{draft}/check", seen=digest(Draft.objects.get(pk=mine.pk).answers))
    return Question.objects.get(lead=stage.people["owner"])


def _release(stage: Stage, question: Question) -> None:
    """The first is confirmed by somebody who was granted it, the second waits."""
    _grant(stage, question, "second")
    said = {"seen": "contact", "to": "contact", "reason": f"We wait for {canary()}."}
    act(stage.browsers["owner"], f"/questions/{question.pk}/move", **said)
    waits = Release.objects.open().get(question=question)
    act(stage.browsers["second"], f"/release/{waits.pk}/settle")
    sent = {"words": f"Shops and {canary()}.", "marking": 1, "reason": canary()}
    act(stage.browsers["owner"], f"/questions/{question.pk}/release", **sent)


def _shortlist(stage: Stage, question: Question) -> None:
    """While the summary is out, a coordinator finds people for it and declines one."""
    coordinator = stage.browsers["coordinator"]
    act(coordinator, f"/questions/{question.pk}/find-people")
    run = MatchRun.objects.get(question=question)
    jobs.execute_run(run.pk)
    _offer(stage, run, "I know the trade.", "Come in March.")
    chosen = run.suggestions.filter(rank=1).get()
    sent = {"answer": "declined", "reason": canary()}
    act(coordinator, f"/suggestions/{chosen.pk}/coordinator", **sent)


def _offer(stage: Stage, run: MatchRun, reason: str, words: str) -> None:
    """A researcher says what they would bring, and a coordinator replies."""
    found = run.suggestions.get(researcher__user=stage.people["friend"])
    sent = {"answer": "could-help", "reason": reason}
    act(stage.browsers["friend"], f"/suggestions/{found.pk}/researcher", **sent)
    offer = Decision.objects.get(question=run.question, voice="researcher")
    act(stage.browsers["coordinator"], f"/offers/{offer.pk}/reply", words=words)


def _look(stage: Stage) -> None:
    """While the summary is out, a researcher looks which questions they are closest to."""
    act(stage.browsers["friend"], "/register/matches")
    jobs.execute_look(FirstLook.objects.get(researcher__user=stage.people["friend"]).pk)


def _confide(stage: Stage) -> None:
    """What a person says to coordinators alone, and what one of these searches for."""
    friend, day = stage.browsers["friend"], timezone.localdate() + timedelta(days=9)
    needs = {"access": canary(), "diet": canary(), "event_on": f"{day:%d/%m/%Y}"}
    act(friend, "/account/needs", **needs)
    act(friend, "/me/interests", kind="other", other_name=canary(), note=canary())
    coordinator = stage.people["coordinator"]
    words = f"Why do shops bank so much cash in {canary()}?"
    act(stage.browsers["coordinator"], "/people/search", words=words)
    asked = PersonSearch.objects.get(requested_by=coordinator, asked__words=words)
    jobs.execute_search(asked.pk)


def _handle(stage: Stage, question: Question) -> None:
    """From now it is under embargo."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = {"embargo_until": f"{tomorrow:%d/%m/%Y}", "is_shared_with_organisation": "on"}
    seen = digest_of_words(question.full_text.handling_note)
    note = {"handling_note": f"Now {canary()}", "seen": seen}
    act(stage.browsers["owner"], f"/questions/{question.pk}/handling", **sent, **note)
    sent = {"marking": 1, "reason": canary()}
    act(stage.browsers["owner"], f"/questions/{question.pk}/marking", **sent)


def _let_in(stage: Stage, question: Question) -> None:
    """One is granted it; two coordinators broke the glass, and it is asked for again."""
    _grant(stage, question, "guest")
    path = f"/questions/{question.pk}"
    act(stage.browsers["second coordinator"], f"{path}/break-glass", reason=canary())
    glass = BreakGlass.objects.get(question=question)
    act(stage.browsers["coordinator"], f"/break-glass/{glass.pk}/settle")


def _grant(stage: Stage, question: Question, kind: str) -> None:
    day = timezone.localdate() + timedelta(days=9)
    sent = {"email": stage.people[kind].email, "until": f"{day:%d/%m/%Y}", "reason": canary()}
    act(stage.browsers["owner"], f"/questions/{question.pk}/readers", **sent)


def _add(stage: Stage, question: Question) -> None:
    path, marking = f"/questions/{question.pk}", Marking.OFFICIAL_SENSITIVE.value
    act(stage.browsers["guest"], f"{path}/notes", words=canary(), marking=marking)
    act(stage.browsers["owner"], f"{path}/assumptions", words=canary(), marking=marking)
    taken = question.assumptions.get()
    said = {"words": canary(), "outcome": "falls", "marking": marking}
    act(stage.browsers["guest"], f"/assumptions/{taken.pk}/challenge", **said)
    work = {"title": canary(), "address": f"https://{canary()}.example/", "words": canary()}
    act(stage.browsers["guest"], f"{path}/known", marking=marking, **work)
    for answer in ("no", "yes"):
        other = {"words": f"Who gains in {canary()}?", "found_at": canary()}
        act(stage.browsers["guest"], f"{path}/versions", marking=marking, **other)
        waits = question.versions.get(assent=None)
        stands = digest_of_words(FullText.objects.get(question=question).words)
        said = {"is_given": answer, "reason": canary(), "seen": stands}
        act(stage.browsers["owner"], f"/versions/{waits.pk}/answer", **said)
    file = SimpleUploadedFile(f"{canary()}.txt", canary().encode())
    act(stage.browsers["guest"], f"{path}/attachments", file=file, marking=marking)


def _search(stage: Stage, question: Question) -> MatchRun:
    """Its owner finds people for all of its words."""
    act(stage.browsers["owner"], f"/questions/{question.pk}/find-people")
    run = MatchRun.objects.get(question=question, basis=MatchRun.Basis.FULL_TEXT)
    jobs.execute_run(run.pk)
    return run


def _publish(stage: Stage) -> Question:
    """One that was published elsewhere, and is for members of one university only."""
    row = {name: canary() for name in ("words", "source_title", "source_licence")}
    row["words"] = f"Why do shops without customers bank so much cash in {canary()}?"
    row |= {"source_url": f"https://{canary()}.example/", "source_year": 2025}
    coordinator, owner = stage.people["coordinator"], stage.people["owner"]
    whose = {"by": coordinator, "lead": owner, "organisation": stage.force}
    (question,) = services.adopt_published(rows=[row], **whose)
    act(stage.browsers["owner"], f"/questions/{question.pk}/find-people")
    run = MatchRun.objects.get(question=question)
    jobs.execute_run(run.pk)
    _offer(stage, run, f"I know {canary()}.", f"Come to {canary()}.")
    _settle(stage, run)
    question.only_organisations.set([stage.friends])
    return question


def _settle(stage: Stage, run: MatchRun) -> None:
    """All say yes, and the owner says how a step stands."""
    found = run.suggestions.get(researcher__user=stage.people["friend"])
    for kind, answer in (("coordinator", "shortlisted"), ("lead", "yes")):
        browser = stage.browsers["owner" if kind == "lead" else kind]
        act(browser, f"/suggestions/{found.pk}/{kind}", answer=answer)
    said = {"kind": "dpia", "state": "done", "reference": canary()}
    act(stage.browsers["owner"], f"/collaborations/{found.pk}", **said)


@dataclass
class Allowed:
    """In which rows each canary stands, and so who may be shown it."""

    seen: Seen
    questions: dict[Any, Question]
    homes: dict[str, set[tuple[str, Any]]]

    def to(self, user: User | None) -> set[str]:
        """The canaries that the rule lets somebody see."""
        ruled: dict[str, Keys] = {}
        if user:
            asker = ask(User.objects.get(pk=user.pk), self.questions.values())
            ruled = by_rule(asker, self.seen, self.questions)
        return {
            one
            for one, homes in self.homes.items()
            if any(key in ruled.get(table, ()) for table, key in homes)
        }


def allowed() -> Allowed:
    """Look where the canaries stand, as the tables' owner; what was replaced, in the history."""
    seen = read_all()
    homes: dict[str, set[tuple[str, Any]]] = defaultdict(set)
    rows = ((table, row.pk, _in_row(row)) for table in TABLES for row in seen.rows[table])
    for table, key, found in (*rows, *_in_histories()):
        for one in found:
            homes[one].add((table, key))
    return Allowed(seen, {q.pk: q for q in Question.objects.all()}, homes)


def _in_histories() -> Iterator[tuple[str, Any, set[str]]]:
    for name, (table, key) in HISTORY.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {key}, t::text FROM {table} t")
            yield from ((name, pk, set(CANARY.findall(row))) for pk, row in cursor.fetchall())


def _in_row(row: Any) -> set[str]:
    values = [getattr(row, one.attname) for one in row._meta.concrete_fields]
    texts = [bytes(v).decode() if isinstance(v, bytes | memoryview) else str(v) for v in values]
    return set(CANARY.findall(" ".join(texts)))


def in_queue(store: Any) -> dict[str, str]:
    """What the queue holds, by key, as text; what is packed in it unpacked."""
    read = {
        b"string": store.get,
        b"list": lambda key: store.lrange(key, 0, -1),
        b"hash": store.hgetall,
        b"set": store.smembers,
        b"zset": lambda key: store.zrange(key, 0, -1),
    }
    return {
        key.decode(): f"{key!r} {value!r} {_unpacked(value)}"
        for key in store.scan_iter()
        for value in [read[store.type(key)](key)]
    }


def _unpacked(value: object) -> str:
    """The bodies of Celery's messages, which are base64 inside JSON."""
    messages = value if isinstance(value, list) else []
    return " ".join(b64decode(json.loads(one)["body"]).decode() for one in messages)
