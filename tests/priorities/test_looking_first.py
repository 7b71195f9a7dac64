"""Whoever writes what may tell of somebody is shown it before it is kept, and may go on."""

from uuid import uuid4

import pytest

from priorities.models import FullText, Question, Release
from tests.answers import errors_of, page_of
from tests.factories import QuestionFactory
from tests.html_rules import assert_well_made, get, text

pytestmark = pytest.mark.django_db

NEW = "/questions/new"
ERROR = "Look at the words that are marked, then take them out or tick the box"


@pytest.fixture
def form():
    return {
        "words": "Why was FX19 ZTC at the shop?",
        "background": "Ring Sarah Jones.",
        "marking": "1",
        "submission": str(uuid4()),
    }


def marked(answer):
    return [text(mark) for mark in page_of(answer).all("mark")]


def tick(answer):
    [box] = [one for one in page_of(answer).all("input") if get(one, "name") == "has_looked"]
    return {"has_looked": get(box, "value")}


def test_what_may_tell_of_somebody_is_shown_and_nothing_is_posted(lead_client, form):
    answer = lead_client.post(NEW, form)

    assert (answer.status_code, errors_of(answer)) == (422, {"has_looked": [ERROR]})
    assert_well_made(answer)
    assert marked(answer) == ["FX19 ZTC", "Sarah Jones"]
    assert answer.context["form"]["words"].value() == form["words"]
    assert not Question.objects.exists()


def test_whoever_has_looked_goes_on_with_the_same_words(lead_client, form):
    seen = tick(lead_client.post(NEW, form))

    assert lead_client.post(NEW, form | seen).status_code == 302
    assert FullText.objects.get().words == form["words"]


def test_a_tick_holds_for_what_was_shown_and_for_nothing_else(lead_client, form):
    seen = tick(lead_client.post(NEW, form))

    answer = lead_client.post(NEW, form | seen | {"wanted": "A word with DC Oyelaran"})

    assert (answer.status_code, list(errors_of(answer))) == (422, ["has_looked"])
    assert not Question.objects.exists()


def test_a_harmless_text_is_asked_nothing(lead_client, form):
    harmless = {"words": "Why do tills ring?", "background": ""}
    assert "has_looked" not in lead_client.get(NEW).content.decode()

    assert lead_client.post(NEW, form | harmless).status_code == 302


def test_a_summary_is_looked_at_before_it_is_proposed(lead, lead_client):
    question = QuestionFactory(posted_by=lead)
    page = f"/questions/{question.pk}/release"
    sent = {"words": "Why was FX19 ZTC there?", "marking": "1", "reason": "To be matched"}

    answer = lead_client.post(page, sent)

    assert (answer.status_code, marked(answer)) == (422, ["FX19 ZTC"])
    assert not Release.objects.exists()
    assert lead_client.post(page, sent | tick(answer)).status_code == 302
    assert Release.objects.get().words == sent["words"]


def test_only_what_may_be_kept_is_looked_at(lead_client, form):
    endless = {"words": "Why? " + "FX19 ZTC " * 20_000, "background": ""}

    answer = lead_client.post(NEW, form | endless)

    assert answer.status_code == 422
    assert len(marked(answer)) == (2000 - len("Why? ")) // len("FX19 ZTC ")
