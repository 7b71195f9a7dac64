from django.db import migrations

# What anybody may read, signed in or not: under the highest of no markings, out, and kept from
# no one. It stands beside the policies, for who asks is nobody and so is shown no row.
PUBLIC = """
CREATE FUNCTION priorities_public() RETURNS TABLE (
    id uuid, words text, source_title text, source_url text, source_licence text,
    organisation text, released_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT q.id, s.words, s.source_title, s.source_url, s.source_licence, o.name, q.released_at
    FROM priorities_question q
    JOIN priorities_summary s ON s.question_id = q.id
    JOIN accounts_organisation o ON o.id = q.organisation_id
    WHERE q.marking = 0 AND s.marking = 0 AND q.released_at IS NOT NULL AND q.closed_at IS NULL
      AND NOT q.is_for_recipients_only
      AND coalesce(q.embargo_until <= empac_today(), true)
      AND NOT EXISTS (
          SELECT FROM priorities_question_only_organisations c WHERE c.question_id = q.id
      )
$$
"""


class Migration(migrations.Migration):
    """What is for public release is read by who is not signed in."""

    dependencies = [("priorities", "0013_lineage"), ("clearances", "0006_unconfirmed")]

    operations = [migrations.RunSQL(PUBLIC, "DROP FUNCTION priorities_public()")]
