from django.db import migrations

TABLES = ("accounts_accessevent", "accounts_auditevent", "accounts_seal")

FUNCTION = """
CREATE FUNCTION accounts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""

# For each statement, so that one which would meet no row is refused too.
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_change()
"""


class Migration(migrations.Migration):
    """The owner of a table can take its trigger away again; nobody else can."""

    dependencies = [("accounts", "0003_access_log")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION accounts_refuse_change()"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER append_only ON {table}")
            for table in TABLES
        ),
    ]
