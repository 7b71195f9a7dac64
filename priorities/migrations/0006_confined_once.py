from django.db import migrations

# As in 0004, but the organisations are worked out once and not once for each row of the table.
QUERY = """
    SELECT o.question_id FROM priorities_question_only_organisations o
    GROUP BY o.question_id
    HAVING NOT bool_or(o.organisation_id = ANY ({organisations}))"""
ONCE = QUERY.format(organisations="(SELECT empac_organisations())::uuid[]")
EACH_ROW = QUERY.format(organisations="empac_organisations()")


def replace(query: str) -> str:
    return (
        "CREATE OR REPLACE FUNCTION empac_confined_elsewhere() RETURNS SETOF uuid"
        " LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
        f" AS $${query}$$"
    )


class Migration(migrations.Migration):
    """The same answer sooner: measured, this was most of what the policies cost a page."""

    dependencies = [("priorities", "0005_telling_owners")]

    operations = [migrations.RunSQL(replace(ONCE), replace(EACH_ROW))]
