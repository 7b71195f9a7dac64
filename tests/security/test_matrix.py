"""Who may see what: every address × method × kind of person × marking × state of the question.

By default one in twenty of the pages about questions is asked, the same ones at each run;
`MATRIX_SHARE=1` asks them all.
"""

import os

import pytest
from django.db import transaction

from tests import addresses
from tests.security import matrix
from tests.security.actors import KINDS
from tests.security.counts import count
from tests.security.declared import ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
SHARE = int(os.environ.get("MATRIX_SHARE", "20"))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Make the world once for all who ask; it is gone with the transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield matrix.build()
        transaction.set_rollback(True)


def test_every_address_has_a_row():
    assert set(ROWS) == set(addresses.names())


@pytest.mark.parametrize("actor", KINDS)
def test_every_cell_answers_as_the_table_says(world, actor):
    cells = list(matrix.cells(world, actors=[actor], share=SHARE))

    assert matrix.compare(world, cells) == []
    pages = [cell for cell in cells if cell.method not in matrix.NO_PAGES]
    count("cells of the permission matrix", len(cells))
    count("of the cells, those with a method that pages take", len(pages))
