"""Whoever is signed out meanwhile is led back to a page, and what they wrote is not lost."""

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.html import escape
from playwright.sync_api import expect

from tests import browser
from tests.answers import page_of
from tests.drafts import step
from tests.factories import PASSWORD, DraftFactory, QuestionFactory
from tests.html_rules import assert_well_made, get, text, title

HOST = "http://testserver"
PAGE = "/questions?page=2"
WORDS = "Why do tills fill up?\r\n\r\nNobody\tknows <b>why</b>."


def sign_in_for(page):
    return f"/?next={quote(page)}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_htmx_asks_for_when_signed_out_leads_to_signing_in_and_back_to_its_page(
    client, db, method
):
    headers = {"HX-Request": "true", "HX-Current-URL": f"{HOST}{PAGE}"}
    answer = getattr(client, method)(f"/runs/{uuid4()}", headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"] == sign_in_for(PAGE)


def test_htmx_on_a_page_of_another_host_leads_home(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/x"}
    assert client.get("/questions", headers=headers)["HX-Redirect"] == sign_in_for("/home")


@pytest.mark.parametrize(
    ("referer", "led_to"),
    [
        (f"{HOST}{PAGE}", PAGE),
        (f"{HOST}/themes", "/themes"),
        ("https://elsewhere.example/themes", "/home"),
        ("//elsewhere.example/themes", "/home"),
        ("", "/home"),
    ],
)
def test_a_button_pressed_when_signed_out_leads_back_to_its_page(client, db, referer, led_to):
    token = {"csrfmiddlewaretoken": "sent by every browser"}
    find = f"/questions/{uuid4()}/find-people"
    answer = client.post(find, token, headers={"Referer": referer})
    assert answer.url == sign_in_for(led_to)


def test_what_was_written_when_signed_out_is_kept_on_the_page(client, db):
    sent = {"what_helps": WORDS, "audience": ["a", "b"], "submission": "0-1"}
    answer = client.post("/questions/new?x=1", sent)
    assert answer.status_code == 403
    assert_well_made(answer)
    [form] = page_of(answer).all("form")
    assert get(form, "action") == "/questions/new?x=1"
    hidden = [(get(field, "name"), get(field, "value")) for field in page_of(answer).all("input")]
    assert hidden == [
        ("csrfmiddlewaretoken", hidden[0][1]),
        ("audience", "a"),
        ("audience", "b"),
        ("submission", "0-1"),
    ]
    assert [text(label) for label in page_of(answer).all("label")] == ["What helps"]
    assert f'name="what_helps" rows="5">\n{escape(WORDS)}</textarea>' in answer.content.decode()


def test_a_form_with_a_secret_is_not_written_back(client, db):
    answer = client.post("/questions/new", {"words": WORDS, "new_password": "four ducks"})
    assert answer.url == sign_in_for("/home")


def test_a_form_with_a_file_is_not_written_back(client, db, tmp_path):
    (tmp_path / "q.csv").write_text("question")
    with (tmp_path / "q.csv").open() as file:
        answer = client.post("/questions/import", {"organisation": "1", "file": file})
    assert answer.status_code == 302


@pytest.fixture
def strict(db):
    return Client(enforce_csrf_checks=True)


def test_a_form_without_its_token_is_refused_with_what_to_do(strict):
    answer = strict.post("/questions/new", {"words": WORDS})
    assert answer.status_code == 403
    assert_well_made(answer)
    assert "open for too long" in answer.content.decode()
    assert WORDS[:9] not in answer.content.decode()


def test_another_site_cannot_have_its_words_sent_from_here(strict):
    elsewhere = {"Origin": "https://elsewhere.example"}
    answer = strict.post("/questions/new", {"words": WORDS}, headers=elsewhere)
    assert WORDS[:9] not in answer.content.decode()


def test_what_was_written_before_signing_in_anew_is_offered_once_more(strict):
    answer = strict.post("/questions/new", {"words": WORDS}, headers={"Origin": HOST})
    assert answer.status_code == 403
    assert_well_made(answer)
    assert "Send it once more" in title(answer.content.decode())
    assert escape(WORDS) in answer.content.decode()


def test_a_password_sent_with_an_old_token_is_not_written_back(strict):
    sent = {"username": "ann@force.example", "password": PASSWORD}
    answer = strict.post("/", sent, headers={"Origin": HOST})
    assert answer.status_code == 403
    assert PASSWORD not in answer.content.decode()


@pytest.mark.django_db
def test_an_address_of_a_button_says_so(lead_client):
    answer = lead_client.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert_well_made(answer)
    assert "There is nothing to see at this address" in answer.content.decode()


@pytest.fixture(scope="module")
def chromium():
    with browser.open_browser() as opened:
        yield opened


@pytest.fixture
def lead_page(chromium, live_server, lead):
    """The browser of a police lead who has signed in, where axe may run."""
    with browser.open_context(chromium, for_axe=True) as context:
        page = context.new_page()
        page.goto(live_server.url)
        sign_in(page, lead)
        yield page


def sign_in(page, user):
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def assert_good_page(page):
    browser.assert_accessible(page)
    browser.assert_clear_edges(page)
    browser.assert_fits(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_step_written_while_the_session_ended_is_saved_after_all(lead_page, live_server, lead):
    page, words = lead_page, "Why do tills fill up?\n\nNobody knows <b>why</b>."
    said = browser.watch(page)
    draft = DraftFactory(author=lead, answers={})
    page.goto(f"{live_server.url}{step(draft, 'asking')}")
    page.get_by_label("What do you want to know?").fill(words)
    page.get_by_label("What would help?").fill("A talk")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="You are no longer signed in")).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value(words)
    assert_good_page(page)

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    sign_in(opened.value, lead)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("heading", name="Send it once more")).to_be_visible()
    assert_good_page(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="What must not be shared?")).to_be_visible()
    draft.refresh_from_db()
    sent = {name: text.replace("\r\n", "\n") for name, [text] in draft.answers["asking"].items()}
    assert sent == {"words": words, "wanted": "A talk"}
    browser.assert_quiet(said)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_filter_used_after_the_session_ended_leads_through_signing_in_back_to_the_list(
    lead_page, live_server, lead
):
    page = lead_page
    QuestionFactory(posted_by=lead)
    said = browser.watch(page)
    page.goto(f"{live_server.url}/questions?words=tills")
    Session.objects.all().delete()
    page.get_by_label("Words in the question").fill("shops")
    page.get_by_label("Words in the question").press("Tab")
    page.wait_for_url("**/?next=/questions%3Fwords%3Dtills")
    assert page.get_by_role("heading", level=1).count() == 1
    sign_in(page, lead)
    page.wait_for_url("**/questions?words=tills")
    browser.assert_quiet(said)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_at_an_address_of_a_button_is_accessible(lead_page, live_server):
    assert lead_page.goto(f"{live_server.url}/sign-out").status == 405
    assert_good_page(lead_page)
