"""The measurement of the walls runs to its end, small; how long anything takes fails nothing."""

import pytest
from django.db import connection

from empac.checks import PROTECTED_TABLES
from tests.bench import walls


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_page_is_measured_at_both_sizes_and_the_wall_stands_again(capsys):
    walls.report(sizes=[3, 6], people=4, rounds=1)

    said = capsys.readouterr().out
    for reader in ("coordinator", "police lead", "academic"):
        assert said.count(f"{reader:<12}questions") == 4
    assert "With 3 questions a page takes" in said
    assert "With 6 questions a page takes" in said
    assert unprotected() == []


def unprotected():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY (%s) AND NOT relrowsecurity",
            [list(PROTECTED_TABLES)],
        )
        return cursor.fetchall()
