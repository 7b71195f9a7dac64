import importlib

from django.db import migrations

drafts = importlib.import_module("privacy.migrations.0002_drafts")

REPLIES = "    UPDATE matching_reply SET words = '(removed)' WHERE researcher_id = ANY (entries);\n"
WITH_REPLIES = drafts.WITH_DRAFTS.replace(drafts.FIRST, f"{REPLIES}{drafts.FIRST}")


class Migration(migrations.Migration):
    """What was replied to somebody's offers goes with them."""

    dependencies = [("privacy", "0002_drafts"), ("matching", "0015_replies")]

    operations = [
        migrations.RunSQL(drafts.replace(WITH_REPLIES), drafts.replace(drafts.WITH_DRAFTS))
    ]
