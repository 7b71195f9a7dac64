"""Seals over the access log: what they cover, and what breaks them."""

import threading
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import seals, tasks
from accounts.models import AccessEvent, AuditEvent, Seal
from tests.factories import AccessEventFactory
from tests.matching.scenes import at_once
from tests.workers import wait_for

pytestmark = pytest.mark.django_db

# Entries that were written in another PostgreSQL are sealed at once: nothing there is under way.
ELSEWHERE = {"cluster": 1}


def write(*xids):
    return [AccessEventFactory(**ELSEWHERE, xid=xid) for xid in xids]


@pytest.fixture
def three_seals():
    """Give the entries under each of three seals."""
    under = []
    for first in (10, 20, 30):
        under.append(write(first, first, first + 1))
        [made] = seals.seal()
        assert made.events == 3
    return under


@contextmanager
def triggers_off():
    """As whoever owns the tables, or a superuser, can have them."""
    tables = ("accounts_accessevent", "accounts_seal")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def test_each_seal_covers_what_came_since_the_one_before_it(three_seals):
    first, second, third = Seal.objects.all()

    assert (first.xid_from, first.xid_to) == (0, 12)
    assert (second.xid_from, third.xid_from) == (first.xid_to, second.xid_to)
    assert [first.previous, second.previous, third.previous] == [
        seals.NO_ROOT,
        first.root,
        second.root,
    ]
    assert len({first.root, second.root, third.root}) == 3
    found = seals.verify()
    assert (found.seals, found.events, found.unsealed) == (3, 9, 0)
    assert (found.broken, found.root) == (None, third.root)


def test_nothing_new_makes_no_seal(three_seals):
    assert seals.seal() == []
    assert Seal.objects.count() == 3


def test_an_empty_log_holds():
    assert seals.seal() == []
    found = seals.verify()
    assert (found.seals, found.events, found.broken, found.root) == (0, 0, None, seals.NO_ROOT)
    assert seals.last_verification() is None


def test_what_is_not_sealed_yet_is_counted_and_breaks_nothing(three_seals):
    write(40, 41)
    found = seals.verify()
    assert (found.seals, found.events, found.unsealed, found.broken) == (3, 9, 2, None)


HARM = {
    "a changed actor": "UPDATE accounts_accessevent SET actor = gen_random_uuid() WHERE id = {id}",
    "a changed verb": "UPDATE accounts_accessevent SET verb = 'export' WHERE id = {id}",
    "a changed type": "UPDATE accounts_accessevent SET object_type = 'x' WHERE id = {id}",
    "a changed thing": "UPDATE accounts_accessevent SET object_id = '' WHERE id = {id}",
    "a changed facet": "UPDATE accounts_accessevent SET facet = '' WHERE id = {id}",
    "a changed reason": "UPDATE accounts_accessevent SET reason = 'x' WHERE id = {id}",
    "a changed time": "UPDATE accounts_accessevent SET at = at + interval '1 us' WHERE id = {id}",
    "a changed transaction": "UPDATE accounts_accessevent SET xid = xid + 1 WHERE id = {id}",
    "a changed number": "UPDATE accounts_accessevent SET id = -1 WHERE id = {id}",
    "a deleted entry": "DELETE FROM accounts_accessevent WHERE id = {id}",
    "all entries deleted": "DELETE FROM accounts_accessevent WHERE xid BETWEEN 20 AND 29",
    "an entry put in": "INSERT INTO accounts_accessevent"
    " (cluster, xid, at, verb, object_type, object_id, facet, reason)"
    " VALUES (1, 20, now(), 'read', '', '', '', '')",
    "a changed root": "UPDATE accounts_seal SET root = repeat('a', 64) WHERE id = {seal}",
    "a changed count": "UPDATE accounts_seal SET events = 4 WHERE id = {seal}",
    "a changed link": "UPDATE accounts_seal SET previous = repeat('a', 64) WHERE id = {seal}",
    "a changed moment": "UPDATE accounts_seal SET sealed_at = now() WHERE id = {seal}",
    "a changed range": "UPDATE accounts_seal SET xid_from = xid_from + 1 WHERE id = {seal}",
}


@pytest.mark.parametrize("harm", HARM)
def test_harm_done_with_the_triggers_off_is_pinned_to_its_seal(three_seals, harm):
    second = Seal.objects.all()[1]

    with triggers_off() as cursor:
        cursor.execute(HARM[harm].format(id=three_seals[1][1].pk, seal=second.pk))
        assert cursor.rowcount

    found = seals.verify()
    assert found.broken == second.pk
    assert (found.seals, found.events) == (1, 3)
    assert found.why
    assert [(e.action, e.target_id) for e in [seals.last_verification()]] == [
        (seals.BROKEN, str(second.pk))
    ]


def test_a_seal_that_is_taken_away_is_missed_by_the_next(three_seals):
    _, second, third = Seal.objects.all()
    with triggers_off() as cursor:
        cursor.execute("DELETE FROM accounts_seal WHERE id = %s", [second.pk])

    found = seals.verify()

    assert found.broken == third.pk
    assert "taken away" in found.why


def test_a_log_cut_off_and_sealed_anew_is_found_by_a_root_noted_down_before(three_seals):
    noted = Seal.objects.last().root
    assert seals.verify(root=noted).broken is None
    with triggers_off() as cursor:
        cursor.execute("DELETE FROM accounts_seal WHERE xid_from >= 12")
        cursor.execute("UPDATE accounts_accessevent SET actor = NULL WHERE xid >= 30")
    seals.seal()

    assert seals.verify().broken is None
    found = seals.verify(root=noted)

    assert found.broken == Seal.objects.last().pk
    assert "published" in found.why


def test_a_field_added_later_would_not_break_old_seals():
    assert set(seals.COVERED) <= {field.name for field in AccessEvent._meta.fields}


def test_a_log_that_moves_to_another_postgresql_goes_on(three_seals):
    """Transactions are numbered anew where a dump is restored: low numbers, higher ids."""
    write(40)
    moved = [AccessEventFactory(cluster=2, xid=xid) for xid in (5, 15)]

    made = seals.seal()

    assert [(one.cluster, one.xid_from, one.events) for one in made] == [(1, 32, 1), (2, 0, 2)]
    assert moved[0].pk > three_seals[2][2].pk
    found = seals.verify()
    assert (found.seals, found.events, found.broken) == (5, 12, None)


def test_the_commands_seal_and_verify_and_say_what_they_did():
    def said(*arguments, **options):
        out = StringIO()
        call_command(*arguments, stdout=out, **options)
        return out.getvalue()

    write(10, 11)
    sealed = said("seal_access_log")
    root = Seal.objects.get().root
    assert sealed == f"{Seal.objects.get()}: 2 entries, root {root}\n"
    assert said("seal_access_log") == "There is nothing to seal.\n"
    write(20)
    assert said("verify_access_log", root=root) == (
        f"1 seals over 2 entries hold; 1 entries wait for the next seal.\nLast root: {root}\n"
    )
    event = AuditEvent.objects.get()
    assert (event.action, event.target_id) == (seals.VERIFIED, str(Seal.objects.get().pk))


def test_the_command_that_verifies_fails_and_names_the_first_broken_seal(three_seals):
    second = Seal.objects.all()[1]
    with triggers_off() as cursor:
        cursor.execute("UPDATE accounts_accessevent SET actor = NULL WHERE xid >= 20")

    with pytest.raises(CommandError) as failure:
        call_command("verify_access_log")

    assert str(failure.value) == (
        f"Seal {second.pk} is broken. An entry under it, or the seal itself, was changed. "
        "Before it, 1 seals over 3 entries hold."
    )


def test_a_root_cannot_be_among_no_seals():
    with pytest.raises(CommandError, match="There is no seal"):
        call_command("verify_access_log", root="a" * 64)


def test_the_tasks_leave_the_roots_in_the_log_outside_the_database(caplog):
    caplog.set_level("INFO", "accounts.tasks")
    write(10)
    tasks.seal()
    tasks.verify()
    root = Seal.objects.get().root
    assert [root in line for line in caplog.messages] == [True, True]
    with triggers_off() as cursor:
        cursor.execute("DELETE FROM accounts_accessevent")
    tasks.verify()
    assert caplog.records[-1].levelname == "ERROR"
    assert "is broken" in caplog.messages[-1]


def sealed_up():
    """Seal until nothing waits: transactions of other tests beside this one hold a seal back."""

    def nothing_waits():
        seals.seal()
        return not seals.unsealed().exists()

    # The number of the oldest transaction is the whole server's: another process of the suite may
    # hold a world in one for minutes.
    return wait_for(nothing_waits, seconds=900)


@contextmanager
def another_transaction():
    """Give a second connection within a transaction of its own."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        yield other
        other.commit()
    finally:
        other.close()


def insert(other):
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_accessevent (at, verb, object_type, object_id, facet, reason)"
            " VALUES (now(), 'read', '', '', '', 'late') RETURNING id, xid"
        )
        return cursor.fetchone()


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_meets_the_next_seal():
    early = AccessEventFactory()
    assert sealed_up()
    with another_transaction() as other:
        late, xid = insert(other)
        after = AccessEventFactory()
        assert early.pk < late < after.pk

        seals.seal()

        # The later one is there to be read, and waits all the same: the one before it may come.
        assert not Seal.objects.filter(xid_to__gt=xid).exists()
        assert seals.unsealed().get() == after
        assert seals.verify().broken is None
    assert set(seals.unsealed().values_list("pk", flat=True)) == {late, after.pk}
    assert sealed_up()
    found = seals.verify()
    assert (found.events, found.unsealed, found.broken) == (3, 0, None)


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_never_commits_holds_back_no_seal_for_good():
    with another_transaction() as other:
        insert(other)
        AccessEventFactory()
        other.rollback()

    assert sealed_up()
    assert seals.verify().events == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_seal_at_once_one_chain_comes():
    write(*range(10, 40))

    made = at_once(seals.seal, seals.seal, seals.seal)

    assert sorted(len(one) for one in made) == [0, 0, 1]
    assert (seals.verify().events, seals.verify().broken) == (30, None)


@pytest.mark.django_db(transaction=True)
def test_seals_hold_while_many_write_beside_them():
    done = threading.Event()

    def write_many():
        for _ in range(40):
            AccessEventFactory()

    def keep_sealing():
        while not done.is_set():
            seals.seal()

    def all_written():
        at_once(*[write_many] * 3)
        done.set()

    at_once(keep_sealing, all_written)

    assert sealed_up()
    found = seals.verify()
    assert (found.events, found.unsealed, found.broken) == (120, 0, None)
