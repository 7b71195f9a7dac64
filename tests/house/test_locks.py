"""The lock files hold what the .in files ask for, and one version of it everywhere."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.measures import CHECKOUT

LOCKS = ["requirements", "requirements-dev", "requirements-node"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def asked(name: str) -> list[Requirement]:
    lines = (CHECKOUT / f"{name}.in").read_text().splitlines()
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


def pins(name: str) -> dict[str, set[str]]:
    """Return every version a lock holds of a package: there are several where Pythons differ."""
    held: dict[str, set[str]] = {}
    for package, version in PIN.findall((CHECKOUT / f"{name}.txt").read_text()):
        held.setdefault(canonicalize_name(package), set()).add(version)
    return held


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_asked_for_is_locked_in_a_version_that_fits(name):
    held = pins(name)
    unmet = [
        str(requirement)
        for requirement in asked(name)
        if not held.get(canonicalize_name(requirement.name))
        or not all(map(requirement.specifier.contains, held[canonicalize_name(requirement.name)]))
    ]
    assert unmet == [], "run make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_its_hashes_and_no_address(name):
    text = (CHECKOUT / f"{name}.txt").read_text()
    bare = [block[0] for block in PIN.finditer(text) if not _has_hash(text, block.end())]
    assert bare == []
    assert "://" not in text


def _has_hash(text: str, start: int) -> bool:
    return "--hash=sha256:" in text[start : text.find("\n", text.find("\n", start) + 1)]


def test_development_and_production_hold_the_same_versions():
    production, development = pins("requirements"), pins("requirements-dev")
    assert {package: development.get(package) for package in production} == production
