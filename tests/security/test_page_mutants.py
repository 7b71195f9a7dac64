"""Take away any one guard of a page: it answers somebody otherwise than the tables say."""

import pytest

from tests.security.layers import VIEWS, assert_noticed, mutants
from tests.security.mutants import Mutant
from tests.security.pages import Pages, addresses_of

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]


@pytest.mark.parametrize(("mutant", "_"), mutants(VIEWS))
def test_each_guard_of_a_page_is_missed(pages: Pages, mutant: Mutant, _: object):
    # What decorators are made by stands before many addresses; the first will do.
    names = addresses_of(mutant.function) or None

    assert_noticed(mutant, lambda: next(pages.differences(names), ""))


@pytest.mark.parametrize("share", range(4))
def test_pages_answer_as_the_tables_say(pages: Pages, share: int):
    names = sorted(pages.names())[share::4]

    assert list(pages.differences(names)) == []
