from django.db import migrations

# Whoever sends the mails acts for nobody, so the policy shows them no row. These, as the owner
# of the tables, tell ids alone: which opened questions' owners wait to be told, and who those are.
FUNCTIONS = {
    "empac_glass_to_tell()": """
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT b.id FROM priorities_breakglass b
    WHERE b.confirmed_at IS NOT NULL AND b.told_at IS NULL
    ORDER BY b.confirmed_at, b.id
$$""",
    # The owners as `policy.owns` has them. While there is none, nobody is told and it stays due.
    "empac_owners_of_glass(glass uuid)": """
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT q.lead_id FROM priorities_breakglass b
    JOIN priorities_question q ON q.id = b.question_id
    WHERE b.id = glass AND EXISTS (
        SELECT FROM empac_memberships(q.lead_id) m
        WHERE m.role = 'police-lead' AND m.organisation = q.organisation_id)
    UNION
    SELECT c.user_id FROM priorities_breakglass b
    JOIN priorities_question_co_owners c ON c.question_id = b.question_id
    WHERE b.id = glass AND EXISTS (
        SELECT FROM empac_memberships(c.user_id) m WHERE m.role = 'police-lead')
$$""",
    # True for the one who finds it untold; another waits until that one has sent the mail.
    "empac_claim_glass(glass uuid)": """
RETURNS boolean LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH told AS (
        UPDATE priorities_breakglass SET told_at = statement_timestamp()
        WHERE id = glass AND confirmed_at IS NOT NULL AND told_at IS NULL
        RETURNING id
    )
    SELECT EXISTS (SELECT FROM told)
$$""",
}


class Migration(migrations.Migration):
    """What telling the owners of a question that was opened to somebody asks of the database."""

    dependencies = [("priorities", "0004_row_security")]

    operations = [
        migrations.RunSQL(f"CREATE FUNCTION {name} {body}", f"DROP FUNCTION {name}")
        for name, body in FUNCTIONS.items()
    ]
