"""What the embedded servers have in common."""

import importlib.util
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from empac.processes import Process, Program


class EmbeddedError(Exception):
    """A store that cannot be set up on this machine; the message is one for its user."""


@dataclass(frozen=True, slots=True)
class Store:
    """A server that is ready to be started, and the address it will have.

    A database has a second one, for its owner: set-up uses that and the product `url`.
    """

    program: Program
    url: str
    owner_url: str = ""


def start(store: Store, *, seconds: float = 30) -> Process:
    """Start a store for a test run or a single command and return when it answers.

    Raises:
        EmbeddedError: it did not answer in time.
    """
    process = Process(store.program, output=subprocess.DEVNULL)
    if not process.wait_until_ready(seconds=seconds, pause=time.sleep):
        process.stop()
        message = f"{store.program.name} did not start within {seconds:.0f} seconds."
        raise EmbeddedError(message)
    return process


def database_is_given(environment: Mapping[str, str]) -> bool:
    """Say whether somebody gave a database of their own.

    Raises:
        EmbeddedError: they gave only one of its two addresses.
    """
    names = ("DATABASE_URL", "OWNER_DATABASE_URL")
    given = [name for name in names if environment.get(name)]
    if len(given) == 1:
        message = (
            f"Only {given[0]} is set. For a database of your own, DATABASE_URL is the address with "
            "which the product logs in, as the role empac_web, and OWNER_DATABASE_URL the one of "
            "the role that owns the tables: set both, or neither to have a PostgreSQL started."
        )
        raise EmbeddedError(message)
    return bool(given)


def package_folder(name: str) -> Path:
    """Return where a wheel lies, without importing it.

    Raises:
        EmbeddedError: it is not installed.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        message = (
            f"The package {name} is missing: run ./run, which installs it, "
            "or set DATABASE_URL and REDIS_URL."
        )
        raise EmbeddedError(message)
    return Path(spec.origin).parent


def plain_environment() -> dict[str, str]:
    """Return an environment that tells a server nothing of ours."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "HOME": "/"}
