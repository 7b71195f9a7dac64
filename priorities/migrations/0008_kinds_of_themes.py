import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("priorities", "0007_unconfirmed"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="theme",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="theme",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="theme",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="theme",
            name="kind",
            field=models.CharField(
                choices=[
                    ("theme", "Theme"),
                    ("strand", "Strand of the strategy"),
                    ("threat", "Type of threat"),
                ],
                default="theme",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="themeevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("theme", "Theme"),
                    ("strand", "Strand of the strategy"),
                    ("threat", "Type of threat"),
                ],
                default="theme",
                max_length=6,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="theme",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "priorities_themeevent" ("description", "ends_on", "id", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "starts_on") VALUES (NEW."description", NEW."ends_on", NEW."id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."slug", NEW."starts_on"); RETURN NULL;',
                    hash="779920ca670f610459f97adb8952b33f17a75026",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b3b54",
                    table="priorities_theme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="theme",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "priorities_themeevent" ("description", "ends_on", "id", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "starts_on") VALUES (NEW."description", NEW."ends_on", NEW."id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."slug", NEW."starts_on"); RETURN NULL;',
                    hash="8137ce1e0cf7832dbd926bf4d54fb74e6fc93c2e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_170ca",
                    table="priorities_theme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="theme",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "priorities_themeevent" ("description", "ends_on", "id", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "starts_on") VALUES (OLD."description", OLD."ends_on", OLD."id", OLD."kind", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."slug", OLD."starts_on"); RETURN NULL;',
                    hash="d7313aceac4a1713ae8cd58fd414b7f350b93d5b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9d354",
                    table="priorities_theme",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["theme", "strand", "threat"])),
                name="theme_of_a_kind",
            ),
        ),
    ]
