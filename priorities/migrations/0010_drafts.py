import importlib
import uuid

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


rules = importlib.import_module("priorities.migrations.0004_row_security")

MINE = f"author_id = {rules.ME}"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_facet_of_needs"),
        ("priorities", "0009_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("exploratory", "Explore: what is going on here?"),
                            ("descriptive", "Describe: how much, how often, by whom?"),
                            ("evaluation", "Evaluate: does what we do work?"),
                            ("synthesis", "Bring together: what is known already?"),
                            ("horizon", "Scan the horizon: what may come?"),
                            ("method", "Find a method: how could we find out?"),
                        ],
                        max_length=11,
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                (
                    "begun_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "saved_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("submission", models.UUIDField(default=uuid.uuid4, editable=False)),
            ],
            options={
                "ordering": ["-saved_at", "id"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="fulltext",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="fulltext",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="fulltext",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="fulltext",
            name="decides",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="fulltext",
            name="involved",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="fulltext",
            name="needed_by",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="fulltextevent",
            name="decides",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="fulltextevent",
            name="involved",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="fulltextevent",
            name="needed_by",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="horizon",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="look_back_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="maturity",
            field=models.CharField(
                blank=True,
                choices=[
                    ("signal", "A signal: something looks odd"),
                    ("gap", "A gap: we know that we do not know"),
                    ("emerging", "Emerging: we see it more often"),
                    ("assessed", "Assessed: it stands in an assessment"),
                    ("live", "A live problem: it harms people now"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="maturity_when_posted",
            field=models.CharField(
                blank=True,
                choices=[
                    ("signal", "A signal: something looks odd"),
                    ("gap", "A gap: we know that we do not know"),
                    ("emerging", "Emerging: we see it more often"),
                    ("assessed", "Assessed: it stands in an assessment"),
                    ("live", "A live problem: it harms people now"),
                ],
                editable=False,
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="outlook",
            field=models.CharField(
                blank=True,
                choices=[
                    ("back", "Looking back: what happened, what worked"),
                    ("current", "Current: what is going on"),
                    ("emerging", "Emerging: what is beginning"),
                    ("speculative", "Speculative: what might come"),
                ],
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="questionevent",
            name="horizon",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="questionevent",
            name="look_back_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="questionevent",
            name="maturity",
            field=models.CharField(
                blank=True,
                choices=[
                    ("signal", "A signal: something looks odd"),
                    ("gap", "A gap: we know that we do not know"),
                    ("emerging", "Emerging: we see it more often"),
                    ("assessed", "Assessed: it stands in an assessment"),
                    ("live", "A live problem: it harms people now"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="questionevent",
            name="maturity_when_posted",
            field=models.CharField(
                blank=True,
                choices=[
                    ("signal", "A signal: something looks odd"),
                    ("gap", "A gap: we know that we do not know"),
                    ("emerging", "Emerging: we see it more often"),
                    ("assessed", "Assessed: it stands in an assessment"),
                    ("live", "A live problem: it harms people now"),
                ],
                editable=False,
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="questionevent",
            name="outlook",
            field=models.CharField(
                blank=True,
                choices=[
                    ("back", "Looking back: what happened, what worked"),
                    ("current", "Current: what is going on"),
                    ("emerging", "Emerging: what is beginning"),
                    ("speculative", "Speculative: what might come"),
                ],
                max_length=11,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fulltext",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "priorities_fulltextevent" ("background", "decides", "handling_note", "involved", "needed_by", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_id", "wanted", "words") VALUES (NEW."background", NEW."decides", NEW."handling_note", NEW."involved", NEW."needed_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."question_id", NEW."question_id", NEW."wanted", NEW."words"); RETURN NULL;',
                    hash="ee80139df1b567bbad3406571c2af47a6f3d802a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e1bd4",
                    table="priorities_fulltext",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fulltext",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "priorities_fulltextevent" ("background", "decides", "handling_note", "involved", "needed_by", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_id", "wanted", "words") VALUES (NEW."background", NEW."decides", NEW."handling_note", NEW."involved", NEW."needed_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."question_id", NEW."question_id", NEW."wanted", NEW."words"); RETURN NULL;',
                    hash="0dfe540eceade4ed1b14788cdcac4b160abe2901",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7806a",
                    table="priorities_fulltext",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fulltext",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "priorities_fulltextevent" ("background", "decides", "handling_note", "involved", "needed_by", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_id", "wanted", "words") VALUES (OLD."background", OLD."decides", OLD."handling_note", OLD."involved", OLD."needed_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."question_id", OLD."question_id", OLD."wanted", OLD."words"); RETURN NULL;',
                    hash="e945d55de29c93b05da6b44d04aedbe8471a75e1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5d3ed",
                    table="priorities_fulltext",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "priorities_questionevent" ("closed_at", "embargo_until", "horizon", "id", "is_for_recipients_only", "is_shared_with_organisation", "lead_id", "look_back_on", "marking", "maturity", "maturity_when_posted", "organisation_id", "outlook", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_at", "posted_by_id", "released_at", "state", "submission") VALUES (NEW."closed_at", NEW."embargo_until", NEW."horizon", NEW."id", NEW."is_for_recipients_only", NEW."is_shared_with_organisation", NEW."lead_id", NEW."look_back_on", NEW."marking", NEW."maturity", NEW."maturity_when_posted", NEW."organisation_id", NEW."outlook", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."posted_at", NEW."posted_by_id", NEW."released_at", NEW."state", NEW."submission"); RETURN NULL;',
                    hash="d5c31cda140d4ba785b43059d888426a04552de0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a616c",
                    table="priorities_question",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "priorities_questionevent" ("closed_at", "embargo_until", "horizon", "id", "is_for_recipients_only", "is_shared_with_organisation", "lead_id", "look_back_on", "marking", "maturity", "maturity_when_posted", "organisation_id", "outlook", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_at", "posted_by_id", "released_at", "state", "submission") VALUES (NEW."closed_at", NEW."embargo_until", NEW."horizon", NEW."id", NEW."is_for_recipients_only", NEW."is_shared_with_organisation", NEW."lead_id", NEW."look_back_on", NEW."marking", NEW."maturity", NEW."maturity_when_posted", NEW."organisation_id", NEW."outlook", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."posted_at", NEW."posted_by_id", NEW."released_at", NEW."state", NEW."submission"); RETURN NULL;',
                    hash="24310aff3322b347d0c41a3a916f9b3867c7aded",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cb54b",
                    table="priorities_question",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "priorities_questionevent" ("closed_at", "embargo_until", "horizon", "id", "is_for_recipients_only", "is_shared_with_organisation", "lead_id", "look_back_on", "marking", "maturity", "maturity_when_posted", "organisation_id", "outlook", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_at", "posted_by_id", "released_at", "state", "submission") VALUES (OLD."closed_at", OLD."embargo_until", OLD."horizon", OLD."id", OLD."is_for_recipients_only", OLD."is_shared_with_organisation", OLD."lead_id", OLD."look_back_on", OLD."marking", OLD."maturity", OLD."maturity_when_posted", OLD."organisation_id", OLD."outlook", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."posted_at", OLD."posted_by_id", OLD."released_at", OLD."state", OLD."submission"); RETURN NULL;',
                    hash="491b1e700a4b4cc48f9d52f946c64a426804431c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_16d43",
                    table="priorities_question",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("maturity__in", ["", "signal", "gap", "emerging", "assessed", "live"]),
                    (
                        "maturity_when_posted__in",
                        ["", "signal", "gap", "emerging", "assessed", "live"],
                    ),
                ),
                name="question_of_a_maturity",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("horizon__isnull", False),
                        ("look_back_on__isnull", False),
                        ("outlook", "speculative"),
                    ),
                    models.Q(
                        ("horizon__isnull", True),
                        ("look_back_on__isnull", True),
                        ("outlook__in", ["", "back", "current", "emerging"]),
                    ),
                    _connector="OR",
                ),
                name="question_speculative_is_looked_at_again",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "",
                            "exploratory",
                            "descriptive",
                            "evaluation",
                            "synthesis",
                            "horizon",
                            "method",
                        ],
                    )
                ),
                name="draft_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("author", "submission"), name="draft_once_per_submission"
            ),
        ),
        rules.protect("draft"),
        *(
            rules.create_policy("draft", command, using, check)
            for command, using, check in (
                ("SELECT", MINE, None),
                ("INSERT", None, MINE),
                ("UPDATE", MINE, MINE),
                ("DELETE", MINE, None),
            )
        ),
    ]
