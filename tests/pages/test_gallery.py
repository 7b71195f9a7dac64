"""What only a browser can see, on the gallery of every part."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from tests import browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("gallery"),
]


A_WHILE = 10_000


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


@pytest.fixture
def parts(chromium, live_server):
    """The page of parts, where axe may run."""
    with browser.open_context(chromium, for_axe=True) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/parts")
        yield page


def test_progress_fetches_itself_until_it_is_done(parts):
    said = browser.watch(parts)
    parts.wait_for_selector("text=Done.", timeout=A_WHILE)
    assert parts.locator("progress").count() == 0
    parts.on("request", lambda request: pytest.fail(f"It asked again: {request.url}"))
    parts.wait_for_timeout(3_000)
    browser.assert_quiet(said)


def test_progress_goes_on_after_it_could_not_be_fetched(parts):
    parts.route("**/progress", answer(503))
    fault = parts.get_by_role("alert")
    expect(fault).to_contain_text("This page keeps asking", timeout=A_WHILE)
    with parts.expect_request("**/progress"):
        pass
    expect(fault).to_have_count(1)
    expect(fault).not_to_be_focused()
    browser.assert_accessible(parts)
    parts.unroute("**/progress")
    parts.wait_for_selector("text=Done.", timeout=A_WHILE)
    expect(fault).to_have_count(0)


@pytest.mark.parametrize("name", ["Refresh", "Cancel"])
def test_progress_leaves_the_focus_where_it_is(parts, name):
    control = parts.locator(".app-working").locator(f"text={name}")
    control.focus()
    parts.wait_for_selector("text=Done.", timeout=A_WHILE)
    expect(control).to_be_focused()


FAULTS = [
    (403, "signed in anew since this page was opened. Nothing was changed."),
    (404, "It is not there any more"),
    (413, "could not be taken. Nothing was changed."),
    (500, "The fault is ours and has been recorded. Nothing was changed."),
    (503, "not available at the moment. Nothing was changed. Try again in a minute."),
    (504, "It may or may not have been done"),
    (None, "It may or may not have been done"),
]


@pytest.mark.parametrize(("status", "words"), FAULTS)
def test_a_button_that_did_nothing_says_so(parts, status, words):
    parts.route("**/answer", answer(status))
    button = parts.get_by_role("button", name="Add to shortlist Dr Amara Okafor")
    row = parts.locator("li", has=button)
    fault = row.get_by_role("alert")
    button.click()
    expect(fault).to_contain_text(words)
    expect(fault).to_be_focused()
    parts.wait_for_timeout(1_100)  # buttons take a second press after a second only
    button.click()
    expect(fault).to_have_count(1)
    if status == 503:
        browser.assert_accessible(parts)
        browser.assert_fits(parts)
    parts.unroute("**/answer")
    parts.route("**/answer", lambda route: route.fulfill(body="<li>Shortlisted</li>"))
    parts.wait_for_timeout(1_100)
    button.click()
    parts.wait_for_selector("text=Shortlisted")
    expect(fault).to_have_count(0)


def test_a_filter_that_brought_nothing_says_so_above_the_rows(chromium, live_server, groups):
    with browser.open_context(chromium, for_axe=True) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/list")
        page.route("**/list?*", answer(503))
        page.get_by_label("A", exact=True).check()
        fault = page.get_by_role("alert")
        expect(fault).to_contain_text("could not be brought up to date")
        expect(fault).to_be_focused()
        browser.assert_accessible(page)
        page.unroute("**/list?*")
        page.get_by_label("B", exact=True).check()
        page.wait_for_url("**letters=A&letters=B")
        expect(fault).to_have_count(0)


def answer(status):
    """Answer in the server's place with a status, or not at all."""
    return lambda route: route.fulfill(status=status) if status else route.abort()


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
