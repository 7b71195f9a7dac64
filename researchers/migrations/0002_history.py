import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.tracking import begin_history


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_history"),
        ("researchers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExpertiseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("is_primary", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OutputEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("publication", "Publication"),
                            ("project", "Project"),
                            ("practice", "Practice"),
                            ("teaching", "Teaching"),
                            ("media", "Media"),
                            ("dataset", "Dataset"),
                        ],
                        default="publication",
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=500)),
                ("abstract", models.TextField(blank=True, max_length=10000)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ResearcherApproachEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ResearcherEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("title", models.CharField(blank=True, max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("statement", models.TextField(blank=True, max_length=3000)),
                (
                    "availability",
                    models.CharField(
                        choices=[
                            ("available", "Available"),
                            ("limited", "Limited time"),
                            ("unavailable", "Not available"),
                        ],
                        default="available",
                        max_length=12,
                    ),
                ),
                ("available_from", models.DateField(blank=True, null=True)),
                ("availability_note", models.CharField(blank=True, max_length=200)),
                ("is_listed", models.BooleanField(default=True)),
                ("is_matchable", models.BooleanField(default=True)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ResearcherApproach",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("researchers.researcher_approaches",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertise",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "researchers_expertiseevent" ("discipline_id", "id", "is_primary", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "researcher_id") VALUES (NEW."discipline_id", NEW."id", NEW."is_primary", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."researcher_id"); RETURN NULL;',
                    hash="93938353f8fd1c3a66752a0edce6a3e18a2be547",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b7e92",
                    table="researchers_expertise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertise",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "researchers_expertiseevent" ("discipline_id", "id", "is_primary", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "researcher_id") VALUES (NEW."discipline_id", NEW."id", NEW."is_primary", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."researcher_id"); RETURN NULL;',
                    hash="b932d83499f461bcf925ae7a9aa888edf984e824",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a16d8",
                    table="researchers_expertise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertise",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "researchers_expertiseevent" ("discipline_id", "id", "is_primary", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "researcher_id") VALUES (OLD."discipline_id", OLD."id", OLD."is_primary", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."researcher_id"); RETURN NULL;',
                    hash="9f47dcd5fb81f0d2bf5fc4ba64ed1c35228e5f51",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d2950",
                    table="researchers_expertise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="output",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "researchers_outputevent" ("abstract", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "researcher_id", "title", "year") VALUES (NEW."abstract", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."researcher_id", NEW."title", NEW."year"); RETURN NULL;',
                    hash="4674ddba14f979db4d41be38e7533319c2f5f422",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_938c0",
                    table="researchers_output",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="output",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "researchers_outputevent" ("abstract", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "researcher_id", "title", "year") VALUES (NEW."abstract", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."researcher_id", NEW."title", NEW."year"); RETURN NULL;',
                    hash="dc7d02fcb6d072146479503900e75e405351c956",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fedfb",
                    table="researchers_output",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="output",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "researchers_outputevent" ("abstract", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "researcher_id", "title", "year") VALUES (OLD."abstract", OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."researcher_id", OLD."title", OLD."year"); RETURN NULL;',
                    hash="fcdbf394971ce5b4adbb07bce2d7870cd698e0db",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_66e8e",
                    table="researchers_output",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="researcher",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "researchers_researcherevent" ("availability", "availability_note", "available_from", "id", "is_listed", "is_matchable", "name", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement", "title", "updated_at", "user_id") VALUES (NEW."availability", NEW."availability_note", NEW."available_from", NEW."id", NEW."is_listed", NEW."is_matchable", NEW."name", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."statement", NEW."title", NEW."updated_at", NEW."user_id"); RETURN NULL;',
                    hash="73eb3b002fe45f27d4f3b3c0ae88e62a271576d7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_29ab2",
                    table="researchers_researcher",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="researcher",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "researchers_researcherevent" ("availability", "availability_note", "available_from", "id", "is_listed", "is_matchable", "name", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement", "title", "updated_at", "user_id") VALUES (NEW."availability", NEW."availability_note", NEW."available_from", NEW."id", NEW."is_listed", NEW."is_matchable", NEW."name", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."statement", NEW."title", NEW."updated_at", NEW."user_id"); RETURN NULL;',
                    hash="cedfe2e03bd0cc8abab2dbc1a2e3804fb355bf51",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_23cd8",
                    table="researchers_researcher",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="researcher",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "researchers_researcherevent" ("availability", "availability_note", "available_from", "id", "is_listed", "is_matchable", "name", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement", "title", "updated_at", "user_id") VALUES (OLD."availability", OLD."availability_note", OLD."available_from", OLD."id", OLD."is_listed", OLD."is_matchable", OLD."name", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."statement", OLD."title", OLD."updated_at", OLD."user_id"); RETURN NULL;',
                    hash="7bde6f35e5f9ec0f513cc73b04b5769b127319da",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4d517",
                    table="researchers_researcher",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="expertiseevent",
            name="discipline",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="researchers.discipline",
            ),
        ),
        migrations.AddField(
            model_name="expertiseevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="researchers.expertise",
            ),
        ),
        migrations.AddField(
            model_name="expertiseevent",
            name="researcher",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="researchers.researcher",
            ),
        ),
        migrations.AddField(
            model_name="outputevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="researchers.output",
            ),
        ),
        migrations.AddField(
            model_name="outputevent",
            name="researcher",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="researchers.researcher",
            ),
        ),
        migrations.AddField(
            model_name="researcherapproachevent",
            name="approach",
            field=models.ForeignKey(
                db_constraint=False,
                db_tablespace="",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="researchers.approach",
            ),
        ),
        migrations.AddField(
            model_name="researcherapproachevent",
            name="researcher",
            field=models.ForeignKey(
                db_constraint=False,
                db_tablespace="",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="researchers.researcher",
            ),
        ),
        migrations.AddField(
            model_name="researcherevent",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="researcherevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="researchers.researcher",
            ),
        ),
        migrations.AddField(
            model_name="researcherevent",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="researcherapproachevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="researchers.researcherapproach",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="researcherapproach",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "researchers_researcherapproachevent" ("approach_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "researcher_id") VALUES (NEW."approach_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."researcher_id"); RETURN NULL;',
                    hash="4faa88232126fcce4e42dbc8dd1787bf164c18ee",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7c094",
                    table="researchers_researcher_approaches",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="researcherapproach",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "researchers_researcherapproachevent" ("approach_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "researcher_id") VALUES (NEW."approach_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."researcher_id"); RETURN NULL;',
                    hash="076fbc310fc52ba04ec6373828905f0510e25df5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5e4a0",
                    table="researchers_researcher_approaches",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="researcherapproach",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "researchers_researcherapproachevent" ("approach_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "researcher_id") VALUES (OLD."approach_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."researcher_id"); RETURN NULL;',
                    hash="dc03d9b8d0169e98d75449f89c53e1cad5de9f59",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5d221",
                    table="researchers_researcher_approaches",
                    when="AFTER",
                ),
            ),
        ),
        *begin_history("researchers_researcher"),
        *begin_history("researchers_expertise"),
        *begin_history("researchers_output"),
        *begin_history("researchers_researcher_approaches", "researchers_researcherapproachevent"),
    ]
