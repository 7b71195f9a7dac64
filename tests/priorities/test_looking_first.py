"""Whoever writes what may tell of somebody is shown it before it is kept, and may go on."""

import pytest

from priorities.models import Draft, FullText, Release
from tests.answers import errors_of, page_of
from tests.drafts import save, send, step
from tests.factories import DraftFactory, QuestionFactory
from tests.html_rules import assert_well_made, get, text

pytestmark = pytest.mark.django_db

ERROR = "Look at the words that are marked, then take them out or tick the box"
WORDS = {"words": "Why was FX19 ZTC at the shop?", "wanted": "Ring Sarah Jones."}


@pytest.fixture
def draft(lead):
    return DraftFactory(author=lead)


def marked(answer):
    return [text(mark) for mark in page_of(answer).all("mark")]


def tick(answer):
    [box] = [one for one in page_of(answer).all("input") if get(one, "name") == "has_looked"]
    return {"has_looked": get(box, "value")}


def test_what_may_tell_of_somebody_is_shown_and_nothing_is_kept(lead_client, draft):
    answer = save(lead_client, draft, "asking", **WORDS)

    assert (answer.status_code, errors_of(answer)) == (422, {"has_looked": [ERROR]})
    assert_well_made(answer)
    assert marked(answer) == ["FX19 ZTC", "Sarah Jones"]
    assert answer.context["form"]["words"].value() == WORDS["words"]
    assert Draft.objects.get().answers == draft.answers


def test_whoever_has_looked_goes_on_with_the_same_words_and_sends_them(lead_client, draft):
    seen = tick(save(lead_client, draft, "asking", **WORDS))

    assert save(lead_client, draft, "asking", **WORDS, **seen).status_code == 302
    assert marked(lead_client.get(step(draft, "asking"))) == ["FX19 ZTC", "Sarah Jones"]
    assert send(lead_client, draft).status_code == 302
    assert FullText.objects.get().words == WORDS["words"]


def test_a_tick_holds_for_what_was_shown_and_for_nothing_else(lead_client, draft):
    seen = tick(save(lead_client, draft, "asking", **WORDS))

    other = WORDS | {"wanted": "A word with DC Oyelaran"}
    answer = save(lead_client, draft, "asking", **other, **seen)

    assert (answer.status_code, list(errors_of(answer))) == (422, ["has_looked"])


def test_a_harmless_text_is_asked_nothing(lead_client, draft):
    assert "has_looked" not in lead_client.get(step(draft, "asking")).content.decode()

    assert save(lead_client, draft, "asking", words="Why do tills ring?").status_code == 302


def test_a_summary_is_looked_at_before_it_is_proposed(lead, lead_client):
    question = QuestionFactory(posted_by=lead)
    page = f"/questions/{question.pk}/release"
    sent = {"words": "Why was FX19 ZTC there?", "marking": "1", "reason": "To be matched"}

    answer = lead_client.post(page, sent)

    assert (answer.status_code, marked(answer)) == (422, ["FX19 ZTC"])
    assert not Release.objects.exists()
    assert lead_client.post(page, sent | tick(answer)).status_code == 302
    assert Release.objects.get().words == sent["words"]


def test_only_what_may_be_kept_is_looked_at(lead_client, draft):
    answer = save(lead_client, draft, "asking", words="Why? " + "FX19 ZTC " * 20_000)

    assert answer.status_code == 422
    assert len(marked(answer)) == (2000 - len("Why? ")) // len("FX19 ZTC ")
