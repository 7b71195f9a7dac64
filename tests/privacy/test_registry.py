"""Every field that points to a person is declared, with what becomes of it."""

import pytest
from django.apps import apps

from privacy.registry import FIELDS, NOT_PEOPLE, Erase, fields_of_people, is_history, rule_of


def test_every_field_that_points_to_a_person_is_declared():
    undeclared = [
        label
        for label, field in fields_of_people().items()
        if rule_of(label, field.model) is None and label not in NOT_PEOPLE
    ]

    assert undeclared == []


def test_nothing_is_declared_that_is_not_there():
    there = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }

    assert {*FIELDS, *NOT_PEOPLE} - there == set()


@pytest.mark.parametrize("label", [n for n, rule in FIELDS.items() if rule.erase is Erase.KEEP])
def test_what_is_kept_says_why(label):
    assert len(FIELDS[label].reason) > 10


def test_histories_are_known_as_such():
    named = {model._meta.label for model in apps.get_models() if is_history(model)}

    assert "researchers.ResearcherEvent" in named
    assert "researchers.Researcher" not in named
