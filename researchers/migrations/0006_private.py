from django.db import migrations

ME = "person_id = (SELECT empac_person())"
READS = f"{ME} OR (SELECT empac_holds('coordinator'))"
TABLES = ("researchers_accessneeds", "researchers_interest")
# Table, command, condition on what is read, condition on what is written.
POLICIES = [
    (table, command, using, check)
    for table in TABLES
    for command, using, check in (
        ("SELECT", READS, None),
        ("INSERT", None, ME),
        ("UPDATE", ME, ME),
        ("DELETE", ME, None),
    )
]
# Whoever purges acts for nobody, whom the policy shows no row.
PURGE = """
CREATE FUNCTION empac_purge_needs() RETURNS bigint LANGUAGE sql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM researchers_accessneeds WHERE event_on < empac_today() - 30 RETURNING id
    )
    SELECT count(*) FROM gone
$$
"""


def create_policy(
    table: str, command: str, using: str | None, check: str | None
) -> migrations.RunSQL:
    rules = [f"USING ({using})" if using else "", f"WITH CHECK ({check})" if check else ""]
    name = f"{command.lower()}_rule ON {table}"
    return migrations.RunSQL(
        f"CREATE POLICY {name} FOR {command} TO empac_web {' '.join(rules)}", f"DROP POLICY {name}"
    )


class Migration(migrations.Migration):
    """Needs and interests are read by their person and by coordinators, whatever the code asks."""

    dependencies = [
        ("researchers", "0005_drop_is_listed"),
        ("clearances", "0005_acting_functions"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            )
            for table in TABLES
        ),
        *(create_policy(*policy) for policy in POLICIES),
        migrations.RunSQL(PURGE, "DROP FUNCTION empac_purge_needs()"),
    ]
