import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from tests.html_rules import Page, assert_well_made, get, problems, text

pytestmark = pytest.mark.usefixtures("gallery")


@pytest.fixture
def lock(settings):
    return json.loads((settings.BASE_DIR / "assets" / "package-lock.json").read_text())


def test_the_parts_are_well_made(client, db):
    assert_well_made(client.get("/parts"))


def test_the_place_in_the_menu_is_marked_and_the_marking_stands_twice(client, db):
    page = Page.parsed(client.get("/parts").content.decode())
    assert [text(a) for a in page.all("a") if get(a, "aria-current") == "true"] == ["People"]
    assert sum(get(e, "class") == "app-marking" for e in page.elements) == 2


def test_messages_are_announced(client, db):
    html = client.get("/parts").content.decode()
    assert '<div role="status">' in html
    assert html.count("A message of the") == 4


def test_the_head_says_who_is_signed_in_and_lets_them_out(rf):
    user = SimpleNamespace(is_authenticated=True)
    context = {"user": user, "role_label": "Coordinator", "sign_out_url": "/out"}
    html = render_to_string("404.html", context, request=rf.get("/"))
    assert "· Coordinator" in html
    assert '<form method="post" action="/out">' in html
    assert problems(html) == []


@pytest.mark.parametrize("name", ["403", "404", "405", "500", "503", "csrf_failure"])
def test_pages_for_faults_need_neither_database_nor_request(name):
    assert problems(render_to_string(f"{name}.html")) == []


@pytest.mark.parametrize("name", ["500", "503", "csrf_failure"])
def test_pages_for_faults_of_ours_do_not_ask_who_is_there(name):
    class Away:
        @property
        def is_authenticated(self):
            raise AssertionError("asked")

        def __bool__(self):
            raise AssertionError("asked")

    render_to_string(f"{name}.html", {"user": Away(), "menu": Away(), "messages": Away()})


def test_every_file_the_frame_names_has_been_built():
    html = render_to_string("404.html")
    named = re.findall(r'(?:src|href)="/static/([^"]+)"', html)
    assert named
    assert [name for name in named if finders.find(name) is None] == []


def test_the_built_styles_name_no_file_that_is_not_there_and_no_map():
    css = Path(finders.find("built/app.css")).read_text()
    named = set(re.findall(r'url\("?([^")]+)', css))
    assert [name for name in named if finders.find(f"built/{name}") is None] == []
    assert "sourceMappingURL" not in css


def test_the_lock_names_packages_and_no_registry(lock):
    packages = [name for name in lock["packages"] if name]
    assert "node_modules/govuk-frontend" in packages
    assert [name for name in packages if "resolved" in lock["packages"][name]] == []
    assert all("integrity" in lock["packages"][name] for name in packages)
