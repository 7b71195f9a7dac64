"""What workers do with the register, by the clock. Each job bears being run twice."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts import audit, mail, outbox
from researchers.models import Import, Researcher

# So many are asked a day at most: a mail server that is new to us takes fright at a flood.
ASKED_A_DAY = 50
IMPORTS_KEPT_FOR = timedelta(days=30)


def purge_needs() -> int:
    """Take away what was said for events over 30 days ago; return how many rows went.

    By a function of the database: a worker acts for nobody, whom the policy shows no row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT empac_purge_needs()")
        return int(cursor.fetchone()[0])


def purge_imports() -> None:
    """Take away imports never saved, and the rows of those that were, 30 days on.

    What was saved stays on people's lists; only undoing it ends.
    """
    limit = timezone.now() - IMPORTS_KEPT_FOR
    Import.objects.filter(state=Import.State.READY, made_at__lt=limit).delete()
    old = Import.objects.exclude(state=Import.State.READY).filter(saved_at__lt=limit)
    old.exclude(rows=[], problems=[]).update(rows=[], problems=[])


@transaction.atomic
def expire_stubs() -> int:
    """Take away entries that nobody claimed in time, with their evidence; return how many.

    By a function of the database, which also blanks what their histories say.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT empac_expire_stubs()")
        gone = [pk for (pk,) in cursor.fetchall()]
    for pk in gone:
        audit.record(by=None, action="profile.expired", target=Researcher(pk=pk))
    return len(gone)


def ask_to_confirm() -> int:
    """Ask people by mail whether their entry is still true, who waits longest first; say how many.

    Nobody is asked while mails are off: a mail that lies about would count as a reminder.
    """
    if not mail.is_on():
        return 0
    with transaction.atomic():
        # Two at once ask different people.
        waiting = Researcher.objects.to_be_asked().order_by("confirmed_at", "pk")
        held = waiting.select_for_update(of=("self",), skip_locked=True).select_related("user")
        entries = list(held[:ASKED_A_DAY])
        for entry in entries:
            entry.ask()
            outbox.queue(kind="confirm-entry", to=entry.user, about=entry.pk)
    return len(entries)
