import importlib
import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


rules = importlib.import_module("priorities.migrations.0004_row_security")


class Migration(migrations.Migration):
    dependencies = [
        ("priorities", "0010_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assumption",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "marking",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "FOR PUBLIC RELEASE"),
                            (1, "OFFICIAL"),
                            (2, "OFFICIAL-SENSITIVE"),
                        ],
                        default=1,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("submission", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("words", models.TextField(max_length=1000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assumptions",
                        to="priorities.question",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "marking",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "FOR PUBLIC RELEASE"),
                            (1, "OFFICIAL"),
                            (2, "OFFICIAL-SENSITIVE"),
                        ],
                        default=1,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("submission", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("words", models.TextField(max_length=1000)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "Still open"),
                            ("holds", "It holds"),
                            ("falls", "It does not hold"),
                        ],
                        default="open",
                        max_length=5,
                    ),
                ),
                (
                    "assumption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="challenges",
                        to="priorities.assumption",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="priorities.question",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="assumption",
            constraint=models.CheckConstraint(
                condition=models.Q(("marking__in", [0, 1, 2])), name="assumption_has_a_marking"
            ),
        ),
        migrations.AddConstraint(
            model_name="assumption",
            constraint=models.UniqueConstraint(
                fields=("by", "submission"), name="assumption_once_per_submission"
            ),
        ),
        migrations.AddConstraint(
            model_name="assumption",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="assumption_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("marking__in", [0, 1, 2])), name="challenge_has_a_marking"
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.UniqueConstraint(
                fields=("by", "submission"), name="challenge_once_per_submission"
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="challenge_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["open", "holds", "falls"])),
                name="challenge_has_an_outcome",
            ),
        ),
        # What a challenge points to: an assumption of its own question.
        migrations.RunSQL(
            "ALTER TABLE priorities_assumption ADD CONSTRAINT assumption_of_its_question"
            " UNIQUE (id, question_id)",
            "ALTER TABLE priorities_assumption DROP CONSTRAINT assumption_of_its_question",
        ),
        migrations.RunSQL(
            "ALTER TABLE priorities_challenge ADD CONSTRAINT challenge_of_its_question"
            " FOREIGN KEY (assumption_id, question_id)"
            " REFERENCES priorities_assumption (id, question_id)",
            "ALTER TABLE priorities_challenge DROP CONSTRAINT challenge_of_its_question",
        ),
        *(
            operation
            for table, may in (("assumption", f"{rules.OWNS} AND "), ("challenge", ""))
            for operation in (
                rules.protect(table),
                rules.create_policy(table, "SELECT", f"{rules.READS} AND {rules.MARKED}", None),
                rules.create_policy(
                    table,
                    "INSERT",
                    None,
                    f"{may}{rules.READS} AND {rules.MARKED} AND by_id = {rules.ME}",
                ),
            )
        ),
    ]
