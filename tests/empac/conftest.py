"""Fixtures of the set-up's tests."""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.db import connections


@pytest.fixture
def dead_database(django_db_blocker, monkeypatch, tmp_path):
    """The default connection, turned towards a socket where nobody listens."""
    connection = connections["default"]
    monkeypatch.setattr(connection, "connection", None)
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "host", str(tmp_path))
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def folder():
    """A folder that the user PostgreSQL runs as may pass through; pytest closes its own."""
    path = Path(tempfile.mkdtemp(prefix="empac-case-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)
