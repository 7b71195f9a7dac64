import importlib

from django.db import migrations

before = importlib.import_module("clearances.migrations.0005_acting_functions").FUNCTIONS

# All of somebody's memberships today; `empac_memberships` gives those that count, as before.
SAID = "empac_said_memberships(person uuid)"
SAID_BODY = (
    before["empac_memberships(person uuid)"]
    .replace("(organisation uuid, role text)", "(organisation uuid, role text, confirmed boolean)")
    .replace("m.role::text", "m.role::text, m.confirmed_at IS NOT NULL")
)
FUNCTIONS = {
    "empac_memberships(person uuid)": """
RETURNS TABLE (organisation uuid, role text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT organisation, role FROM empac_said_memberships(person) WHERE confirmed
$$""",
    "empac_is_member()": """
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM empac_said_memberships(empac_person()))
$$""",
}


def replace(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name} {body}"


class Migration(migrations.Migration):
    """Whom no organisation has confirmed is a member, and that is all that they are."""

    dependencies = [("clearances", "0005_acting_functions"), ("accounts", "0009_registering")]

    operations = [
        migrations.RunSQL(f"CREATE FUNCTION {SAID} {SAID_BODY}", f"DROP FUNCTION {SAID}"),
        *(
            migrations.RunSQL(replace(name, body), replace(name, before[name]))
            for name, body in FUNCTIONS.items()
        ),
    ]
