"""What only a browser can see, on the gallery of every part."""

import pytest
from django.contrib.auth.models import Group

from tests import browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("gallery"),
]


@pytest.fixture(scope="module")
def chromium():
    with browser.open_browser() as opened:
        yield opened


@pytest.fixture
def groups():
    Group.objects.bulk_create(Group(name=f"{'ABC'[i % 3]}{i:03}") for i in range(60))


@pytest.mark.parametrize("path", ["form", "list", "list?q=zzz", "parts", "nowhere"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_part_is_accessible_and_fits(chromium, live_server, groups, path, width):
    with browser.open_context(chromium, width=width, for_axe=True) as context:
        page = context.new_page()
        response = page.goto(f"{live_server.url}/{path}")
        assert response.status == (404 if path == "nowhere" else 200)
        browser.assert_accessible(page)
        browser.assert_clear_edges(page)
        browser.assert_fits(page)


def test_errors_are_accessible_and_the_summary_takes_the_focus(chromium, live_server):
    with browser.open_context(chromium, for_axe=True) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/form")
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_selector(".govuk-error-summary:focus")
        browser.assert_accessible(page)
        browser.assert_clear_edges(page)
        page.get_by_role("link", name="Select when you would like to take part").click()
        assert page.evaluate("document.activeElement.id") == "id_when_0"


def test_a_filter_acts_at_once_and_the_address_keeps_it(chromium, live_server, groups):
    with browser.open_context(chromium) as context:
        page = context.new_page()
        said = browser.watch(page)
        page.goto(f"{live_server.url}/list")
        page.get_by_label("A", exact=True).check()
        page.wait_for_url("**letters=A")
        assert page.inner_text("#list-status") == "20 groups, 40 more hidden by filters"
        assert "letters=A" in page.get_by_role("link", name="Download CSV").get_attribute("href")
        page.go_back()
        page.wait_for_selector("text=60 groups")
        browser.assert_quiet(said)


def test_progress_fetches_itself_until_it_is_done(chromium, live_server):
    with browser.open_context(chromium) as context:
        page = context.new_page()
        said = browser.watch(page)
        page.goto(f"{live_server.url}/parts")
        page.wait_for_selector("text=Done.", timeout=10_000)
        assert page.locator("progress").count() == 0
        browser.assert_quiet(said)


def test_everything_works_without_scripts(chromium, live_server, groups):
    with browser.open_context(chromium, scripts=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/list")
        page.get_by_label("A", exact=True).check()
        page.get_by_role("button", name="Apply filters").click()
        assert page.inner_text("#list-status") == "20 groups, 40 more hidden by filters"
        page.goto(f"{live_server.url}/form")
        page.get_by_role("button", name="Save and continue").click()
        assert page.title().startswith("Error: ")
