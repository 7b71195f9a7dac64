"""A hidden question leaves no trace for those from whom it is hidden: two worlds look the same.

Each way of hiding one is compared by what everybody is answered with and without it: pages, lists,
searches, counts, files, fragments, mails, and whom a fresh search for people finds. There is no
calendar and no API yet.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.security import crawl, two_worlds
from tests.security.counts import count
from tests.security.crawl import LISTS, Asked
from tests.security.hidden import VARIANTS, WORD
from tests.security.two_worlds import First

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]


@pytest.fixture(scope="module")
def first(django_db_setup, django_db_blocker) -> Iterator[First]:
    """The world without: made and asked for once in each process."""
    with django_db_blocker.unblock(), two_worlds.first_world() as first:
        yield first


@pytest.mark.parametrize("variant", VARIANTS)
def test_nobody_can_tell_whether_the_hidden_question_is_there(first, variant):
    assert two_worlds.differences(variant, first) == []
    count("two worlds: variants")


def test_the_comparison_tells_the_two_worlds_apart_for_the_owner(first):
    """Or else it would prove nothing that it does not for the others."""
    asked = [Asked("owner", "", path) for path in ("/home", "/questions", "/questions?format=csv")]
    before = crawl.crawl(first.stage.browsers, asked)
    with transaction.atomic():
        VARIANTS["unreleased"].hide(first.stage)
        after = crawl.crawl(first.stage.browsers, asked)
        transaction.set_rollback(True)

    assert len(crawl.compare(before, after)) == len(crawl.holding([WORD.encode()], after)) == 3
    assert crawl.compare(before, before) == crawl.holding([WORD.encode()], before) == []


def test_every_list_is_asked_for_with_its_filters(first):
    """What answers with a file for somebody is a list, and needs its line in the crawl."""
    as_csv = {
        name
        for kind in ("coordinator", "owner", "other academic", "verifier", "auditor")
        for name, path in first.stage.addresses.items()
        if ("Content-Type", "text/csv; charset=utf-8")
        in first.stage.browsers[kind].get(f"{path}?format=csv").headers
    }

    assert {name.strip() for name in as_csv} == set(LISTS)
