"""Fixtures that tests of questions share."""

import importlib

import pytest
from django.apps import apps


@pytest.fixture
def words(db: None) -> None:
    """The words of the values of a priority, which tests that empty all tables take away."""
    importlib.import_module("priorities.migrations.0016_rubric").add_words(apps, None)
