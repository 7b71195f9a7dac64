"""A question is scored by keyboard, on a wide screen with scripts and on a phone's without."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from priorities.models import Scoring
from tests import browser
from tests.factories import CoordinatorFactory, QuestionFactory, ScoringFactory
from tests.priorities.test_posting_in_browser import look, sign_in, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def chromium():
    with browser.open_browser() as opened:
        yield opened


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_score_is_given_by_keyboard(chromium, live_server, lead, scripts):
    question = QuestionFactory(posted_by=lead)
    ScoringFactory(question=question, elsewhere=True)
    width = 1280 if scripts else 320
    with browser.open_context(chromium, width=width, for_axe=scripts, scripts=scripts) as context:
        page = context.new_page()
        said = browser.watch(page)
        sign_in(page, live_server.url, lead)
        page.goto(f"{live_server.url}{reverse('priorities:question', args=[question.pk])}")
        look(page, scripts=scripts)
        tab_to(page, "Score it again")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="How pressing is it?")).to_be_visible()
        look(page, scripts=scripts)
        tab_to(page, "A score exists and is held elsewhere")
        page.keyboard.press("ArrowUp")
        for first in ("1. Little harm", "1. Not known", "1. We know what", "Low"):
            tab_to(page, first)
            page.keyboard.press("Space")
        tab_to(page, "Keep the score")
        page.keyboard.press("Enter")
        expect(page.get_by_text("What was said before")).to_be_visible()
        look(page, scripts=scripts)
        browser.assert_quiet(said)
    assert str(Scoring.objects.standing().get()).endswith(": 3 of 15; confidence low")


@pytest.mark.usefixtures("words")
def test_the_page_of_words_is_open_to_everybody_who_edits_it(chromium, live_server):
    with browser.open_context(chromium, for_axe=True) as context:
        page = context.new_page()
        said = browser.watch(page)
        sign_in(page, live_server.url, CoordinatorFactory())
        page.goto(f"{live_server.url}{reverse('priorities:rubric-words')}")
        look(page, scripts=True)
        page.get_by_label("Harm 1").fill("")
        tab_to(page, "Save")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").get_by_text("Enter what harm 1 means")).to_be_visible()
        look(page, scripts=True)
        browser.assert_quiet([one for one in said if "422" not in one])
