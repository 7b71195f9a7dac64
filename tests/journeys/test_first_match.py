"""From a question to three answers on a name: in a browser, by keyboard only, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from priorities.models import Question
from researchers.models import Researcher
from seeds.sign_ins import SIGN_INS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COORDINATOR = dict(SIGN_INS)["Coordinator"]
# With the real model, on a machine that does other things too.
TWO_MINUTES = 120_000


@pytest.fixture
def question(demo):
    """What has waited longest."""
    question = Question.objects.order_by("posted_at").first()
    question.released = question.summary
    return question


def first_name(row):
    return row.locator("h2 a").inner_text()


def email_of(name):
    """The address of the researcher who stands in a list with a title before the name."""
    people = Researcher.objects.select_related("user")
    return next(person.user.email for person in people if str(person) == name)


def find_people(coordinator, question, start_worker, **environment):
    """From home to the ranked list."""
    page = coordinator.page
    page.get_by_role("link", name=question.headline).click()
    coordinator.look("question")
    page.get_by_role("button", name="Who could help?").click()
    coordinator.look("matches-none")
    page.get_by_role("button", name="Find people").click()
    expect(page.get_by_role("heading", name="Waiting for a worker")).to_be_visible()
    coordinator.look("matches-queued")
    start_worker(**environment)
    expect(coordinator.row(1)).to_be_visible(timeout=TWO_MINUTES)


def shortlist_first_and_decline_second(coordinator):
    page = coordinator.page
    first, second = coordinator.row(1), coordinator.row(2)
    first.get_by_role("button", name="Shortlist").click()
    expect(first.get_by_text("Shortlisted by Jo Fielding")).to_be_visible()
    expect(first.get_by_role("button", name="Undo")).to_be_focused()
    expect(page.locator("#spoken")).to_have_text(re.compile(": Shortlisted$"))
    expect(page.get_by_role("link", name="1 on the shortlist")).to_be_visible()

    second.get_by_role("link", name="Decline with a reason").click()
    expect(page.get_by_label("Declined")).to_be_checked()
    coordinator.look("answer")
    coordinator.look(
        "answer-error", before=lambda p: p.get_by_role("button", name="Save answer").click()
    )
    page.get_by_role("button", name="Save answer").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Why?").fill("Their work is on parcels, not on people.")
    page.get_by_role("button", name="Save answer").click()
    expect(second.get_by_text("“Their work is on parcels, not on people.”")).to_be_visible()
    expect(second).to_be_in_viewport()
    second.get_by_role("button", name="Undo").click()
    expect(second.get_by_role("button", name="Shortlist")).to_be_focused()
    expect(second.get_by_text("Declined", exact=True)).to_have_count(0)


def test_three_people_bring_one_name_to_three_answers(visit, question, start_worker):
    coordinator = visit()
    coordinator.go("/")
    coordinator.look("sign-in")
    coordinator.sign_in(COORDINATOR)
    coordinator.look("home-coordinator")
    find_people(coordinator, question, start_worker, MATCHING_ENCODER="minilm")
    coordinator.look("matches")
    name = first_name(coordinator.row(1))
    shortlist_first_and_decline_second(coordinator)

    lead = visit()
    lead.sign_in(question.lead.email)
    lead.look("home-lead")
    lead.page.get_by_role("link", name="1 name to answer").click()
    expect(lead.row(1).locator("h2 a")).to_have_text(name)
    lead.look("shortlist")
    lead.row(1).get_by_role("button", name="Yes").click()
    expect(lead.row(1).get_by_text(f"Yes by {question.lead.name}")).to_be_visible()

    researcher = visit()
    researcher.sign_in(email_of(name))
    researcher.look("home-researcher")
    researcher.page.get_by_role("link", name=question.headline).click()
    researcher.look("my-matches")
    researcher.row(1).get_by_role("button", name="I could help").click()
    researcher.page.get_by_label("What would you bring to it").fill("I have counted tills.")
    researcher.look("offer")
    researcher.page.get_by_role("button", name="Save answer").click()
    expect(researcher.row(1).get_by_text("Could help by")).to_be_visible()
    researcher.row(1).get_by_role("link", name=question.headline).click()
    researcher.look("question-researcher")

    coordinator.page.reload()
    for said in ("Shortlisted by", "Yes by", "Could help by"):
        expect(coordinator.row(1).get_by_text(said)).to_be_visible()
    coordinator.row(1).get_by_role("link", name="Reply to the offer").click()
    coordinator.page.get_by_label("Your reply").fill("Come to the workshop in March.")
    coordinator.look("reply")
    coordinator.page.get_by_role("button", name="Send the reply").click()
    coordinator.page.wait_for_url("**/home")
    researcher.go("/my-matches")
    expect(researcher.row(1).get_by_text("Come to the workshop in March.")).to_be_visible()
    coordinator.go(f"/questions/{question.pk}/matches?standing=shortlisted&offered=on")
    expect(coordinator.page.get_by_text("1 person, 65 more hidden by filters")).to_be_visible()
    coordinator.look("matches-answered")


def test_the_same_by_keyboard_only(visit, question, start_worker):
    start_worker()
    coordinator = visit()
    page, keyboard = coordinator.page, coordinator.page.keyboard
    coordinator.go("/")
    coordinator.tab_to("Email address")
    keyboard.type(COORDINATOR)
    coordinator.tab_to("Password")
    keyboard.type("a walk by the Trent")
    keyboard.press("Enter")
    page.wait_for_url("**/home")
    coordinator.tab_to(question.headline)
    keyboard.press("Enter")
    page.wait_for_url(f"**/questions/{question.pk}")
    coordinator.tab_to("Who could help?")
    keyboard.press("Enter")
    page.wait_for_url("**/matches")
    coordinator.tab_to("Find people")
    keyboard.press("Enter")
    expect(coordinator.row(1)).to_be_visible(timeout=TWO_MINUTES)
    coordinator.tab_to("Shortlist:")
    keyboard.press("Enter")
    expect(coordinator.row(1).get_by_role("button", name="Undo")).to_be_focused()
    coordinator.tab_to("Decline with a reason")
    keyboard.press("Enter")
    page.wait_for_url("**answer=declined")
    coordinator.tab_to("Why?")
    keyboard.type("Their work is on parcels, not on people.")
    coordinator.tab_to("Save answer")
    keyboard.press("Enter")
    expect(coordinator.row(2).get_by_text("Declined by Jo Fielding")).to_be_visible()


def test_the_same_without_scripts(visit, question, start_worker):
    start_worker()
    coordinator = visit(scripts=False)
    page = coordinator.page
    coordinator.sign_in(COORDINATOR)
    page.get_by_role("link", name=question.headline).click()
    page.get_by_role("button", name="Who could help?").click()
    page.get_by_role("button", name="Find people").click()
    while not coordinator.row(1).is_visible():
        page.wait_for_timeout(300)
        page.get_by_role("link", name="Refresh").click()
    coordinator.row(1).get_by_role("button", name="Shortlist").click()
    expect(coordinator.row(1).get_by_text("Shortlisted by Jo Fielding")).to_be_visible()
    expect(coordinator.row(1)).to_be_in_viewport()
    coordinator.row(2).get_by_role("link", name="Decline with a reason").click()
    page.get_by_role("button", name="Save answer").click()
    assert page.title().startswith("Error: ")
    page.get_by_label("Why?").fill("Their work is on parcels, not on people.")
    page.get_by_role("button", name="Save answer").click()
    expect(coordinator.row(2).get_by_text("Declined by Jo Fielding")).to_be_visible()
    coordinator.row(2).get_by_role("button", name="Undo").click()
    expect(coordinator.row(2).get_by_role("button", name="Shortlist")).to_be_visible()

    lead = visit(scripts=False)
    lead.sign_in(question.lead.email)
    lead.page.get_by_role("link", name="1 name to answer").click()
    lead.row(1).get_by_role("button", name="Yes").click()
    expect(lead.row(1).get_by_text("Yes by")).to_be_visible()
