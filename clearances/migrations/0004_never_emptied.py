"""What was recorded cannot be cut off as a whole either, and the application has no right to try."""

from django.db import migrations

TABLES = ("clearances_clearance", "clearances_revocation", "clearances_ceilingchange")

REFUSE = """
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION clearances_refuse()
"""

# A proposal is settled by an UPDATE, which a trigger holds to what may change.
REVOKE = """
REVOKE UPDATE, DELETE ON clearances_clearance, clearances_revocation FROM empac_web;
REVOKE DELETE ON clearances_ceilingchange FROM empac_web;
"""
GRANT = """
GRANT DELETE ON clearances_ceilingchange TO empac_web;
GRANT UPDATE, DELETE ON clearances_clearance, clearances_revocation TO empac_web;
"""


class Migration(migrations.Migration):
    dependencies = [("clearances", "0003_revocation_reasons"), ("accounts", "0006_roles")]

    operations = [
        *(
            migrations.RunSQL(REFUSE.format(table=table), f"DROP TRIGGER never_emptied ON {table}")
            for table in TABLES
        ),
        migrations.RunSQL(REVOKE, GRANT),
    ]
