from django.db import migrations

# The policy of `priorities/policy.py` for the database, rule by rule, of a row `{q}` of questions.
# Whatever does not depend on the row stands in `(SELECT ...)`, so it is worked out once.
ME = "(SELECT empac_person())"
OPEN = "{q}.closed_at IS NULL AND NOT {q}.is_for_recipients_only"
LET_IN = "{q}.id NOT IN (SELECT empac_confined_elsewhere())"
OWNER = (
    f"({{q}}.lead_id = {ME} AND {{q}}.organisation_id = ANY ((SELECT empac_forces())::uuid[])"
    " OR {q}.id IN (SELECT empac_co_owned()))"
)
COLLEAGUE = (
    f"({OPEN} AND {{q}}.is_shared_with_organisation AND {{q}}.marking <= 1"
    " AND {q}.organisation_id = ANY ((SELECT empac_forces())::uuid[]))"
)
FULL_TEXT = (
    "((SELECT empac_is_member()) AND {q}.marking <= (SELECT empac_ceiling()) AND ("
    f"{OWNER} OR {COLLEAGUE} OR {{q}}.id IN (SELECT empac_glass())"
    f" OR {{q}}.id IN (SELECT empac_granted()) AND {LET_IN}))"
)
LISTED = (
    f"((SELECT empac_is_member()) AND {OPEN} AND {{q}}.released_at IS NOT NULL"
    " AND coalesce({q}.embargo_until <= (SELECT empac_today()), true)"
    f" AND {LET_IN})"
)
EXISTENCE = f"({OWNER} AND (SELECT empac_is_member()) OR {LISTED} OR {FULL_TEXT})"
COORDINATOR = "(SELECT empac_holds('coordinator'))"
KNOWN = f"({COORDINATOR} OR {EXISTENCE})"

SETS = {
    "empac_co_owned()": """
    SELECT c.question_id FROM priorities_question_co_owners c
    WHERE c.user_id = empac_person() AND empac_forces() <> '{}'""",
    "empac_granted()": """
    SELECT g.question_id FROM priorities_grant g
    WHERE g.person_id = empac_person()
      AND g.revoked_at IS NULL AND g.expires_at > statement_timestamp()""",
    "empac_glass()": """
    SELECT b.question_id FROM priorities_breakglass b
    WHERE b.proposed_by_id = empac_person() AND b.until > statement_timestamp()""",
    "empac_confined_elsewhere()": """
    SELECT o.question_id FROM priorities_question_only_organisations o
    GROUP BY o.question_id
    HAVING NOT bool_or(o.organisation_id = ANY (empac_organisations()))""",
}


def of_question(rule: str) -> str:
    """The rule for a row that belongs to a question."""
    where = rule.format(q="q")
    return f"EXISTS (SELECT FROM priorities_question q WHERE q.id = question_id AND {where})"


def own(rule: str) -> str:
    return rule.format(q="priorities_question")


READS = of_question(FULL_TEXT)
OWNS = of_question(f"{OWNER} AND (SELECT empac_is_member())")
KNOWS = of_question("true")  # the policy of questions itself decides
MARKED = "marking <= (SELECT empac_ceiling())"
GRANTED_OR_OWNS = f"(person_id = {ME} AND (SELECT empac_is_member()) OR {OWNS})"
POSTED = of_question(f"{{q}}.posted_by_id = {ME}")
OF_TRACKED = "EXISTS (SELECT FROM priorities_question q WHERE q.id = pgh_obj_id)"
# Table, command, condition on what is read, condition on what is written.
POLICIES = [
    ("question", "SELECT", own(KNOWN), None),
    ("question", "INSERT", None, f"posted_by_id = {ME} AND (SELECT empac_is_member())"),
    ("question", "UPDATE", own(KNOWN), own(f"({COORDINATOR} OR {OWNER} OR {FULL_TEXT})")),
    ("summary", "SELECT", of_question(EXISTENCE), None),
    ("summary", "INSERT", None, f"{READS} OR {POSTED}"),
    ("summary", "UPDATE", READS, READS),
    ("summary", "DELETE", f"{OWNS} OR {READS}", None),
    ("fulltext", "SELECT", READS, None),
    ("fulltext", "INSERT", None, POSTED),
    ("fulltext", "UPDATE", f"{READS} AND {OWNS}", f"{READS} AND {OWNS}"),
    *(
        (table, command, using, check)
        for table in ("note", "attachment")
        for command, using, check in (
            ("SELECT", f"{READS} AND {MARKED}", None),
            ("INSERT", None, f"{READS} AND {MARKED} AND by_id = {ME}"),
        )
    ),
    *(
        (table, command, using, check)
        for table in ("release", "remarking")
        for command, using, check in (
            ("SELECT", f"{READS} OR {OWNS}", None),
            ("INSERT", None, f"{OWNS} AND proposed_by_id = {ME}"),
            ("UPDATE", f"{READS} OR {OWNS}", f"{READS} OR {OWNS}"),
        )
    ),
    ("grant", "SELECT", GRANTED_OR_OWNS, None),
    ("grant", "INSERT", None, f"{OWNS} AND {READS} AND by_id = {ME}"),
    ("grant", "UPDATE", OWNS, OWNS),
    ("breakglass", "SELECT", f"{COORDINATOR} OR {OWNS}", None),
    ("breakglass", "INSERT", None, f"{COORDINATOR} AND proposed_by_id = {ME}"),
    ("breakglass", "UPDATE", f"{COORDINATOR} OR {OWNS}", f"{COORDINATOR} OR {OWNS}"),
    *(
        (table, command, using, check)
        for table in ("question_co_owners", "question_only_organisations")
        for command, using, check in (
            ("SELECT", KNOWS, None),
            ("INSERT", None, f"{OWNS} OR {POSTED}"),
            ("DELETE", OWNS, None),
        )
    ),
    # What history keeps of a row is read by those who may read all that the row says or said.
    ("questionevent", "SELECT", OF_TRACKED, None),
    ("summaryevent", "SELECT", f"{READS} OR {OWNS}", None),
    ("fulltextevent", "SELECT", READS, None),
    ("grantevent", "SELECT", GRANTED_OR_OWNS, None),
    # Its triggers write as whoever changes the row, which they could not if it were hidden.
    *(
        (f"{table}event", "INSERT", None, "true")
        for table in ("question", "summary", "fulltext", "grant")
    ),
]


def create_function(name: str, query: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE FUNCTION {name} RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $${query}$$",
        f"DROP FUNCTION {name}",
    )


def protect(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE priorities_{table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE priorities_{table} DISABLE ROW LEVEL SECURITY",
    )


def create_policy(
    table: str, command: str, using: str | None, check: str | None
) -> migrations.RunSQL:
    rules = [f"USING ({using})" if using else "", f"WITH CHECK ({check})" if check else ""]
    name = f"{command.lower()}_rule ON priorities_{table}"
    return migrations.RunSQL(
        f"CREATE POLICY {name} FOR {command} TO empac_web {' '.join(rules)}",
        f"DROP POLICY {name}",
    )


class Migration(migrations.Migration):
    """The second wall: what the code forgets to leave out, the database leaves out."""

    dependencies = [
        ("priorities", "0003_question_history"),
        ("clearances", "0005_acting_functions"),
    ]

    operations = [
        *(create_function(name, query) for name, query in SETS.items()),
        *(protect(table) for table in dict.fromkeys(policy[0] for policy in POLICIES)),
        *(create_policy(*policy) for policy in POLICIES),
    ]
