"""Take any one condition out of the database's policies: what people read or write shows it."""

import re

import pytest
from django.db import connection, transaction

from empac.checks import PROTECTED_TABLES
from tests.security.agreement import Agreement
from tests.security.counts import count
from tests.security.wall_mutants import Brick, bricks_of_functions, bricks_of_table, shared_bricks
from tests.security.writes import COMMANDS, SQL_TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
NAMES = {table: name for name, table in SQL_TABLES.items()}
PARTS = 8
# Conditions that follow from others: taken out, they change nothing. Kept, as they cost nothing
# and say what is meant.
REDUNDANT = {
    r"^empac_glass\(\) without NOT": "whom no organisation confirmed was no coordinator who asks",
    r"^is_member out of FULL_TEXT$": "each way in asks for an organisation that stands by them",
    r"^is_member out of .*OWNER AND is_member\)$": "an owner has a force today, so is a member",
    r"^priorities_question UPDATE USING \(true\)$": "a changed row has to pass the check as well",
    r"^clearances_revocation INSERT .* without holds$": "only verifiers see clearances of others",
}


def noticed(agreement: Agreement, brick: Brick) -> str:
    """What somebody reads or writes with a brick out that they should not, or cannot any more."""
    commands: dict[str, set[str]] = {}
    for table, command in brick.opened or {(table, "SELECT") for table in NAMES}:
        commands.setdefault(command, set()).add(NAMES[table])
    read = commands.pop("SELECT", ())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(brick.statement)
        said = agreement.of_rows(sorted(read)) if read else ""
        for command, names in sorted(commands.items()) if not read else ():
            said = said or agreement.of_writes(sorted(names), [command])
        transaction.set_rollback(True)
    return said


def unmissed(agreement: Agreement, bricks: list[Brick]) -> str:
    """Name each brick that no check misses, of those that are not redundant."""
    needed = [one for one in bricks if not any(re.search(name, one.name) for name in REDUNDANT)]
    left = [brick.name for brick in needed if not noticed(agreement, brick)]
    count("mutants of the database's policies made", len(needed))
    count("mutants of the database's policies noticed", len(needed) - len(left))
    count("conditions of policies that are redundant", len(bricks) - len(needed))
    return "\n".join(left)


@pytest.mark.parametrize("table", PROTECTED_TABLES)
def test_each_condition_of_a_table_is_missed(agreement, table):
    assert unmissed(agreement, list(bricks_of_table(table))) == ""


@pytest.mark.parametrize("part", range(PARTS))
def test_each_condition_that_policies_share_is_missed(agreement, part):
    assert unmissed(agreement, list(shared_bricks())[part::PARTS]) == ""


def test_each_condition_of_the_functions_that_policies_ask_is_missed(agreement):
    assert unmissed(agreement, list(bricks_of_functions())) == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_what_people_can_write_is_what_the_rule_says(agreement, command):
    assert agreement.of_writes(commands=[command]) == ""
