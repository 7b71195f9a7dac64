"""From an invitation to an account, and from signing up to being confirmed, in a browser."""

import re

import pytest
from django.conf import settings as product
from playwright.sync_api import expect

from accounts import links
from accounts.models import Membership
from tests import browser
from tests.accounts.test_invitations import NEW
from tests.factories import (
    PASSWORD,
    ContactPointFactory,
    InvitationFactory,
    SignUpFactory,
    UniversityFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = product.BASE_DIR / "var" / "screenshots"


@pytest.fixture(scope="module")
def chromium():
    with browser.open_browser() as opened:
        yield opened


@pytest.fixture
def open_page(chromium, live_server, settings):
    """Give what opens a page in a fresh profile, where axe may run."""
    settings.SITE_ADDRESS = live_server.url
    contexts = []

    def opened(path, **more):
        contexts.append(browser.open_context(chromium, for_axe=True, **more))
        page = contexts[-1].new_page()
        page.goto(path if path.startswith("http") else f"{live_server.url}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def derby():
    return UniversityFactory(slug="derby", name="University of Derby", short_name="Derby")


@pytest.fixture
def point(derby):
    return ContactPointFactory(organisation=derby, name="Pat Point")


def look(page, name):
    browser.assert_accessible(page)
    browser.assert_clear_edges(page)
    browser.assert_fits(page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=PICTURES / f"joining-{name}-{width}.png", full_page=True)


def press(page, name):
    """By keyboard: go to the button and press it."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def sign_in(page, user):
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_invitation_is_handed_over_and_taken_up(open_page, point, scripts):
    ours = open_page("/", scripts=scripts)
    sign_in(ours, point)
    ours.goto(ours.url.replace("/home", "/organisations"))
    ours.get_by_role("link", name=re.compile("Invite somebody")).click()
    ours.get_by_label("Their name").fill("Ada Quill")
    ours.get_by_label("Their work email address").fill("ada.quill@derby.example")
    press(ours, "Invite")
    expect(ours.get_by_text("Ada Quill is invited.")).to_be_visible()
    link = ours.get_by_text(re.compile(r"^http.*/i/")).inner_text()

    theirs = open_page(link, scripts=scripts)
    theirs.get_by_label("Choose a password").fill("short")
    press(theirs, "Make my account")
    expect(theirs.get_by_role("alert")).to_contain_text("at least 15 characters")
    theirs.get_by_label("Choose a password").fill(NEW)
    if scripts:
        look(ours, "invite")
        look(theirs, "invitation")
    press(theirs, "Make my account")

    expect(theirs.get_by_role("button", name="Sign out")).to_be_visible()
    assert Membership.objects.get(user__email="ada.quill@derby.example").confirmed_at


def test_somebody_signs_up_and_is_confirmed(open_page, point, derby, settings):
    settings.MAIL_IS_ON = True
    page = open_page("/sign-up")
    look(page, "sign-up")
    page.get_by_label("Your name").fill("Una Unconfirmed")
    page.get_by_label("Your work email address").fill("una@elsewhere.example")
    page.get_by_label("Your organisation").select_option(label="University of Derby")
    page.get_by_label("Your post").fill("Senior lecturer in criminology")
    press(page, "Mail me the link")
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    look(page, "sign-up-sent")

    sign_up = SignUpFactory(organisation=derby, email="una@elsewhere.example", name="Una U.")
    theirs = open_page(links.link("accounts:sign-up-link", sign_up.pk))
    look(theirs, "sign-up-link")
    theirs.get_by_label("Choose a password").fill(NEW)
    press(theirs, "Make my account")
    expect(theirs.get_by_role("button", name="Sign out")).to_be_visible()
    theirs.goto(f"{settings.SITE_ADDRESS}/home")
    expect(theirs.get_by_text("has not confirmed yet")).to_be_visible()
    look(theirs, "unconfirmed")

    ours = open_page("/")
    look(ours, "front")
    sign_in(ours, point)
    ours.get_by_role("link", name=re.compile("One person waits")).click()
    look(ours, "waiting")
    press(ours, "Confirm Una U.")
    expect(ours.get_by_text("Una U. is confirmed")).to_be_visible()
    theirs.goto(f"{settings.SITE_ADDRESS}/home")
    expect(theirs.get_by_text("has not confirmed yet")).to_have_count(0)


def test_the_pages_that_say_no_are_as_good(open_page, point, derby):
    over, other = (InvitationFactory(over=True), InvitationFactory(email=point.email))
    for name, path in [
        ("over", links.link("accounts:invitation", over.pk)),
        ("known", links.link("accounts:invitation", other.pk)),
        ("off", "/sign-up"),
    ]:
        look(open_page(path), name)
