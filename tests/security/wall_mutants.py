"""Takes bricks out of the second wall: conditions of the database's policies, one at a time.

The policies are read as the database has them, so what a later migration changes is met as well.
PostgreSQL gives each back with all its parentheses, and so its parts are found without a parser.
Each statement here is run in a transaction that is rolled back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

# What policies ask; the other functions serve the mail to owners, leaving and purging.
FUNCTIONS = (
    r"empac_(?!claim_glass|glass_to_tell|owners_of_glass"
    r"|blank_history|erase|leave|purge_needs|remove_stubs|expire_stubs)"
)


# What a condition ends with, unless it stands in brackets or within BETWEEN.
ENDS = r"[()]|BETWEEN|\sAND\s|\s(?:GROUP|ORDER) BY|\sUNION\s|\$function\$"


@dataclass(frozen=True)
class Brick:
    """A statement that takes a condition away, and the tables and commands that it may open."""

    name: str
    statement: str
    opened: frozenset[tuple[str, str]] = frozenset()  # empty: any


@dataclass(frozen=True)
class Policy:
    table: str
    command: str
    name: str
    using: str | None
    check: str | None

    def clauses(self) -> Iterator[tuple[str, str]]:
        if self.using is not None:
            yield "USING", self.using
        if self.check is not None:
            yield "WITH CHECK", self.check

    def altered(self, clause: str, rule: str) -> str:
        return f"ALTER POLICY {self.name} ON {self.table} {clause} ({rule})"


def policies() -> list[Policy]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, cmd, policyname, qual, with_check FROM pg_policies"
            " WHERE schemaname = 'public' ORDER BY 1, 2"
        )
        return [Policy(*row) for row in cursor.fetchall()]


def bricks_of_table(table: str) -> Iterator[Brick]:
    """Row-level security itself, each policy whole, and each of its outermost conditions."""
    off = f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
    yield Brick(f"{table} without row-level security", off, frozenset({(table, "SELECT")}))
    for policy in policies():
        if policy.table != table:
            continue
        for clause, rule in policy.clauses():
            if rule == "true":
                continue
            name = f"{table} {policy.command} {clause}"
            where = frozenset({(table, policy.command)})
            opened = policy.altered(clause, "true")
            yield Brick(f"{name} (true)", opened, where)
            for part, less in _parts(rule):
                changed = policy.altered(clause, less)
                yield Brick(f"{name} without {_plain(part)}", changed, where)


def shared_bricks() -> Iterator[Brick]:
    """Each condition further inside, taken out wherever its group of conditions stands.

    The named pieces of which the policies are made come back here: "owner", "released", "reads".
    """
    changes: dict[str, dict[tuple[Policy, str], set[tuple[str, str]]]] = {}
    for policy, clause, group, part, less in _inner_parts():
        name = f"{_plain(part)} out of {_plain(group)}"
        changes.setdefault(name, {}).setdefault((policy, clause), set()).add((group, less))
    for name, places in changes.items():
        statements = []
        for (policy, clause), pairs in places.items():
            rule = dict(policy.clauses())[clause]
            for group, less in pairs:
                rule = rule.replace(group, less)
            statements.append(policy.altered(clause, rule))
        opened = {(policy.table, policy.command) for policy, _ in places}
        yield Brick(name, "; ".join(statements), frozenset(opened))


def _inner_parts() -> Iterator[tuple[Policy, str, str, str, str]]:
    """Give policy, clause, group of conditions, one of these, and the group without it."""
    for policy in policies():
        for clause, rule in policy.clauses():
            for start, end in _groups(rule):
                group = rule[start : end + 1]
                for part, less in _parts(group) if start else ():
                    if part != "true":
                        yield policy, clause, group, part, less


def bricks_of_functions() -> Iterator[Brick]:
    """Each condition of the functions that policies ask."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p"
            " WHERE p.proname ~ %s AND p.pronamespace = 'public'::regnamespace ORDER BY 1",
            [FUNCTIONS],
        )
        found = cursor.fetchall()
    for name, definition in found:
        for condition in _conditions(definition):
            changed = definition.replace(condition, "true", 1)
            yield Brick(f"{name}() without {condition}", changed)


def _conditions(definition: str) -> Iterator[str]:
    """What stands between WHERE, HAVING, AND and the end of each query."""
    for begin in re.finditer(r"\b(?:WHERE|HAVING|(?<!valid_from )AND)\s", definition):
        rest = definition[begin.end() :]
        depth, is_range = 0, False
        for word in re.finditer(
            r"[()]|BETWEEN|\sAND\s|\s(?:GROUP|ORDER) BY|\sUNION\s|\$function\$", rest
        ):
            depth += {"(": 1, ")": -1}.get(word.group(), 0)
            is_range |= word.group() == "BETWEEN"
            if depth < 0 or (depth == 0 and word.group() not in {"(", ")", "BETWEEN"}):
                if not is_range:
                    yield rest[: word.start()].strip()
                    break
                is_range = False


def _parts(group: str) -> Iterator[tuple[str, str]]:
    """Give each operand that AND or OR joins in a pair of parentheses, and the pair without it."""
    for word, operands in _operands(group[1:-1]):
        for n, operand in enumerate(operands):
            rest = [*operands[:n], *operands[n + 1 :]]
            yield operand, f"({f' {word} '.join(rest)})"


def _groups(rule: str) -> Iterator[tuple[int, int]]:
    """The places of each pair of parentheses."""
    opened = []
    for place, letter in enumerate(rule):
        if letter == "(":
            opened.append(place)
        elif letter == ")":
            yield opened.pop(), place


def _operands(inner: str) -> Iterator[tuple[str, list[str]]]:
    """The word that joins the operands of a group, if one does, and the operands."""
    depth, cuts = 0, []
    for match in re.finditer(r"[()]| AND | OR ", inner):
        word = match.group()
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0 and word not in "()":
            cuts.append(match)
    if cuts:
        ends = [*(cut.start() for cut in cuts), len(inner)]
        starts = [0, *(cut.end() for cut in cuts)]
        pieces = [inner[start:end] for start, end in zip(starts, ends, strict=True)]
        yield cuts[0].group().strip(), pieces


# The pieces of which the policies are made, by the names they have in the migrations.
PIECES = {
    r"\( SELECT empac_(\w+)\((.*?)\) AS empac_\w+\)": r"\1",
    r"\(\(\(lead_id = person\) AND \(organisation_id = ANY \(forces::uuid\[\]\)\)\)"
    r" OR \(id IN co_owned\)\)": "OWNER",
    r"\(is_member AND \(closed_at IS NULL\) AND \(NOT is_for_recipients_only\)"
    r" AND \(released_at .*? confined_elsewhere\)\)\)": "LISTED",
    r"\(is_member AND \(marking <= ceiling\) AND \(\(\(lead_id .*?"
    r"confined_elsewhere\)\)\)\)\)": "FULL_TEXT",
    r"\(\(OWNER AND is_member\) OR LISTED OR FULL_TEXT\)": "EXISTENCE",
}


def _plain(text: str) -> str:
    """Words for people: without what differs from table to table where the rule is the same."""
    text = re.sub(r"\b(?:q|r|priorities_question)\.", "", re.sub(r"\s+", " ", text))
    for piece, name in PIECES.items():
        text = re.sub(piece, name, text)
    return text
