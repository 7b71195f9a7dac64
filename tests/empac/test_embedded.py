"""The servers of our own: they start, keep their data, refuse what they cannot use, and stop."""

import os
import signal
import stat
import tempfile
from contextlib import closing, contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import psycopg2
import pytest
from redis import Redis

from empac import embedded
from empac.embedded.stores import package_folder

# The package hands out the functions of these names.
postgres_module = import_module("empac.embedded.postgres")
valkey_module = import_module("empac.embedded.valkey")


@contextmanager
def running(store):
    process = embedded.start(store)
    try:
        yield process
    finally:
        process.stop()


def query(url, sql):
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None


def open_postgres(folder):
    return embedded.postgres(folder / "postgres", spare=folder / "spare", throwaway=True)


def test_postgres_keeps_what_was_written_when_it_is_killed_and_started_again(folder):
    store = embedded.postgres(folder / "postgres", spare=folder / "spare")
    with running(store) as process:
        embedded.create_database(store.owner_url)
        embedded.create_database(store.owner_url)  # a second time changes nothing
        query(store.owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(process.pid, signal.SIGKILL)
    store = embedded.postgres(folder / "postgres", spare=folder / "spare")
    with running(store):
        assert query(store.owner_url, "SELECT answer FROM kept") == (42,)


def test_postgres_is_closed_to_others_and_folds_case_as_production_does(folder):
    store = open_postgres(folder)
    with running(store):
        embedded.create_database(store.owner_url)
        assert query(store.url, "SHOW listen_addresses") == ("",)
        assert query(store.url, "SELECT lower('É'), 'É' ILIKE 'é'") == ("é", True)
        query(store.owner_url, "CREATE EXTENSION vector")
        query(store.owner_url, "CREATE EXTENSION pg_trgm")
    data = folder / "postgres"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert not (data / "postmaster.pid").exists()


def test_the_product_has_a_role_of_its_own_which_data_of_an_earlier_version_gets_too(folder):
    store = open_postgres(folder)
    with running(store):
        embedded.create_database(store.owner_url)
        query(store.owner_url, "DROP ROLE empac_web")  # as before there were roles
        embedded.create_database(store.owner_url)
        powers = "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        found = query(store.url, f"SELECT {powers} FROM pg_roles WHERE rolname = session_user")
        assert found == (False, False, False, False, False)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            query(store.url, "CREATE TABLE mine (id int)")


def test_one_address_of_a_database_without_the_other_is_refused():
    both = {"DATABASE_URL": "postgresql://web@/x", "OWNER_DATABASE_URL": "postgresql://owner@/x"}
    assert embedded.database_is_given(both)
    assert not embedded.database_is_given({"DATABASE_URL": ""})
    for name, url in both.items():
        with pytest.raises(embedded.EmbeddedError, match=f"Only {name} is set.* set both"):
            embedded.database_is_given({name: url})


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    deep = folder / ("a" * 60) / ("b" * 60)
    for part in (deep.parent, deep):
        part.mkdir()
        part.chmod(0o711)
    store = open_postgres(deep)
    with running(store):
        embedded.create_database(store.owner_url)
        assert query(store.url, "SELECT 1") == (1,)


def test_a_link_laid_where_the_short_path_would_be_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres_module.tempfile, "gettempdir", lambda: str(tmp_path))
    data = tmp_path / ("a" * 120)
    somebodys = tmp_path / "somebodys"
    somebodys.mkdir()
    short = postgres_module._socket_folder(data, None)
    short.rmdir()
    short.symlink_to(somebodys)
    with pytest.raises(embedded.EmbeddedError, match="belongs to somebody else"):
        postgres_module._socket_folder(data, None)


def test_data_of_another_version_is_refused_with_what_to_do(folder):
    with running(open_postgres(folder)):
        pass
    (folder / "postgres" / "PG_VERSION").write_text("13\n")
    with pytest.raises(embedded.EmbeddedError, match=r"made by PostgreSQL 13 .* pg_dump"):
        open_postgres(folder)


def test_a_pid_file_that_names_some_other_process_is_no_obstacle(folder):
    with running(open_postgres(folder)):
        pass
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    store = open_postgres(folder)
    with running(store):
        embedded.create_database(store.owner_url)
        assert query(store.url, "SELECT 1") == (1,)


def test_data_that_another_server_is_using_is_left_alone(folder, monkeypatch):
    with running(open_postgres(folder)) as process:
        monkeypatch.setattr(postgres_module, "_LAST_SERVER_SECONDS", 0.2)
        with pytest.raises(embedded.EmbeddedError, match=rf"\(process {process.pid}\) is using"):
            open_postgres(folder)


def test_root_runs_the_server_as_the_owner_of_the_data(folder):
    if os.geteuid() != 0:
        pytest.skip("only root runs PostgreSQL as somebody else")
    with running(open_postgres(folder)):
        pass
    data, owner = folder / "postgres", 12345
    for path in [data, *data.rglob("*")]:
        os.chown(path, owner, owner)
    store = open_postgres(folder)
    assert store.program.account.uid == owner
    with running(store):
        embedded.create_database(store.owner_url)


def test_a_folder_that_nobody_can_use_is_named(folder):
    if os.geteuid() != 0:
        pytest.skip("only root runs PostgreSQL as somebody else")
    folder.chmod(0o700)
    with pytest.raises(embedded.EmbeddedError, match=r"Neither .* nor .* can be used"):
        open_postgres(folder)


def test_a_step_of_postgres_that_fails_is_named_with_what_it_said():
    with pytest.raises(embedded.EmbeddedError, match=r"ls failed: .*no-such-folder"):
        postgres_module._run(["ls", "/no-such-folder"], None)


def test_a_valkey_of_the_machine_serves_where_the_wheel_has_none(tmp_path, monkeypatch):
    monkeypatch.setattr(valkey_module.platform, "machine", lambda: "riscv64")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(embedded.EmbeddedError, match=r"no Valkey for linux-riscv64 .* REDIS_URL"):
        valkey_module._server()
    own = tmp_path / "valkey-server"
    own.touch(mode=0o755)
    assert valkey_module._server() == own


def test_a_folder_out_of_reach_is_replaced_by_the_spare_one(folder):
    if os.geteuid() != 0:
        pytest.skip("only root runs PostgreSQL as somebody else")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    store = embedded.postgres(closed / "postgres", spare=folder / "spare", throwaway=True)
    with running(store):
        embedded.create_database(store.owner_url)
    assert (folder / "spare" / "postgres" / "PG_VERSION").exists()
    assert not (closed / "postgres").exists()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_programs_out_of_reach_are_copied_to_where_they_can_be_run(folder, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root runs PostgreSQL as somebody else")
    really = postgres_module._can
    monkeypatch.setattr(
        postgres_module,
        "_can",
        lambda account, test, path: "-x" not in test and really(account, test, path),
    )
    for _ in range(2):  # the second time finds the copy
        store = open_postgres(folder)
        assert store.program.command[0].startswith(str(folder / "spare"))
    with running(store):
        embedded.create_database(store.owner_url)
        query(store.owner_url, "CREATE EXTENSION vector")


def test_valkey_wants_its_password_and_keeps_what_was_written(folder):
    store = embedded.valkey(folder / "valkey")
    with running(store) as process:
        with closing(Redis.from_url(store.url)) as client:
            client.set("kept", "yes")
        assert store.url.split("@")[0].split(":")[-1] not in " ".join(store.program.command)
        assert "requirepass" not in Path(f"/proc/{process.pid}/environ").read_text()
    store = embedded.valkey(folder / "valkey")
    with running(store), closing(Redis.from_url(store.url)) as client:
        assert client.get("kept") == b"yes"


def test_a_server_that_does_not_answer_is_stopped_and_named(folder):
    store = embedded.valkey(folder / "valkey")
    mute = replace(store, program=replace(store.program, is_ready=lambda _pid: False))
    with pytest.raises(embedded.EmbeddedError, match="valkey did not start within 0 seconds"):
        embedded.start(mute, seconds=0.3)


def test_a_package_that_is_missing_is_named_with_the_way_out():
    with pytest.raises(embedded.EmbeddedError, match="no_such_package is missing"):
        package_folder("no_such_package")
