import importlib

from django.db import migrations

erasing = importlib.import_module("privacy.migrations.0001_erasing")

FIRST = "    DELETE FROM accounts_signup"
DRAFTS = "    DELETE FROM priorities_draft WHERE author_id = person;\n"
WITH_DRAFTS = erasing.ERASE.replace(FIRST, f"{DRAFTS}{FIRST}")


def replace(function: str) -> str:
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    """What somebody was writing goes with them."""

    dependencies = [("privacy", "0001_erasing"), ("priorities", "0010_drafts")]

    operations = [migrations.RunSQL(replace(WITH_DRAFTS), replace(erasing.ERASE))]
