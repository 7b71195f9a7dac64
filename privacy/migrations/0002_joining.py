import importlib

from django.db import migrations

BEFORE = importlib.import_module("privacy.migrations.0001_erasing").ERASE.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
PERSON = "    UPDATE accounts_user SET"
# While the account still has its address: what came to it before there was an account goes too.
COMING_IN = """
    DELETE FROM accounts_signup WHERE used_by_id = person OR email = address_of(person);
    DELETE FROM accounts_invitation WHERE used_by_id = person OR email = address_of(person);
    DELETE FROM accounts_mail WHERE to_id = person OR to_address = address_of(person);
""".replace("address_of(person)", "(SELECT u.email FROM accounts_user u WHERE u.id = person)")


class Migration(migrations.Migration):
    """Who leaves takes along how they came in."""

    dependencies = [("privacy", "0001_erasing"), ("accounts", "0010_joining")]

    operations = [
        migrations.RunSQL(BEFORE.replace(PERSON, COMING_IN.lstrip("\n") + PERSON), BEFORE)
    ]
