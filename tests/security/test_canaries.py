"""Words of restricted fields come out nowhere but before those who may read them.

Every text, file and JSON field behind row-level security holds a word that stands nowhere else, a
canary. Searched are the answers to everybody, mails, the log, the queue, sessions, and every table
without row-level security. A new field behind it needs a canary, or the first test fails.
"""

import hashlib
import logging
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, models
from django.test import override_settings
from redis import Redis

from matching import tasks as matching
from matching.models import Embedding
from priorities import jobs as telling
from priorities import mail as mails
from priorities import tasks as priorities
from priorities.models import FullText
from tests.factories import DraftFactory
from tests.security import canaries, two_worlds
from tests.security.canaries import CANARY, SPECIES, Cage
from tests.security.counts import count
from tests.security.crawl import HTMX, Asked, crawl, requests
from tests.security.forms import protected_tables
from tests.security.hidden import Hidden

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

TEXT = (models.CharField, models.TextField, models.BinaryField, models.JSONField)
# Text that nobody types, by name: what the triggers of the history write, and names of code.
UNTYPED = {"pgh_label", "pgh_context"}
# Shown on no page, to nobody.
UNSEEN: set[str] = set()
# Beside those who are not cleared.
OTHERS = ("owner", "second", "friend", "second coordinator", "suspended", "member of one that left")


class Log(logging.Handler):
    """Keeps each line as the product would print it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        handlers = [
            one for one in logging.getLogger().handlers if type(one).__name__ == "StreamHandler"
        ]
        self.setFormatter(handlers[0].formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    root, log = logging.getLogger(), Log()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.INFO)
    yield log
    root.setLevel(level)
    root.removeHandler(log)


@pytest.fixture(scope="module")
def cage(django_db_setup, django_db_blocker, log) -> Iterator[Cage]:
    """A world in which every restricted field holds a canary; made once in each process."""
    with (
        django_db_blocker.unblock(),
        override_settings(OFFICIAL_SENSITIVE_RISK_OWNER="The owner of the risk"),
        two_worlds.first_world() as first,
    ):
        logging.disable(logging.NOTSET)
        yield canaries.plant(first.stage)


def columns() -> Iterator[tuple[str, str]]:
    """Every column behind row-level security that can hold words: its table and name."""
    tables = protected_tables()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in tables:
            for one in model._meta.concrete_fields:
                base = one.remote_field is None and isinstance(one, TEXT)
                if base and not one.choices and one.name not in UNTYPED:
                    yield model._meta.db_table, one.column


def holds(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t."{column}"::text ~ %s)', [NESTED]
        )
        return bool(cursor.fetchone()[0])


# As text, and as PostgreSQL prints the bytes of a file.
NESTED = f"{SPECIES}|{SPECIES.encode().hex()}"


def test_every_restricted_field_holds_a_canary(cage):
    found = {column: holds(*column) for column in columns()}

    assert [column for column, held in found.items() if not held] == []
    assert len(found) > 15
    count("canaries planted", len(canaries.allowed().homes))
    count("canaries: columns that hold one", len(found))


def test_no_canary_is_shown_to_who_may_not_see_it_and_each_to_somebody_who_may(cage):
    stage, rights = cage.stage, canaries.allowed()
    hidden = Hidden(cage.question, cage.rows).addresses(stage)
    published = {"priorities:question": f"/questions/{cage.published.pk}"}
    published["matching:formalities"] = f"/collaborations/{cage.settled.pk}"
    shown: set[str] = set()

    for actor in {*two_worlds.LOOKERS, *OTHERS}:
        mine = rights.to(stage.people.get(actor))
        asked = [
            one
            for one in requests(actor, stage.addresses, two_worlds.words(stage))
            if _is_asked(one)
        ]
        asked += [Asked(actor, *one) for one in (*hidden.items(), *published.items())]
        answers = crawl(stage.browsers, asked)
        told = {one: set(CANARY.findall(a.all.decode())) for one, a in answers.items()}
        assert {str(one): found - mine for one, found in told.items() if found - mine} == {}
        shown |= set().union(*told.values())
        count("canaries: places searched", len(answers))

    unseen = {one: rights.homes[one] for one in set(rights.homes) - shown}
    assert {table for homes in unseen.values() for table, _ in homes} == UNSEEN


def _is_asked(one: Asked) -> bool:
    """Each address, and each list as a file; searches and pages of them are for two worlds."""
    return "?" not in one.path or one.path.endswith("?format=csv")


def test_no_mail_holds_a_canary(cage):
    glass = cage.rows["glass"]
    sent = len(mail.outbox)

    telling.tell(glass.pk, mails.tell_of_broken_glass)

    told = [f"{one.message().as_string()} {one.recipients()}" for one in mail.outbox[sent:]]
    assert len(told) == 1
    assert [CANARY.findall(one) for one in told] == [[]]
    count("canaries: places searched", len(told))


def test_the_queue_holds_no_canary(cage, settings):
    with Redis.from_url(settings.REDIS_URL) as store:
        store.flushdb()
        assert matching.ring(cage.run.pk)
        priorities.ring(cage.rows["glass"].pk)
        held = canaries.in_queue(store)
        store.flushdb()

    assert any(str(cage.run.pk) in text for text in held.values())
    assert {key for key, text in held.items() if CANARY.search(text)} == set()
    count("canaries: places searched", len(held))


def tables() -> list[str]:
    """Every table without row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        return sorted({name for (name,) in cursor.fetchall()} - protected_tables())


def test_no_table_outside_row_level_security_holds_a_canary(cage):
    found = []
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', [NESTED])
            found += [table] if cursor.fetchone()[0] else []

    assert found == []
    assert len(tables()) > 20
    count("canaries: places searched", len(tables()))


def test_sessions_and_stored_vectors_hold_no_canary(cage):
    sessions = [f"{one.get_decoded()}" for one in Session.objects.all()]
    text = FullText.objects.get(question=cage.question)
    kept = {hashlib.sha256(words.encode()).hexdigest() for words in (text.words, text.background)}

    assert len(sessions) > 10
    assert [one for one in sessions if CANARY.search(one)] == []
    assert Embedding.objects.exists()
    assert not Embedding.objects.filter(text_hash__in=kept).exists()
    count("canaries: places searched", len(sessions))


def test_what_goes_wrong_logs_no_canary(cage, log, monkeypatch):
    """Each kind of failure, with words of the question in what is sent and in what is raised."""
    words = FullText.objects.get(question=cage.question).words
    owner, other = cage.stage.browsers["owner"], cage.stage.browsers["other academic"]
    path = f"/questions/{cage.question.pk}"

    def fail(**_: object) -> None:
        raise ValueError(words)

    draft = f"/questions/drafts/{DraftFactory(author=cage.stage.people['owner']).pk}/asking"
    answers = {
        422: owner.post(draft, {"words": "", "wanted": words}),
        405: owner.put(f"{path}/close", words),
        404: other.post(f"{path}/notes", {"words": words}),
        403: cage.stage.browsers["second coordinator"].post(f"{path}/close", {"words": words}),
        400: owner.post(draft, {"words": words} | {f"f{n}": "" for n in range(1001)}),
    }
    monkeypatch.setattr("priorities.services.add_note", fail)
    answers[500] = owner.post(f"{path}/notes", {"words": words, "marking": "2"}, headers=HTMX)

    assert {wanted: answer.status for wanted, answer in answers.items()} == {n: n for n in answers}
    for status in (400, 403, 404, 405, 500):
        assert not CANARY.search(answers[status].all.decode()), status
    assert any("ValueError" in line for line in log.lines)
    assert [line for line in log.lines if CANARY.search(line)] == []
    count("canaries: places searched", len(log.lines))
