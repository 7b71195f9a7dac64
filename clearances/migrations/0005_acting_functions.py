from django.db import migrations

# What the policies of row-level security ask. They run as the owner of the tables, since whoever
# asks may not read other people's memberships and clearances; each answers about one person only.
# In a policy always as `(select f())`: so it is worked out once a statement and not once a row.
FUNCTIONS = {
    "empac_person()": """
RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('empac.person', true), '')::uuid
$$""",
    "empac_today()": """
RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (statement_timestamp() AT TIME ZONE 'Europe/London')::date
$$""",
    "empac_memberships(person uuid)": """
RETURNS TABLE (organisation uuid, role text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT m.organisation_id, m.role::text
    FROM accounts_membership m
    JOIN accounts_user u ON u.id = m.user_id
    JOIN accounts_organisation o ON o.id = m.organisation_id
    WHERE m.user_id = person AND u.is_active
      AND m.starts_on <= empac_today() AND coalesce(m.ends_on >= empac_today(), true)
      AND coalesce(o.left_on >= empac_today(), true)
$$""",
    "empac_is_member()": """
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM empac_memberships(empac_person()))
$$""",
    "empac_holds(wanted text)": """
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM empac_memberships(empac_person()) WHERE role = wanted)
$$""",
    "empac_organisations()": """
RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(organisation), '{}') FROM empac_memberships(empac_person())
$$""",
    "empac_forces()": """
RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(organisation), '{}')
    FROM empac_memberships(empac_person()) WHERE role = 'police-lead'
$$""",
    "empac_ceiling_of(somebody uuid)": """
RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH ruling AS (
        SELECT DISTINCT ON (scheme) scheme, marking FROM clearances_ceilingchange
        WHERE confirmed_at IS NOT NULL ORDER BY scheme, confirmed_at DESC, proposed_at DESC
    )
    SELECT greatest(
        CASE WHEN EXISTS (SELECT FROM empac_memberships(somebody)) THEN 1 ELSE 0 END,
        (SELECT max(ruling.marking)
         FROM clearances_clearance c JOIN ruling USING (scheme)
         WHERE c.person_id = somebody
           AND empac_today() BETWEEN c.valid_from AND c.valid_until
           AND NOT EXISTS (SELECT FROM clearances_revocation r WHERE r.clearance_id = c.id))
    )
$$""",
    "empac_ceiling()": """
RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT empac_ceiling_of(empac_person())
$$""",
}

# Each table's policies: for which command, and the condition on rows read and rows written.
OWN_OR_VERIFIER = "person_id = (SELECT empac_person()) OR (SELECT empac_holds('verifier'))"
BY_A_VERIFIER = "(SELECT empac_holds('verifier')) AND {by} = (SELECT empac_person())"
VERIFIES = BY_A_VERIFIER.format(by="verified_by_id")
REVOKES = BY_A_VERIFIER.format(by="by_id")
OF_SOMEBODY_ELSE = "person_id <> (SELECT empac_person())"
ITS_CLEARANCE = "SELECT FROM clearances_clearance c WHERE c.id = clearance_id"
POLICIES = [
    ("clearances_clearance", "SELECT", f"USING ({OWN_OR_VERIFIER})"),
    ("clearances_clearance", "INSERT", f"WITH CHECK ({VERIFIES} AND {OF_SOMEBODY_ELSE})"),
    ("clearances_revocation", "SELECT", f"USING (EXISTS ({ITS_CLEARANCE}))"),
    (
        "clearances_revocation",
        "INSERT",
        f"WITH CHECK ({REVOKES} AND EXISTS ({ITS_CLEARANCE} AND c.{OF_SOMEBODY_ELSE}))",
    ),
]


def create(name: str, body: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"CREATE FUNCTION {name} {body}", f"DROP FUNCTION {name}")


class Migration(migrations.Migration):
    """Clearances are read by the person and the verifiers, whatever the code asks for."""

    dependencies = [("clearances", "0004_never_emptied"), ("accounts", "0006_roles")]

    operations = [
        *(create(name, body) for name, body in FUNCTIONS.items()),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            )
            for table in ("clearances_clearance", "clearances_revocation")
        ),
        *(
            migrations.RunSQL(
                f"CREATE POLICY {command.lower()}_rule ON {table} FOR {command} TO empac_web {rule}",
                f"DROP POLICY {command.lower()}_rule ON {table}",
            )
            for table, command, rule in POLICIES
        ),
    ]
