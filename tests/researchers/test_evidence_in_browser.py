"""Evidence and imports in a browser: axe, two widths, htmx, and without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import browser
from tests.factories import PASSWORD, OutputFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=30_000)
FILES = Path(__file__).parent / "files"


def named(act, title):
    """A button's whole name; what is hidden from eyes comes with spaces around it."""
    return re.compile(rf"^{act}\W+{title}")


@pytest.fixture(scope="module")
def chromium():
    with browser.open_browser() as opened:
        yield opened


@pytest.fixture
def come(chromium, live_server, academic):
    """Open a browser in which the researcher has signed in."""
    contexts = []

    def opened(**options):
        context = browser.open_context(chromium, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(live_server.url)
        page.get_by_label("Email address").fill(academic.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.goto(f"{live_server.url}/register/evidence")
        return page

    yield opened
    for context in contexts:
        context.close()


def test_from_a_file_to_evidence_each_page_is_accessible_and_fits(come, academic):
    OutputFactory(researcher=academic.researcher, title="Ledgers of the High Street", year=2019)
    page = come(for_axe=True)
    browser.assert_well_shown(page)
    page.get_by_role("button", name="Bring in a list").click()
    browser.assert_well_shown(page)
    page.get_by_label("File", exact=True).set_input_files(FILES / "scopus.csv")
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", name="Which column is which")).to_be_visible()
    browser.assert_well_shown(page)
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_text("2 new, 1 like one that is here.")).to_be_visible()
    browser.assert_well_shown(page)
    page.get_by_role("button", name="Save what is ticked").click()
    expect(page.get_by_role("heading", name="Import saved")).to_be_visible()
    browser.assert_well_shown(page)
    page.get_by_role("link", name="Undo this import").click()
    browser.assert_well_shown(page)
    page.get_by_role("link", name="The import").click()
    page.get_by_role("button", name="See your evidence").click()
    expect(page.get_by_text("3 pieces of evidence")).to_be_visible()

    page.get_by_role("button", name=named("Pin", "Till")).click()
    expect(page.get_by_text("1 of up to 5 pinned")).to_be_visible()
    page.get_by_role("button", name=named("This is not me any more", "Ledgers")).click()
    expect(page.get_by_role("button", name=named("It is me after all", "Ledgers"))).to_be_visible()
    browser.assert_well_shown(page)
    page.get_by_role("link", name=named("Edit", "Till")).click()
    page.get_by_label("Year").fill("soon")
    page.get_by_role("button", name="Save").click()
    browser.assert_well_shown(page)
    page.get_by_role("link", name="Evidence", exact=True).click()
    page.get_by_role("link", name=named("Remove", "Till")).click()
    browser.assert_well_shown(page)


def test_without_scripts_ticks_and_pins_work_as_well(come, academic):
    page = come(scripts=False, width=320)
    page.get_by_role("button", name="Bring in a list").click()
    page.get_by_label("File", exact=True).set_input_files(FILES / "zotero.bib")
    page.get_by_role("button", name="Look it over").click()
    page.get_by_label("Take Line 22,").uncheck()
    page.get_by_label("Kind of Line 2,").select_option("practice")
    page.get_by_role("button", name="Save what is ticked").click()
    page.get_by_role("button", name="See your evidence").click()
    page.get_by_role("button", name=named("Pin", "Ledgers")).click()
    expect(page.get_by_text("1 of up to 5 pinned")).to_be_visible()
    kinds = dict(academic.researcher.outputs.values_list("title", "kind"))
    assert len(kinds) == 2
    assert "practice" in kinds.values()
