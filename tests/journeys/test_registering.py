"""From an invitation to being found: by keyboard only, and without scripts."""

import re
import time
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from accounts import links
from accounts.models import Organisation, User
from priorities.models import Question
from researchers.letters import confirm_link
from researchers.models import Discipline, Output, Researcher
from seeds.sign_ins import DEMO_PASSWORD, SIGN_INS
from tests.factories import InvitationFactory
from tests.security.counts import count

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COORDINATOR = dict(SIGN_INS)["Coordinator"]
EWAN = dict(SIGN_INS)["Researcher"]
NEW = "three herons over Attenborough"
TWO_MINUTES = 120_000
WORKS = """\
@article{quill2023,
  title = {Tills that never open: cash and small shops},
  author = {Quill, Ada}, year = {2023}, journal = {Journal of Ledgers},
  abstract = {We watched the tills of forty shops for a year.}
}
@article{quill2021, title = {What a ledger leaves out}, author = {Quill, Ada}, year = {2021}}
"""


class Clock:
    """Seconds since it was made, less those in which it was stopped."""

    def __init__(self):
        self.begun, self.stopped = time.monotonic(), 0.0

    @contextmanager
    def stop(self):
        before = time.monotonic()
        yield
        self.stopped += time.monotonic() - before

    @property
    def seconds(self):
        return time.monotonic() - self.begun - self.stopped


@pytest.fixture
def statement(demo):
    """What somebody says who knows about a question that everybody may read."""
    question = Question.objects.filter(released_at__isnull=False).order_by("posted_at").first()
    return " ".join(question.summary.words.split())[:600]


@pytest.fixture
def _here(settings, live_server):
    """Links lead to the server of the test."""
    settings.SITE_ADDRESS = live_server.url


def type_into(visitor, label, words):
    visitor.tab_to(label)
    visitor.page.keyboard.type(words)


def press(visitor, name):
    visitor.tab_to(name)
    visitor.page.keyboard.press("Enter")


def invite(coordinator, university):
    """Give the link that a coordinator is shown to hand over, where mails are off."""
    page = coordinator.page
    coordinator.go("/")
    type_into(coordinator, "Email address", COORDINATOR)
    type_into(coordinator, "Password", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home")
    press(coordinator, "Organisations")
    page.wait_for_url("**/organisations")
    press(coordinator, f"Invite somebody to {university.name}")
    page.wait_for_url("**/invite*")
    type_into(coordinator, "Their name", "Ada Quill")
    type_into(coordinator, "Their work email address", "ada.quill@university.example")
    coordinator.tab_to("Researcher")
    page.keyboard.press("Space")
    press(coordinator, "Invite")
    expect(page.get_by_text("Ada Quill is invited.")).to_be_visible()
    coordinator.look("registering-invite")
    return page.get_by_text(re.compile(r"^http.*/i/")).inner_text()


def come_in(ada, link):
    ada.page.goto(link)
    ada.look("registering-invitation")
    type_into(ada, "Choose a password", NEW)
    press(ada, "Make my account")
    ada.page.wait_for_url("**/register")
    ada.look("registering-begin")


def say_who_and_what(ada, statement, clock):
    """Steps one and two."""
    page = ada.page
    press(ada, "About you")
    page.wait_for_url("**/register/about")
    with clock.stop():
        ada.look("registering-about")
    type_into(ada, "Post or role", "Lecturer in criminology")
    press(ada, "Save and continue")
    page.wait_for_url("**/register/expertise")
    with clock.stop():
        ada.look("registering-expertise")
    type_into(ada, "What can you help police make sense of?", statement)
    type_into(ada, "Topics, in your own words", "tills that never open")
    ada.tab_to("Main discipline")
    page.keyboard.press("ArrowDown")
    press(ada, "Save and continue")
    expect(page.get_by_text("Saved as a draft.")).to_be_visible()
    if page.url.endswith("/expertise"):
        # Approaches were read out of the words: they are looked over, and kept.
        with clock.stop():
            ada.look("registering-suggested")
        press(ada, "Save and continue")
    page.wait_for_url("**/register")


def bring_in_works(ada, clock):
    """Step three, by a file."""
    page = ada.page
    press(ada, "Evidence")
    page.wait_for_url("**/register/evidence")
    press(ada, "Bring in a list")
    page.wait_for_url("**/import")
    with clock.stop():
        ada.look("registering-import")
    ada.tab_to("File")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    bibtex = {"name": "ada.bib", "mimeType": "text/x-bibtex", "buffer": WORKS.encode()}
    chooser.value.set_files([bibtex])
    press(ada, "Look it over")
    expect(page.get_by_role("heading", name="Look it over")).to_be_visible()
    with clock.stop():
        ada.look("registering-preview")
    press(ada, "Save what is ticked")
    expect(page.get_by_text("Saved: 2 on your list.")).to_be_visible()
    press(ada, "See your evidence")
    page.wait_for_url("**/register/evidence")
    with clock.stop():
        ada.look("registering-evidence")
    press(ada, "Save and continue")
    page.wait_for_url("**/register/availability")


def say_when(ada, clock):
    """Step four."""
    with clock.stop():
        ada.look("registering-availability")
    type_into(ada, "How many engagements a term suit you?", "2")
    type_into(ada, "Which weekdays suit you?", "Mondays, Wed afternoon, not Fridays")
    press(ada, "Save and continue")
    ada.page.wait_for_url("**/register/check")


def look_for_questions(ada):
    page = ada.page
    press(ada, "All steps")
    page.wait_for_url("**/register")
    press(ada, "See questions that you match")
    page.wait_for_url("**/register/matches")
    # It was begun when she said what she knows.
    expect(ada.row(1)).to_be_visible(timeout=TWO_MINUTES)


def send(ada):
    page = ada.page
    press(ada, "Your entry")
    page.wait_for_url("**/register")
    press(ada, "Check your answers and send")
    page.wait_for_url("**/register/check")
    ada.look("registering-check")
    press(ada, "Send")
    expect(page.get_by_text("Your entry is on the register.")).to_be_visible()
    ada.look("registering-sent")


def find(coordinator):
    page = coordinator.page
    press(coordinator, "People")
    page.wait_for_url("**/people")
    type_into(coordinator, "Words in the profile", "tills that never open")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 person")
    press(coordinator, "Ada Quill")
    page.wait_for_url("**/people/*")
    expect(page.get_by_text("What a ledger leaves out")).to_be_visible()
    coordinator.look("registering-found")


@pytest.mark.usefixtures("_here")
def test_from_an_invitation_to_being_found_by_keyboard_only(visit, start_worker, statement):
    start_worker(MATCHING_ENCODER="minilm")
    university = Organisation.objects.filter(kind="university").first()
    coordinator, ada = visit(), visit()

    come_in(ada, invite(coordinator, university))
    clock = Clock()
    say_who_and_what(ada, statement, clock)
    bring_in_works(ada, clock)
    say_when(ada, clock)
    look_for_questions(ada)
    count(
        "seconds from the blank form to the first match, at a machine's typing", int(clock.seconds)
    )
    ada.look("registering-first-look")
    send(ada)
    find(coordinator)

    entry = Researcher.objects.get(user__email="ada.quill@university.example")
    assert entry.sent_at
    assert entry.primary_discipline == Discipline.objects.first()
    assert Output.objects.filter(researcher=entry).count() == 2


@pytest.mark.usefixtures("_here")
def test_the_same_without_scripts(visit, start_worker, statement):
    start_worker()
    by = User.objects.get(email=COORDINATOR)
    university = Organisation.objects.filter(kind="university").first()
    invitation = InvitationFactory(by=by, organisation=university, name="Una Quill")
    una = visit(scripts=False)
    page = una.page

    page.goto(links.link("accounts:invitation", invitation.pk))
    page.get_by_label("Choose a password").fill(NEW)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_role("link", name="About you").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What can you help police make sense of?").fill(statement)
    page.get_by_label("Main discipline").select_option(index=1)
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("link", name="See questions that you match").click()
    while not una.row(1).is_visible():
        page.wait_for_timeout(300)
        page.get_by_role("link", name="Refresh").click()
    page.get_by_label("Menu").get_by_role("link", name="Your entry").click()
    page.get_by_role("link", name="Check your answers and send").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your entry is on the register.")).to_be_visible()

    coordinator = visit(scripts=False)
    coordinator.sign_in(COORDINATOR)
    coordinator.go("/people")
    coordinator.page.get_by_label("Words in the profile").fill("Una Quill")
    coordinator.page.get_by_label("Words in the profile").press("Enter")
    expect(coordinator.row(1)).to_contain_text("Una Quill")


@pytest.mark.usefixtures("_here")
def test_an_entry_is_confirmed_by_a_link_and_edited_by_an_assistant(visit, demo):
    Researcher.objects.update(confirmed_at="2026-01-01T12:00Z")
    entry = Researcher.objects.get(user__email=EWAN)
    entry.ask()

    somebody = visit()
    somebody.page.goto(confirm_link(entry, asked_at=entry.asked_at))
    somebody.look("confirm")
    press(somebody, "It is still true")
    expect(somebody.page.get_by_role("heading", name="Recorded")).to_be_visible()
    somebody.look("confirm-recorded")
    press(somebody, "See all of it, or change it")
    expect(somebody.page.get_by_label("Email address")).to_be_visible()

    ewan = visit()
    ewan.sign_in(EWAN)
    ewan.go("/me/assistants")
    type_into(ewan, "Their work email address", COORDINATOR)
    press(ewan, "Name them")
    expect(ewan.page.get_by_text("Jo Fielding may edit your entry now.")).to_be_visible()
    ewan.look("assistants")

    jo = visit()
    jo.sign_in(COORDINATOR)
    jo.go("/me/entries")
    jo.look("entries")
    press(jo, "Dr Ewan Kilbrandon")
    jo.look("entry-of-another")
    press(jo, "About you")
    jo.look("entry-of-another-about")
    type_into(jo, "Post or role", "Reader in drama")
    press(jo, "Save and come back later")
    expect(jo.page.get_by_text("Saved, and on the register.")).to_be_visible()
    ewan.go("/me/history")
    expect(ewan.page.get_by_text("About you, by Jo Fielding for Ewan Kilbrandon")).to_be_visible()
