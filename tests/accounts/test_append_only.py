"""The trails cannot be rewritten through the application, nor by plain SQL."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from pghistory.core import event_models

from accounts import audit
from accounts.models import AccessEvent, AuditEvent, Seal
from tests.factories import AccessEventFactory, QuestionFactory, SealFactory

pytestmark = pytest.mark.django_db

MODELS = [AccessEvent, AuditEvent, Seal]
FIELD = {AccessEvent: "reason", AuditEvent: "reason", Seal: "root"}


@pytest.fixture(autouse=True)
def _rows():
    AccessEventFactory()
    SealFactory()
    audit.record(by=None, action="question.read", target=QuestionFactory())


def by_save(model):
    row = model.objects.get()
    setattr(row, FIELD[model], "changed")
    super(model, row).save()


WAYS = {
    "save": by_save,
    "delete": lambda model: super(model, model.objects.get()).delete(),
    "update": lambda model: model.objects.update(**{FIELD[model]: "changed"}),
    "update of none": lambda model: model.objects.filter(pk=0).update(**{FIELD[model]: "changed"}),
    "delete all": lambda model: model.objects.all().delete(),
    "raw delete": lambda model: model.objects.all()._raw_delete("default"),
    "bulk update": lambda model: model.objects.bulk_update(model.objects.all(), [FIELD[model]]),
    "upsert": lambda model: model.objects.bulk_create(
        model.objects.all(),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[FIELD[model]],
    ),
    "update in SQL": lambda model: run(f"UPDATE {table(model)} SET {FIELD[model]} = ''"),
    "delete in SQL": lambda model: run(f"DELETE FROM {table(model)}"),
    "truncate": lambda model: run(f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {table(model)}"),
}


def table(model):
    return model._meta.db_table


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("way", WAYS)
def test_the_database_refuses_to_change_a_trail(model, way):
    before = list(model.objects.values())

    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        WAYS[way](model)

    assert list(model.objects.values()) == before


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_on_again_after_the_tables_were_emptied():
    call_command("flush", interactive=False, verbosity=0)

    AccessEventFactory()
    with pytest.raises(IntegrityError, match="is append-only"):
        AccessEvent.objects.all().delete()


def test_every_trail_has_its_trigger():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname = 'append_only' AND tgenabled = 'O'"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    assert guarded == {table(model) for model in [*MODELS, *event_models()]}


def test_nothing_that_a_trail_names_is_tied_to_it():
    """No foreign key: a person may be erased, and the entry and its seal still stand."""
    tied = [
        field
        for model in (AccessEvent, Seal)
        for field in apps.get_model("accounts", model.__name__)._meta.get_fields()
        if field.is_relation
    ]
    assert tied == []
