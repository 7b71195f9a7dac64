"""Every offer gets a reasoned reply: by a coordinator, once; the police lead reads neither."""

import pytest
from django.urls import reverse

from matching.models import Decision, Reply
from tests.answers import errors_of
from tests.factories import CoordinatorFactory, DecisionFactory, ReplyFactory
from tests.html_rules import assert_well_made
from tests.matching.reading import words

pytestmark = pytest.mark.django_db
TYPED = {"words": "Come to the workshop in March."}


@pytest.fixture
def offer(suggestion):
    by = suggestion.researcher.user
    return DecisionFactory(suggestion=suggestion, voice="researcher", answer="could-help", by=by)


def page(offer):
    return reverse("matching:offer-reply", args=[offer.pk])


def test_a_coordinator_replies_once_and_the_researcher_reads_it(
    offer, coordinator_client, academic_client
):
    assert_well_made(coordinator_client.get(page(offer)))
    assert "and waits for a reply (1)" in words(coordinator_client.get("/home"))
    for _ in range(2):
        assert coordinator_client.post(page(offer), TYPED).url == "/home"
    shown = coordinator_client.get(page(offer))

    assert Reply.objects.get().words == TYPED["words"]
    assert_well_made(shown)
    assert "Replied by Cora Coordinator" in words(shown)
    assert "waits for a reply (1)" not in words(coordinator_client.get("/home"))
    assert "“Come to the workshop in March.”" in words(academic_client.get("/my-matches"))


def test_beside_the_offer_on_the_list_stands_its_reply_or_a_way_to_it(offer, coordinator_client):
    matches = reverse("matching:matches", args=[offer.question_id])
    before = words(coordinator_client.get(matches))
    ReplyFactory(offer=offer)
    after = words(coordinator_client.get(matches))

    assert "Reply to the offer" in before
    assert "Reply to the offer" not in after
    assert "“Please come to the workshop in March.”" in after


def test_the_police_lead_sees_neither_offer_nor_reply(offer, lead_client, suggestion):
    DecisionFactory(suggestion=suggestion)
    ReplyFactory(offer=offer)

    for name in ("matching:matches", "matching:shortlist"):
        shown = words(lead_client.get(reverse(name, args=[offer.question_id])))
        assert "Please come" not in shown
        assert offer.reason not in shown
    assert lead_client.get(page(offer)).status_code == 403


def test_of_two_coordinators_the_second_is_shown_what_the_first_said(offer, sign_in):
    ReplyFactory(offer=offer, words="We have somebody.")

    told = sign_in(CoordinatorFactory()).post(page(offer), TYPED)

    assert told.status_code == 422
    assert "Somebody has answered this offer." in words(told)
    assert "We have somebody." in words(told)
    assert Reply.objects.count() == 1


def test_a_reply_without_words_is_asked_for_them(offer, coordinator_client):
    told = coordinator_client.post(page(offer), {"words": " "})

    assert list(errors_of(told)) == ["words"]
    assert not Reply.objects.exists()


def test_an_offer_that_is_taken_back_is_counted_no_more(offer, coordinator_client):
    DecisionFactory(
        question=offer.question,
        researcher=offer.researcher,
        voice="researcher",
        answer="undone",
        follows=offer,
    )

    assert "waits for a reply (1)" not in words(coordinator_client.get("/home"))
    assert not Decision.objects.offers().exists()
