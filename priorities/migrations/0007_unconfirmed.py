import importlib

from django.db import migrations

rules = importlib.import_module("priorities.migrations.0004_row_security")
once = importlib.import_module("priorities.migrations.0006_confined_once")

# The rule of `priorities/policy.py` for people whom no organisation has confirmed: they read no
# full text, whoever let them in, and of summaries only what is for public release.
ALONE = "(SELECT empac_organisations()) = '{}'"
NOT_PUBLIC = "SELECT q.id FROM priorities_question q WHERE q.marking > 0"
SETS = {
    "empac_granted()": f"{rules.SETS['empac_granted()']} AND NOT {ALONE}",
    "empac_glass()": f"{rules.SETS['empac_glass()']} AND NOT {ALONE}",
    "empac_confined_elsewhere()": f"{once.ONCE} UNION ALL {NOT_PUBLIC} AND {ALONE}",
}
BEFORE = rules.SETS | {"empac_confined_elsewhere()": once.ONCE}


def replace(name: str, query: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name} RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $${query}$$"
    )


class Migration(migrations.Migration):
    """The second wall for people who wait to be confirmed."""

    dependencies = [("priorities", "0006_confined_once"), ("clearances", "0006_unconfirmed")]

    operations = [
        migrations.RunSQL(replace(name, query), replace(name, BEFORE[name]))
        for name, query in SETS.items()
    ]
