"""A hidden question leaves no trace for those from whom it is hidden: two worlds look the same.

Each way of hiding one is compared by what everybody is answered with and without it: pages, lists,
searches, counts, files, fragments, mails, and whom a fresh search for people finds. There is no
calendar and no API yet.
"""

from collections.abc import Iterator

import pytest

from tests.security import two_worlds
from tests.security.counts import count
from tests.security.crawl import LISTS
from tests.security.hidden import VARIANTS
from tests.security.two_worlds import First

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def first(django_db_setup, django_db_blocker) -> Iterator[First]:
    """The world without: made and asked for once in each process."""
    with django_db_blocker.unblock(), two_worlds.first_world() as first:
        yield first


@pytest.mark.parametrize("variant", VARIANTS)
def test_nobody_can_tell_whether_the_hidden_question_is_there(first, variant):
    assert two_worlds.differences(variant, first) == []
    count("two worlds: variants")


def test_every_list_is_asked_for_with_its_filters(first):
    """What answers with a file for somebody is a list, and needs its line in the crawl."""
    as_csv = {
        name
        for kind in ("coordinator", "other academic", "verifier", "auditor")
        for name, path in first.stage.addresses.items()
        if ("Content-Type", "text/csv; charset=utf-8")
        in first.stage.browsers[kind].get(f"{path}?format=csv").headers
    }

    assert {name.strip() for name in as_csv} == set(LISTS)
