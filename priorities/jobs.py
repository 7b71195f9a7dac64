"""What workers do: tell owners that their question was opened. The row of the opening is the job.

It acts for nobody, so no policy shows it a question; functions of the database give it ids.
"""

import uuid
from collections.abc import Callable

from django.db import connection, transaction

from accounts.models import User

MOST_RINGS_A_SWEEP = 50


def due() -> list[uuid.UUID]:
    """Give the openings whose owners wait to be told, the oldest first."""
    return _column("SELECT * FROM empac_glass_to_tell() LIMIT %s", MOST_RINGS_A_SWEEP)


def tell(glass_id: uuid.UUID, send: Callable[[User], None]) -> bool:
    """Mail everybody who owns the question; False when that is done, or nobody owns it today.

    A mail that is sent cannot be taken back, so a crash between sending and the end of this
    transaction leaves the row untold, and the owner is told twice. Never is nobody told.

    Raises:
        Exception: whatever `send` raises; the row stays untold.
    """
    with transaction.atomic():
        owners = _column("SELECT * FROM empac_owners_of_glass(%s)", glass_id)
        # A conditional update: a second worker waits here until the first one is done.
        if not owners or _column("SELECT empac_claim_glass(%s)", glass_id) != [True]:
            return False
        for owner in User.objects.filter(pk__in=owners):
            send(owner)
    return True


def _column(query: str, value: object) -> list:
    with connection.cursor() as cursor:
        cursor.execute(query, [value])
        return [row[0] for row in cursor.fetchall()]
