import importlib

from django.db import migrations

rules = importlib.import_module("priorities.migrations.0004_row_security")

# A person's own, as long as they may know of the question and its summary is that of then.
GLIMPSES = (
    "EXISTS (SELECT FROM matching_firstlook l"
    " JOIN researchers_researcher p ON p.id = l.researcher_id"
    " JOIN priorities_question q ON q.id = question_id"
    f" WHERE l.id = look_id AND p.user_id = {rules.ME}"
    f" AND l.requested_at >= q.released_at AND {rules.EXISTENCE.format(q='q')})"
)
POLICIES = [("SELECT", f"USING ({GLIMPSES})"), ("INSERT", f"WITH CHECK ({GLIMPSES})")]


def belongs(column: str, table: str) -> migrations.RunSQL:
    """A foreign key whose rows the database deletes: its own deletes pass row-level security."""
    name = f"matching_glimpse_{column}"
    return migrations.RunSQL(
        f"ALTER TABLE matching_glimpse ADD CONSTRAINT {name} FOREIGN KEY ({column})"
        f" REFERENCES {table} ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE matching_glimpse DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    """What a first look found is its person's alone, and kept as the questions are."""

    dependencies = [("matching", "0010_finding"), ("priorities", "0004_row_security")]

    operations = [
        belongs("look_id", "matching_firstlook"),
        belongs("question_id", "priorities_question"),
        migrations.RunSQL(
            "ALTER TABLE matching_glimpse ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE matching_glimpse DISABLE ROW LEVEL SECURITY",
        ),
        *(
            migrations.RunSQL(
                f"CREATE POLICY {command.lower()}_rule ON matching_glimpse"
                f" FOR {command} TO empac_web {rule}",
                f"DROP POLICY {command.lower()}_rule ON matching_glimpse",
            )
            for command, rule in POLICIES
        ),
    ]
