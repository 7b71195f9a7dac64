"""What is for public release, as anybody may read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A released question that is marked for public release, with its source where it has one."""

    id: UUID
    words: str
    source_title: str
    source_url: str
    source_licence: str
    organisation: str
    released_at: datetime


def public_questions(most: int) -> list[PublicQuestion]:
    """The newest first. The database itself says what is public (migration 0014)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, words, source_title, source_url, source_licence, organisation, released_at"
            " FROM priorities_public() ORDER BY released_at DESC, id LIMIT %s",
            [most],
        )
        return [PublicQuestion(*row) for row in cursor.fetchall()]
