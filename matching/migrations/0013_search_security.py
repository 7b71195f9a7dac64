import importlib

from django.db import migrations

rules = importlib.import_module("priorities.migrations.0004_row_security")

# What a coordinator asked and found is theirs alone.
MINE = (
    f"{rules.COORDINATOR} AND EXISTS (SELECT FROM matching_personsearch s"
    f" WHERE s.id = search_id AND s.requested_by_id = {rules.ME})"
)
POLICIES = [("SELECT", f"USING ({MINE})"), ("INSERT", f"WITH CHECK ({MINE})")]
BELONGS = [
    ("searchwords", "search_id", "matching_personsearch"),
    ("hit", "search_id", "matching_personsearch"),
    ("hit", "researcher_id", "researchers_researcher"),
]


def belongs(table: str, column: str, to: str) -> migrations.RunSQL:
    """A foreign key whose rows the database deletes: its own deletes pass row-level security."""
    name = f"matching_{table}_{column}"
    return migrations.RunSQL(
        f"ALTER TABLE matching_{table} ADD CONSTRAINT {name} FOREIGN KEY ({column})"
        f" REFERENCES {to} ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE matching_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    """What a search asked and found is kept from everybody but the one who asked."""

    dependencies = [("matching", "0012_person_search"), ("priorities", "0004_row_security")]

    operations = [
        *(belongs(*one) for one in BELONGS),
        *(
            migrations.RunSQL(
                f"ALTER TABLE matching_{table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE matching_{table} DISABLE ROW LEVEL SECURITY",
            )
            for table in ("searchwords", "hit")
        ),
        *(
            migrations.RunSQL(
                f"CREATE POLICY {command.lower()}_rule ON matching_{table}"
                f" FOR {command} TO empac_web {rule}",
                f"DROP POLICY {command.lower()}_rule ON matching_{table}",
            )
            for table in ("searchwords", "hit")
            for command, rule in POLICIES
        ),
    ]
