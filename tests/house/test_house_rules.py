"""The rules of the house that no tool knows; CONTRIBUTING.md gives their reasons."""

import re

import pytest

from tests.house.measures import CHECKOUT, functions, lines, modules, name, templates

LONGEST_FILE = 400
LONGEST_FUNCTION = 30
# Names that say nothing of what a module holds.
FORBIDDEN_MODULES = {"utils", "util", "common", "core", "helpers", "base", "misc"}
# What the content security policy forbids, and addresses that are not ours.
FORBIDDEN_IN_TEMPLATES = {
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a file of another host": re.compile(r"<(?:script|link|img)\b[^>]*https?://", re.IGNORECASE),
    "a javascript address": re.compile(r"[\"']javascript:", re.IGNORECASE),
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def test_no_file_is_too_long():
    assert [
        f"{name(path)}: {lines(path)}" for path in modules() if lines(path) > LONGEST_FILE
    ] == []


def test_no_function_is_too_long():
    every = (function for path in modules() for function in functions(path))
    assert [f"{one.where}: {one.lines}" for one in every if one.lines > LONGEST_FUNCTION] == []


def test_modules_are_named_by_what_they_hold():
    named = [name(path) for path in modules() if {path.stem, path.parent.name} & FORBIDDEN_MODULES]
    # Django looks for a database backend under this name and no other.
    assert named == ["accounts/postgresql/base.py"]


@pytest.mark.parametrize(("what", "pattern"), FORBIDDEN_IN_TEMPLATES.items())
def test_templates_hold_nothing_the_policy_would_block(what, pattern):
    found = [
        f"{name(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == [], what


def test_every_template_says_first_what_it_needs():
    silent = [name(p) for p in templates() if not p.read_text(encoding="utf-8").startswith("{# ")]
    assert silent == []


def test_nothing_unfinished_is_left():
    files = [*modules(), *templates()]
    assert [name(p) for p in files if UNFINISHED.search(p.read_text(encoding="utf-8"))] == []


def test_every_setting_read_from_the_environment_is_in_the_example():
    settings = (CHECKOUT / "empac" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env(?:\.[a-z]+)?\(\s*\"([A-Z_]+)\"", settings)) - {"EMPAC_TESTING"}
    example = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    listed = set(re.findall(r"^#?\s?([A-Z_]+)=", example, re.MULTILINE))
    assert read - listed == set()
