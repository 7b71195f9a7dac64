"""The whole product out of an empty folder, and the small decisions on the way."""

import os
import re
import signal
import socket
import threading
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from empac.embedded import EmbeddedError
from empac.launch import (
    FIRST_PORT,
    Launch,
    Options,
    forget_services,
    remember_services,
    serves_pages,
    web_port,
)
from empac.supervisor import StepFailed

_CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_the_first_free_port_is_taken():
    assert FIRST_PORT <= web_port("127.0.0.1", None) < FIRST_PORT + 100


def test_a_port_that_was_asked_for_and_is_taken_is_named(taken_port):
    with pytest.raises(StepFailed, match=f"port {taken_port}: Address already in use"):
        web_port("127.0.0.1", taken_port)


def test_what_answers_no_http_serves_no_pages(taken_port):
    free = web_port("127.0.0.1", None)
    assert not serves_pages("127.0.0.1", free)


def test_addresses_left_by_a_killed_run_are_forgotten_and_given_ones_kept(tmp_path):
    notes = tmp_path / "services.env"
    remember_services(notes, {"DATABASE_URL": "postgresql://old", "REDIS_URL": "redis://old"})
    assert notes.stat().st_mode & 0o777 == 0o600
    environment = {"DATABASE_URL": "postgresql://old", "REDIS_URL": "redis://given", "HOME": "/"}
    forget_services(notes, environment)
    assert environment == {"REDIS_URL": "redis://given", "HOME": "/"}
    assert not notes.exists()
    forget_services(notes, environment)  # nothing left behind is nothing to do


@pytest.fixture
def checkout(folder):
    """This checkout under another name, with nothing set up but the model."""
    for entry in _CHECKOUT.iterdir():
        if entry.name != "var":
            (folder / entry.name).symlink_to(entry)
    return folder


def stop_once(log: Path, line: str, seen: list[str]) -> threading.Thread:
    """Ask this process to stop as soon as the log has the line and a page was read."""

    def watch() -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            text = log.read_text() if log.exists() else ""
            if line in text:
                address = text.split(line, 1)[1].split()[0]
                with urllib.request.urlopen(f"{address}readyz", timeout=30) as answer:
                    seen.append(answer.read().decode().strip())
                seen.append(logins(log.parents[2]))
                break
            time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=watch)
    thread.start()
    return thread


def test_only_set_up_is_told_of_the_owner(tmp_path):
    given = {
        "DATABASE_URL": "w",
        "OWNER_DATABASE_URL": "o",
        "WEB_DB_PASSWORD": "p",
        "AS_OWNER": "1",
    }
    launch = Launch(tmp_path, given, Options())
    assert given.items() <= launch._manage("prepare_data", as_owner=True).env.items()
    served = [*launch._programs(FIRST_PORT), launch._manage("build_model")]
    assert {name for one in served for name in one.env if name in given} == {"DATABASE_URL"}


def test_a_database_of_ones_own_needs_both_its_addresses(tmp_path):
    (tmp_path / "var").mkdir()
    launch = Launch(tmp_path, {"DATABASE_URL": "postgresql://mine"}, Options())
    with pytest.raises(EmbeddedError, match="Only DATABASE_URL is set"):
        launch.run([])


def logins(checkout: Path) -> set[tuple[str, str]]:
    """Who is connected to the database of a run, and by what: the note of the run says where."""
    notes = (checkout / "var" / "services.env").read_text()
    owner = re.search("^OWNER_DATABASE_URL=(.*)$", notes, re.MULTILINE)[1]
    with closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT usename, datname FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return set(cursor.fetchall())


@pytest.mark.slow
def test_an_empty_folder_comes_up_serves_pages_and_stops(checkout):
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"}
    }
    log, seen = checkout / "var" / "log" / "empac.log", []
    watcher = stop_once(log, "EMPAC Connect is at", seen)
    Launch(checkout, environment, Options(demo=False)).run(["Sign in as somebody"])
    watcher.join()
    text = log.read_text()
    assert seen == ["ready", {("empac_web", "empac")}], text
    assert "Sign in as somebody" in text
    assert "All stopped" in text
    assert not (checkout / "var" / "services.env").exists()
    assert not list((checkout / "var").rglob("postmaster.pid"))
