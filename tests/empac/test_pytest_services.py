"""The stores of a test run are there for it and gone after it."""

import os
import subprocess
import sys
import time
from pathlib import Path

from empac import checkout_lock, pytest_services

_CHECKOUT = Path(__file__).resolve().parents[2]
_MINE = {
    *("DATABASE_URL", "OWNER_DATABASE_URL", "WEB_DATABASE_URL", "REDIS_URL"),
    *("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"),
}
_INNER = """
import os
from redis import Redis
import psycopg2

LOGINS = {{"DATABASE_URL": "empac", "OWNER_DATABASE_URL": "empac", "WEB_DATABASE_URL": "empac_web"}}

def test_both_stores_answer():
    with open({places!r}, "w") as file:
        file.write(os.environ["DATABASE_URL"] + "\\n" + os.environ["REDIS_URL"])
    for name, role in LOGINS.items():
        connection = psycopg2.connect(os.environ[name])
        assert connection.info.user == role
        connection.close()
    assert "AS_OWNER" not in os.environ
    with Redis.from_url(os.environ["REDIS_URL"]) as client:
        assert client.ping()
    assert os.environ["EMPAC_TESTING"] == "1"
"""


def test_what_a_killed_run_left_goes_and_what_a_running_one_holds_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(pytest_services.tempfile, "tempdir", str(tmp_path))
    for name in ("left", "held", "fresh"):
        (tmp_path / f"empac-test-{name}").mkdir()
    (tmp_path / "empac-test-left" / "held.lock").touch()
    with checkout_lock.hold(tmp_path / "empac-test-held" / "held.lock"):
        pytest_services._sweep()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        "empac-test-fresh",
        "empac-test-held",
    ]


def test_a_run_has_its_own_stores_and_leaves_nothing(tmp_path, folder):
    inner, places = tmp_path / "test_inner.py", tmp_path / "places"
    inner.write_text(_INNER.format(places=str(places)))
    environment = {k: v for k, v in os.environ.items() if k not in _MINE}
    environment |= {"TMPDIR": str(folder), "PYTHONPATH": str(_CHECKOUT), "AS_OWNER": "1"}
    options = ["-p", "empac.pytest_services", "-p", "no:django", "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "pytest", *options, "-c", "/dev/null", str(inner)]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    database, queue = places.read_text().split()
    data = Path(database.split("host=")[1].split("&")[0])
    assert not data.parent.exists()
    assert list(folder.iterdir()) == []
    port = f":{int(queue.rsplit(':', 1)[1].split('/')[0]):04X} "
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and f"{port}" in _listening():
        time.sleep(0.05)
    assert port not in _listening()


def _listening() -> str:
    """Return the kernel's table of sockets that wait for callers; their state is 0A."""
    rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return "\n".join(row.split()[1] + " " for row in rows if row.split()[3] == "0A")
