"""Each change of a tracked row is written down by the database, with who and by which act."""

import re

import pytest
from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from pghistory.core import event_models

from accounts.acting import acting_as
from accounts.models import Membership, MembershipEvent, Organisation, User, UserEvent
from accounts.tracking import BASELINE
from priorities import services
from priorities.models import Reading, ReadingEvent, Theme, ThemeEvent
from researchers.models import (
    Expertise,
    Output,
    Researcher,
    ResearcherApproach,
    ResearcherApproachEvent,
    ResearcherEvent,
)
from researchers.services.register import save_about
from tests.factories import (
    ApproachFactory,
    MembershipFactory,
    QuestionFactory,
    ResearcherFactory,
    ThemeFactory,
    UserFactory,
)
from tests.roles import as_web_role

pytestmark = pytest.mark.django_db

TRACKED = {
    Expertise,
    Membership,
    Organisation,
    Output,
    Reading,
    Researcher,
    ResearcherApproach,
    Theme,
    User,
}


@pytest.fixture
def theme():
    return ThemeFactory(name="Before")


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)


def entries(model=ThemeEvent, **which):
    return list(model.objects.filter(**which).order_by("pgh_id"))


def last(model=ThemeEvent):
    return model.objects.latest("pgh_id")


def test_these_tables_keep_a_history():
    assert {model.pgh_tracked_model for model in event_models()} >= TRACKED


def rename(theme):
    theme.name = "After"
    theme.save()


def rename_in_bulk(theme):
    theme.name = "After"
    Theme.objects.bulk_update([theme], ["name"])


def upsert(theme):
    theme.name = "After"
    Theme.objects.bulk_create(
        [theme], update_conflicts=True, unique_fields=["id"], update_fields=["name"]
    )


CHANGES = {
    "save": rename,
    "update": lambda theme: Theme.objects.update(name="After"),
    "bulk update": rename_in_bulk,
    "upsert": upsert,
    "SQL": lambda theme: run("UPDATE priorities_theme SET name = 'After'"),
}
REMOVALS = {
    "delete": lambda theme: theme.delete(),
    "delete all": lambda theme: Theme.objects.all().delete(),
    "raw delete": lambda theme: Theme.objects.all()._raw_delete("default"),
    "SQL": lambda theme: run("DELETE FROM priorities_theme"),
}


@pytest.mark.parametrize("way", CHANGES)
def test_every_way_to_change_a_row_is_written_down(theme, way):
    CHANGES[way](theme)

    assert [(e.pgh_label, e.pgh_obj_id, e.name) for e in entries()] == [
        ("insert", theme.pk, "Before"),
        ("update", theme.pk, "After"),
    ]


@pytest.mark.parametrize("way", REMOVALS)
def test_every_way_to_remove_a_row_is_written_down(theme, way):
    pk = theme.pk

    REMOVALS[way](theme)

    assert [(e.pgh_label, e.pgh_obj_id, e.name) for e in entries()][1:] == [
        ("delete", pk, "Before")
    ]


def test_every_way_to_add_a_row_is_written_down(theme):
    Theme.objects.bulk_create(ThemeFactory.build_batch(2))
    run(
        "INSERT INTO priorities_theme (slug, kind, name, description, starts_on)"
        " SELECT slug || '-2', kind, name || '2', description, starts_on FROM priorities_theme"
    )

    assert sorted(e.name for e in entries(pgh_label="insert")) == sorted(
        Theme.objects.values_list("name", flat=True)
    )
    assert len(entries()) == 6


def test_what_belongs_to_a_many_to_many_field_is_written_down():
    researcher, approaches = ResearcherFactory(), ApproachFactory.create_batch(2)
    researcher.approaches.set(approaches[:1])
    researcher.approaches.set(approaches[1:])

    told = entries(ResearcherApproachEvent, researcher=researcher)
    assert [(e.pgh_label, e.approach) for e in told] == [
        ("insert", approaches[0]),
        ("delete", approaches[0]),
        ("insert", approaches[1]),
    ]


def test_a_cascade_is_written_down():
    membership = MembershipFactory()
    pk, user = membership.pk, membership.user
    User.objects.filter(pk=user.pk).delete()

    assert [e.pgh_label for e in entries(MembershipEvent, pgh_obj_id=pk)] == ["insert", "delete"]
    assert [e.pgh_label for e in entries(UserEvent, pgh_obj_id=user.pk)] == ["insert", "delete"]


def test_a_save_that_changes_nothing_is_not_written_down(theme):
    theme.save()
    Theme.objects.update(name="Before")

    assert [entry.pgh_label for entry in entries()] == ["insert"]


def test_what_is_rolled_back_is_not_written_down(theme):
    with pytest.raises(ValidationError), transaction.atomic():
        rename(theme)
        raise ValidationError("No")

    assert [entry.pgh_label for entry in entries()] == ["insert"]


def test_a_new_password_and_a_sign_in_leave_no_entry_and_no_hash(sign_in):
    user = UserFactory()
    user.set_password("correct horse battery staple")
    user.save()
    User.objects.filter(pk=user.pk).update(name="Renamed")
    sign_in(user).get("/home")
    user.refresh_from_db()

    assert user.last_login
    assert [entry.pgh_label for entry in entries(UserEvent, pgh_obj=user)] == ["insert", "update"]
    for model in event_models():
        columns = {field.column for field in model._meta.fields}
        assert not columns & {"password", "last_login"}
        told = str(list(model.objects.values()))
        assert user.password not in told
        assert not re.search(r"(argon2|md5|pbkdf2)\w*\$", told)


# Who, and by which act


def test_a_request_is_traced_to_person_act_and_address(coordinator, coordinator_client, theme):
    address = reverse("priorities:theme-edit", args=[theme.slug])
    words = {
        "kind": "theme",
        "name": "After",
        "description": "Words.",
        "starts_on": "1/9/2026",
        "ends_on": "",
    }

    assert coordinator_client.post(address, words).status_code == 302

    assert last().pgh_context == {
        "by": str(coordinator.pk),
        "act": "priorities.save_theme",
        "url": "priorities:theme-edit",
    }


def test_a_service_called_alone_is_traced(coordinator, academic, theme):
    theme.name = "After"
    services.save_theme(theme=theme, by=coordinator)
    save_about(entry=academic.researcher, by=academic)

    assert last().pgh_context == {
        "by": str(coordinator.pk),
        "act": "priorities.save_theme",
        "url": "",
    }
    trace = last(ResearcherEvent).pgh_context
    assert (trace["by"], trace["act"]) == (str(academic.pk), "researchers.save_about")


def test_of_two_acts_in_one_transaction_each_keeps_its_own_trace(coordinator, theme):
    question = QuestionFactory()
    with acting_as(None), transaction.atomic():
        services.change_readings(question=question, added=[theme], removed=[], by=coordinator)
        theme.name = "After"
        services.save_theme(theme=theme, by=question.lead)
        Theme.objects.update(description="By nobody.")

    (reading,) = entries(ReadingEvent)
    assert reading.pgh_context["act"] == "priorities.change_readings"
    assert [e.pgh_context and e.pgh_context["by"] for e in entries()] == [
        None,
        str(question.lead.pk),
        None,
    ]


def test_after_a_failed_service_the_rest_is_traced_to_who_acts_then(coordinator, lead, theme):
    ThemeFactory(name="Taken")
    with acting_as(lead.pk), transaction.atomic():
        with pytest.raises(ValidationError):
            services.save_theme(theme=Theme(pk=theme.pk, name="Taken"), by=coordinator)
        Theme.objects.filter(pk=theme.pk).update(name="After")

    assert last().pgh_context == {"by": str(lead.pk), "act": "", "url": ""}


def test_what_is_done_outside_the_product_is_traced_to_nobody(theme):
    rename(theme)

    assert [entry.pgh_context for entry in entries()] == [None, None]


@shared_task(name="priorities.tasks.rename_all")
def rename_all(person=None):
    with acting_as(person):
        Theme.objects.update(name="Alone")
        with transaction.atomic():
            Theme.objects.update(name="Together")
    Theme.objects.update(name="By nobody")


@pytest.mark.django_db(transaction=True)
def test_a_task_is_traced_also_outside_a_transaction(coordinator, theme):
    rename_all.apply(args=[str(coordinator.pk)], throw=True)
    Theme.objects.update(name="After the task")

    by, nobody = (
        {"by": who, "act": "priorities.rename_all", "url": ""}
        for who in (str(coordinator.pk), None)
    )
    assert [(e.name, e.pgh_context) for e in entries()][1:] == [
        ("Alone", by),
        ("Together", by),
        ("By nobody", nobody),
        ("After the task", None),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_write_outside_a_transaction_is_traced_and_what_it_breaks_is_told(coordinator, theme):
    other, question = ThemeFactory(name="Other"), QuestionFactory()
    with acting_as(coordinator.pk, act="tests.alone"):
        run(
            "INSERT INTO priorities_reading (question_id, theme_id, by_id, at)"
            " VALUES (%s, %s, %s, now())",
            question.pk,
            theme.pk,
            coordinator.pk,
        )
        with pytest.raises(IntegrityError):
            Theme.objects.filter(pk=other.pk).update(name="Before")
        theme.name = "After"
        theme.save()
        assert connection.get_autocommit()
        other.delete()

    assert last(ReadingEvent).pgh_context["act"] == "tests.alone"
    assert {e.pgh_context["by"] for e in entries(pgh_label__in=["update", "delete"])} == {
        str(coordinator.pk)
    }


def test_no_trace_holds_words(academic, academic_client):
    form = {"statement": "Words of mine."}
    assert academic_client.post(reverse("researchers:register-expertise"), form).status_code == 302

    trace = last(ResearcherEvent).pgh_context
    assert trace == {
        "by": str(academic.pk),
        "act": "researchers.save_expertise",
        "url": "researchers:register-expertise",
    }


# Nobody rewrites it

REWRITES = {
    "update": "UPDATE {table} SET pgh_label = 'delete'",
    "update of none": "UPDATE {table} SET pgh_label = 'delete' WHERE false",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table}",
}


@pytest.mark.parametrize("way", REWRITES)
@pytest.mark.parametrize("model", event_models(), ids=lambda model: model.__name__)
def test_not_even_the_owner_changes_a_history(model, way):
    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        run(REWRITES[way].format(table=model._meta.db_table))


@pytest.mark.parametrize("way", REWRITES)
@pytest.mark.parametrize("model", event_models(), ids=lambda model: model.__name__)
def test_the_web_server_has_no_right_to_change_a_history(model, way):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        as_web(REWRITES[way].format(table=model._meta.db_table))


def as_web(sql):
    with as_web_role():
        run(sql)


@pytest.mark.parametrize("right", ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"])
def test_the_web_server_has_no_right_to_the_table_that_pghistory_leaves_unused(right):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('empac_web', 'pghistory_context', %s)", [right])
        assert cursor.fetchone() == (False,)


def test_what_the_web_server_changes_is_written_down(theme):
    with as_web_role():
        rename(theme)
        assert last().name == "After"


def test_a_history_begins_with_the_rows_that_were_there(theme):
    """What the migration does for a table that was filled before it had a history."""
    run(BASELINE.format(rows="priorities_theme", events="priorities_themeevent"))

    said = [(e.pgh_label, e.pgh_obj_id, e.slug, e.name, e.starts_on) for e in entries()]
    row = (theme.pk, theme.slug, theme.name, theme.starts_on)
    assert said == [("insert", *row), ("baseline", *row)]
