"""Everything the product needs on one machine, from an empty folder to an address in a browser."""

import hashlib
import os
import socket
import sys
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from empac import checkout_lock, embedded, probe
from empac.frontend import Frontend
from empac.journal import Journal
from empac.processes import Program
from empac.supervisor import StepFailed, StopRequested, Supervisor, timed

FIRST_PORT = 8000
_PORTS_TRIED = 100
# An address to listen on that is not one to connect to.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, not bound
_WEB_READY_WITHIN = 120.0
# One worker has no neighbours to look for.
_WORKER_OPTIONS = ["--concurrency=2", "--loglevel=WARNING", "--without-mingle", "--without-gossip"]
# What only set-up is told: as the owner of the tables nobody serves pages.
_FOR_SET_UP = {"AS_OWNER", "OWNER_DATABASE_URL", "WEB_DB_PASSWORD"}
# On a laptop files are served as they lie, and a container's only user is often root.
_EXPECTED_WARNINGS = "ignore:No directory at,ignore:You're running the worker with superuser"


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who starts it may choose; no port means the first free one from 8000."""

    host: str = "127.0.0.1"
    port: int | None = None
    demo: bool = True


class Launch:
    """One run of the product out of a checkout."""

    def __init__(
        self, checkout: Path, environment: MutableMapping[str, str], options: Options
    ) -> None:
        """Take the children's environment; what it says of a database or queue is used as given."""
        self._checkout = checkout
        self._environment = environment
        self._options = options
        self._var = checkout / "var"
        self._services = self._var / "services.env"

    def run(self, welcome: Sequence[str]) -> None:
        """Set up, start and watch over everything; return once told to stop and all is stopped.

        `welcome` is printed below the address as soon as pages are served.

        Raises:
            AlreadyRunning: another run holds the checkout.
            EmbeddedError: only one of the two addresses of a database was given.
            StepFailed, EmbeddedError: a part did not come up; those that had are stopped again.
        """
        with checkout_lock.hold(self._var / "up.lock") as lock:
            lock.write(f"process {os.getpid()}")
            lock.flush()
            forget_services(self._services, self._environment)
            embedded.database_is_given(self._environment)
            journal = Journal(self._var / "log" / "empac.log")
            try:
                with Supervisor(journal) as supervisor:
                    self._come_up(supervisor, journal, welcome)
                    supervisor.watch()
            except StopRequested:
                journal.say("All stopped. What was entered is kept; ./run starts again.")
            finally:
                self._services.unlink(missing_ok=True)
                journal.close()

    def _come_up(self, supervisor: Supervisor, journal: Journal, welcome: Sequence[str]) -> None:
        port = web_port(self._options.host, self._options.port)
        with timed(journal, "Everything"):
            if not Frontend(self._checkout).is_current():
                with timed(journal, "Front end built"):
                    supervisor.run(self._manage("build_assets"))
            with timed(journal, "Sentence model ready"):
                supervisor.run(self._manage("build_model"))
            self._start_stores(supervisor, journal)
            with timed(journal, "Database up to date"):
                demo = [] if self._options.demo else ["--no-demo"]
                supervisor.run(self._manage("prepare_data", "--verbosity=0", *demo, as_owner=True))
            with timed(journal, "Web server, worker and scheduler started"):
                supervisor.start(*self._programs(port), seconds=_WEB_READY_WITHIN)
        host = _EVERYWHERE.get(self._options.host, self._options.host)
        address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
        for line in ["", f"EMPAC Connect is at {address}", *welcome, "Ctrl-C stops it.", ""]:
            journal.say(line)

    def _start_stores(self, supervisor: Supervisor, journal: Journal) -> None:
        """Start the servers that no URL was given for, and note where they are."""
        started = {}
        if not embedded.database_is_given(self._environment):
            with timed(journal, "PostgreSQL started"):
                store = embedded.postgres(self._var / "postgres", spare=self._spare())
                supervisor.start(store.program)
                embedded.create_database(store.owner_url)
            started |= {"DATABASE_URL": store.url, "OWNER_DATABASE_URL": store.owner_url}
        if not self._environment.get("REDIS_URL"):
            with timed(journal, "Valkey started"):
                store = embedded.valkey(self._var / "valkey")
                supervisor.start(store.program)
            started["REDIS_URL"] = store.url
        self._environment.update(started)
        remember_services(self._services, started)

    def _spare(self) -> Path:
        """Return a folder outside the checkout, one for each checkout."""
        digest = hashlib.sha256(os.fsencode(self._checkout)).hexdigest()[:12]
        return Path("/var/lib/empac") / digest

    def _manage(self, command: str, *arguments: str, as_owner: bool = False) -> Program:
        program = self._program("set-up", ["manage.py", command, *arguments])
        if not as_owner:
            return program
        told = {name: self._environment.get(name, "") for name in _FOR_SET_UP} | {"AS_OWNER": "1"}
        return replace(program, env={**program.env, **told})

    def _programs(self, port: int) -> list[Program]:
        bind = f"[{self._options.host}]" if ":" in self._options.host else self._options.host
        celery = ["-m", "celery", "--quiet", "--app", "empac"]
        schedule = f"--schedule={self._var / 'celerybeat-schedule'}"
        web = ["-m", "gunicorn", "--bind", f"{bind}:{port}", "empac.wsgi:application"]
        return [
            self._program("web", web, answering=(self._options.host, port)),
            self._program("worker", [*celery, "worker", *_WORKER_OPTIONS]),
            self._program("beat", [*celery, "beat", "--loglevel=WARNING", schedule]),
        ]

    def _program(
        self, name: str, arguments: Sequence[str], *, answering: tuple[str, int] | None = None
    ) -> Program:
        told = {name: self._environment[name] for name in self._environment.keys() - _FOR_SET_UP}
        return Program(
            name=name,
            command=[sys.executable, *arguments],
            env=told | {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": _EXPECTED_WARNINGS},
            cwd=str(self._checkout),
            is_ready=lambda pid: answering is None or serves_pages(*answering),
        )


def web_port(host: str, wanted: int | None) -> int:
    """Return the wanted port or the first free one from 8000.

    Raises:
        StepFailed: the wanted one is taken, or none of a hundred is free.
    """
    for port in [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if wanted:
                    message = f"Cannot listen on {host} port {port}: {error.strerror}."
                    raise StepFailed(message) from error
            else:
                return port
    last = FIRST_PORT + _PORTS_TRIED - 1
    message = f"No port from {FIRST_PORT} to {last} is free on {host}; choose one with --port."
    raise StepFailed(message)


def serves_pages(host: str, port: int) -> bool:
    """Say whether a web server of ours answers there."""
    return probe.ask(_EVERYWHERE.get(host, host), port, "/livez")[0]


def remember_services(path: Path, urls: dict[str, str]) -> None:
    """Write the addresses for `manage.py` in another terminal, readable by their owner only."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={url}\n" for name, url in urls.items()))


def forget_services(path: Path, environment: MutableMapping[str, str]) -> None:
    """Drop addresses that a killed run left behind and the settings took for given ones."""
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        name, _, url = line.partition("=")
        if environment.get(name) == url:
            del environment[name]
    path.unlink()
