"""A coordinator loads people: each page is accessible and fits a phone, with long addresses too."""

import pytest
from playwright.sync_api import expect

from tests import browser
from tests.factories import PASSWORD, UniversityFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "ada.bartholomewfeatherstonehaugh@universityofthewolds.example"
LIST = f"Name,Email,Post\nAda Newcomer,{LONG},Lecturer\nBo Nobody,no address,Reader\n"


def test_from_a_list_to_entries_and_back(live_server, coordinator, tmp_path):
    body = UniversityFactory(name="University of the Wolds")
    (tmp_path / "people.csv").write_text(LIST)
    with browser.open_browser() as chromium:
        page = browser.open_context(chromium, for_axe=True).new_page()
        page.goto(live_server.url)
        page.get_by_label("Email address").fill(coordinator.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.goto(f"{live_server.url}/people/load")
        browser.assert_well_shown(page)

        page.locator("select").select_option(label=body.name)
        page.get_by_label("File", exact=True).set_input_files(tmp_path / "people.csv")
        page.get_by_role("button", name="Look it over").click()
        expect(page.get_by_role("heading", name="Which column is which")).to_be_visible()
        browser.assert_well_shown(page)
        page.get_by_role("button", name="Look it over").click()
        expect(page.get_by_text("1 new, 1 we could not read")).to_be_visible()
        browser.assert_well_shown(page)
        page.get_by_role("button", name="Save what is ticked").click()
        expect(page.get_by_text("Saved: 1 person.")).to_be_visible()
        browser.assert_well_shown(page)
        page.get_by_role("link", name="Undo this import").click()
        browser.assert_well_shown(page)
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Undone.")).to_be_visible()
