"""The rule, the filter and the database give one answer, in random worlds.

By default as many worlds as make 100,000 decisions; `POLICY_WORLDS=300` makes a long run of it.
"""

import os

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings

from accounts.models import User
from tests.security.counts import count
from tests.security.filters import by_filter, expected_of_filters
from tests.security.forms import (
    HISTORY,
    TABLES,
    as_text,
    ask,
    by_rows,
    by_rule,
    differences,
    protected_tables,
    read_all,
)
from tests.security.rows import World, make
from tests.security.worlds import WorldSpec, worlds

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
# Two halves, so that two processes can share them.
WORLDS = int(os.environ.get("POLICY_WORLDS", "22")) // 2


def compare(world: World) -> None:
    """Ask the three forms about every person, question and facet of a world."""
    seen = read_all()
    questions = {question.pk: question for question in world.questions}
    facts = [(q.facts.marking, q.facts.grants) for q in world.questions]
    assert len(facts) == len(questions)
    for user in User.objects.filter(pk__in=[user.pk for user in world.people]):
        asker = ask(user, world.questions)
        ruled = by_rule(asker, seen, questions)
        wanted = expected_of_filters(asker, ruled, seen)
        assert differences(by_filter(user), as_text(wanted)) == {}
        assert differences(by_rows(user), as_text(ruled)) == {}
        count("decisions: rule = filter = database", len(asker.ruled) * len(questions))
        count("rows of protected tables: rule = database", sum(map(len, seen.rows.values())))
        count("of the decisions, those that allow", sum(map(len, asker.ruled.values())))


def test_every_protected_table_is_compared():
    compared = {model._meta.db_table for model in TABLES.values()}

    assert compared | {table for table, _ in HISTORY.values()} == protected_tables()


@pytest.mark.parametrize("half", ["first", "second"])
def test_rule_filter_and_database_agree(half):
    @settings(
        max_examples=WORLDS,
        deadline=None,
        database=None,
        suppress_health_check=[*HealthCheck],
        # A world is too much to make smaller step by step; the difference says where to look.
        phases=[Phase.explicit, Phase.generate],
        report_multiple_bugs=False,
    )
    @given(worlds())
    def agree(spec: WorldSpec) -> None:
        with transaction.atomic():
            compare(make(spec))
            transaction.set_rollback(True)

    day = timezone.localdate()
    agree()
    assert timezone.localdate() == day, "Run again: midnight passed meanwhile."
