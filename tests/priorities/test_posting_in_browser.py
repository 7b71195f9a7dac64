"""A police lead writes a question by keyboard, on a phone's width, with and without scripts."""

import pytest
from playwright.sync_api import expect

from priorities.models import Question
from priorities.steps import HEADINGS
from tests import browser
from tests.factories import PASSWORD, words_of
from tests.journeys.visitor import NAME

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=30_000)
# What is typed into, or chosen in, each step: all of it by keyboard.
TYPED = {
    "What are you seeing?": "Shops that nobody enters bank a lot of cash.",
    "What do you want to know?": "Why here? What would we see first if it spread?",
    "Who decides something with the answer?": "The head of prevention",
    "Who is involved already?": "Trading standards and the council",
}


@pytest.fixture(scope="module")
def chromium():
    with browser.open_browser() as opened:
        yield opened


def tab_to(page, name):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(NAME).startswith(name):
            return
    pytest.fail(f"The Tab key does not come to {name!r} on {page.url}")


def sign_in(page, address, lead):
    page.goto(address)
    tab_to(page, "Email address")
    page.keyboard.type(lead.email)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_home_to_a_posted_question_by_keyboard(chromium, live_server, lead, scripts):
    width = 1280 if scripts else 320
    with browser.open_context(chromium, width=width, for_axe=scripts, scripts=scripts) as context:
        page = context.new_page()
        said = browser.watch(page)
        sign_in(page, live_server.url, lead)
        tab_to(page, "Post a question")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Post a question")).to_be_visible()
        look(page, scripts=scripts)
        tab_to(page, "Begin")
        page.keyboard.press("Enter")
        for heading in HEADINGS.values():
            expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
            look(page, scripts=scripts)
            for label, words in TYPED.items():
                if page.get_by_label(label, exact=False).count():
                    tab_to(page, label)
                    page.keyboard.type(words)
            tab_to(page, "Save and go on")
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
        look(page, scripts=scripts)
        tab_to(page, "Send")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Your question is posted.")).to_be_visible()
        look(page, scripts=scripts)
        browser.assert_quiet(said)
    assert words_of(Question.objects.get()) == TYPED["What do you want to know?"]


def look(page, *, scripts):
    """Hold the page against axe where it may run, and against a phone's width in any case."""
    if scripts:
        browser.assert_well_shown(page)
    browser.assert_fits(page)
