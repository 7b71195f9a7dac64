import importlib

from django.db import migrations

rules = importlib.import_module("priorities.migrations.0004_row_security")

# A researcher's own profiles.
MINE = (
    "researcher_id IN (SELECT p.id FROM researchers_researcher p"
    " WHERE p.user_id = (SELECT empac_person()))"
)
ON_SUMMARY = f"({rules.COORDINATOR} AND {rules.LISTED} OR {rules.OWNER} AND {rules.FULL_TEXT})"


def of_run(rule: str) -> str:
    """The rule for a suggestion: of its run `r` and the run's question."""
    return (
        "EXISTS (SELECT FROM matching_matchrun r JOIN priorities_question q ON q.id = r.question_id"
        f" WHERE r.id = run_id AND ({rule.format(q='q')}))"
    )


# Found for a summary, only as long as that one stands.
SUGGESTIONS = of_run(
    "r.basis = 'summary' AND r.requested_at >= q.released_at"
    f" AND ({ON_SUMMARY} OR {rules.EXISTENCE} AND {MINE})"
    f" OR r.basis = 'full-text' AND {rules.OWNER} AND {rules.FULL_TEXT}"
)
DECISIONS = rules.of_question(f"({ON_SUMMARY} OR {rules.EXISTENCE} AND {MINE})")
POLICIES = [
    ("suggestion", "SELECT", f"USING ({SUGGESTIONS})"),
    ("suggestion", "INSERT", f"WITH CHECK ({SUGGESTIONS})"),
    ("decision", "SELECT", f"USING ({DECISIONS})"),
    ("decision", "INSERT", f"WITH CHECK ({DECISIONS} AND by_id = {rules.ME})"),
]


class Migration(migrations.Migration):
    """What was found for a question, and what was said of it, is kept as the question is."""

    dependencies = [
        ("matching", "0003_basis"),
        ("priorities", "0004_row_security"),
        ("researchers", "0001_initial"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE matching_{table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE matching_{table} DISABLE ROW LEVEL SECURITY",
            )
            for table in ("suggestion", "decision")
        ),
        *(
            migrations.RunSQL(
                f"CREATE POLICY {command.lower()}_rule ON matching_{table}"
                f" FOR {command} TO empac_web {rule}",
                f"DROP POLICY {command.lower()}_rule ON matching_{table}",
            )
            for table, command, rule in POLICIES
        ),
    ]
