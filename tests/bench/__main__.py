"""`make bench`, its second half: a PostgreSQL that is thrown away, and the walls measured in it."""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from empac import embedded


@contextmanager
def throwaway_database() -> Iterator[None]:
    """Make the settings name a new server of our own, whatever database they named before."""
    with tempfile.TemporaryDirectory(prefix="empac-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL, where it runs as somebody else, has to pass through
        store = embedded.postgres(folder / "postgres", spare=folder / "spare", throwaway=True)
        server = embedded.start(store)
        try:
            embedded.create_database(store.owner_url)
            # As in the tests: set-up is the owner's, and whoever opens a page takes on empac_web.
            os.environ.update(DATABASE_URL=store.owner_url, OWNER_DATABASE_URL=store.owner_url)
            yield
        finally:
            server.stop()


def main() -> None:
    """Measure what was asked for; a minute or some, and nothing fails on time."""
    parser = argparse.ArgumentParser(description="Pages with the second wall and without.")
    parser.add_argument("--questions", type=int, nargs="+", default=[500, 2_000])
    parser.add_argument("--people", type=int, default=300, help="police leads, and as many more")
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "empac.settings"
    # Whoever ends it leaves no folder behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    with throwaway_database():
        django.setup()
        call_command("migrate", verbosity=0)
        from tests.bench import walls  # noqa: PLC0415 - models load once the settings are read

        walls.report(sizes=asked.questions, people=asked.people, rounds=asked.rounds)


if __name__ == "__main__":
    main()
