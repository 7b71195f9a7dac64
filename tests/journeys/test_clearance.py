"""A clearance from its record to its end, and the table changed by two verifiers."""

import re

import pytest
from playwright.sync_api import expect

from seeds.sign_ins import SIGN_INS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EWAN = dict(SIGN_INS)["Researcher"]
IMOGEN = dict(SIGN_INS)["Vetting verifier"]
DESMOND = "desmond.okafor@leicestershire-police.example"


def find_ewan(verifier):
    """From home by the menu and the filter to his page."""
    page = verifier.page
    page.get_by_label("Menu").get_by_role("link", name="Clearances").click()
    verifier.look("clearances")
    page.get_by_label("Name").fill("kilbrandon")
    page.get_by_label("Name").press("Enter")
    page.get_by_role("link", name="Ewan Kilbrandon").click()
    verifier.look("clearances-person-none")


def record(verifier):
    page = verifier.page
    page.get_by_role("button", name="Record a clearance").click()
    verifier.look("clearance-record")

    def send(there):
        there.get_by_role("button", name="Record the clearance").click()

    verifier.look("clearance-record-errors", before=send)
    page.get_by_label("Scheme").select_option("NPPV 2 (full)")
    page.get_by_label("Sponsor").select_option("Leicestershire Police")
    for label, day in (
        ("Day on which you saw the record", "20/1/2026"),
        ("Valid from", "1/1/2026"),
        ("Valid until", "31/12/2035"),
    ):
        page.get_by_label(label).fill(day)
    send(page)
    expect(page.get_by_text("The clearance is recorded.")).to_be_visible()
    expect(page.get_by_text("Highest marking today: OFFICIAL-SENSITIVE")).to_be_visible()
    verifier.look("clearances-person")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_clearance_is_recorded_seen_by_its_owner_and_revoked(visit, scripts):
    verifier, ewan = visit(scripts=scripts), visit(scripts=scripts)
    verifier.sign_in(IMOGEN)
    verifier.look("home-verifier")
    find_ewan(verifier)
    record(verifier)

    ewan.sign_in(EWAN)
    ewan.page.get_by_role("link", name="Ewan Kilbrandon").click()
    expect(ewan.page.get_by_text("OFFICIAL-SENSITIVE")).to_be_visible()
    ewan.look("account")

    page = verifier.page
    page.get_by_role("link", name=re.compile("^Revoke NPPV 2")).click()
    verifier.look("clearance-revoke")
    page.get_by_label("They left the post it was given for").check()
    page.get_by_role("button", name="Revoke the clearance").click()
    expect(page.get_by_text("The clearance is revoked.")).to_be_visible()

    ewan.page.reload()
    expect(ewan.page.get_by_text("OFFICIAL-SENSITIVE")).to_have_count(0)
    expect(ewan.page.get_by_text(re.compile("They left the post"))).to_be_visible()


def test_two_verifiers_change_what_a_scheme_reaches(visit):
    first, second = visit(), visit()
    first.sign_in(IMOGEN)
    first.go("/clearances/ceilings")
    first.look("ceilings")
    first.page.get_by_role("link", name="Propose a change for NPPV 2 (abbreviated)").click()
    first.look("ceiling-propose")
    first.page.get_by_label("OFFICIAL-SENSITIVE").check()
    first.page.get_by_label("Why?").fill("All five forces have agreed on it.")
    first.page.get_by_role("button", name="Propose").click()
    expect(first.page.get_by_text("It counts once somebody else confirms it.")).to_be_visible()
    first.page.get_by_role("link", name="Look at the proposal").click()
    expect(first.page.get_by_text("somebody else must confirm it")).to_be_visible()
    expect(first.page.get_by_role("button", name="Confirm")).to_have_count(0)

    second.sign_in(DESMOND)
    second.tab_to("One proposal waits for you to confirm")
    second.page.keyboard.press("Enter")
    second.page.wait_for_url("**/clearances/ceilings")
    second.tab_to("Look at the proposal")
    second.page.keyboard.press("Enter")
    second.page.wait_for_url("**/confirm")
    second.look("ceiling-confirm")
    second.tab_to("Confirm")
    second.page.keyboard.press("Enter")
    expect(second.page.get_by_text("Confirmed. It counts from now.")).to_be_visible()
    second.look("ceilings-changed")
