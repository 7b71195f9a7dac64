"""An auditor sees what others read, and that the seals over it hold."""

from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts import seals
from accounts.models import User
from priorities import services
from seeds.sign_ins import SIGN_INS
from tests.workers import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PEOPLE = dict(SIGN_INS)


def test_an_auditor_finds_who_opened_a_question_and_that_the_log_is_whole(visit):
    lead, auditor = visit(), visit()
    lead.sign_in(PEOPLE["Police lead"])
    by = User.objects.get(email=PEOPLE["Police lead"])
    question = services.post(by=by, submission=uuid4(), words="Why are the tills full?")
    lead.go(reverse("priorities:question", args=[question.pk]))
    assert wait_for(seals.seal, seconds=60)
    assert seals.verify().broken is None

    auditor.sign_in(PEOPLE["Auditor"])
    auditor.look("home-auditor")
    page = auditor.page
    page.get_by_label("Menu").get_by_role("link", name="Access log").click()
    auditor.look("access-log")
    expect(page.get_by_text("Last verified on")).to_be_visible()
    page.get_by_label("Thing’s id").fill(str(question.pk))
    page.get_by_label("Thing’s id").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 entry")
    expect(auditor.row(1)).to_contain_text("Sam Whitlock")
    expect(auditor.row(1)).to_contain_text("Read: full text")
    auditor.look("access-log-filtered")
