"""What each step of a question takes and refuses, beside the field, with nothing lost."""

from datetime import date

import pytest

from accounts.markings import Marking
from priorities.models import Draft, FullText, Question, Release
from tests.answers import errors_of, page_of
from tests.drafts import save, send, step
from tests.factories import DraftFactory, OrganisationFactory, QuestionFactory
from tests.html_rules import assert_well_made, get, title

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(lead):
    return DraftFactory(author=lead)


def test_a_lead_posts_a_question(lead, lead_client, draft):
    west = OrganisationFactory(slug="west")
    handling = {
        "marking": "1",
        "is_for_recipients_only": "on",
        "only_organisations": ["west"],
        "embargo_until": "27/3/2027",
        "handling_note": "Ask me first",
    }

    save(lead_client, draft, "asking", words="  Why here? ", wanted="A talk")
    save(lead_client, draft, "sharing", **handling)
    send(lead_client, draft)

    question, text = Question.objects.get(), FullText.objects.get()
    assert (text.words, text.wanted, text.handling_note) == ("Why here?", "A talk", "Ask me first")
    assert (question.posted_by, question.marking) == (lead, Marking.OFFICIAL)
    assert (question.is_shared_with_organisation, question.is_for_recipients_only) == (False, True)
    assert list(question.only_organisations.all()) == [west]
    assert question.embargo_until == date(2027, 3, 27)


def test_a_summary_that_is_posted_too_waits_for_a_second_person(lead, lead_client, draft):
    save(lead_client, draft, "sharing", marking="1", summary="Why in shops?")
    send(lead_client, draft)

    proposal = Release.objects.get()
    assert (proposal.words, proposal.proposed_by, proposal.is_open) == ("Why in shops?", lead, True)
    assert Question.objects.get().released_at is None


def markings(response):
    boxes = page_of(response).all("input")
    return [get(box, "value") for box in boxes if get(box, "name") == "marking"]


@pytest.mark.parametrize(
    ("risk_owner", "offered"), [("", ["0", "1"]), ("The chief", ["0", "1", "2"])]
)
def test_the_markings_on_offer_are_those_that_are_switched_on(
    lead_client, draft, settings, risk_owner, offered
):
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = risk_owner

    page = lead_client.get(step(draft, "sharing"))

    assert markings(page) == offered
    sentence = "OFFICIAL-SENSITIVE and below only." if risk_owner else "OFFICIAL and below only."
    assert f">{sentence} For anything marked higher, stop here" in page.content.decode()


@pytest.mark.parametrize("marking", ["2", "3", "4", "-1", "SECRET", ""])
def test_a_marking_that_is_not_on_offer_cannot_be_forged(lead_client, draft, marking):
    response = save(lead_client, draft, "sharing", marking=marking)

    assert response.status_code == 422
    assert list(errors_of(response)) == ["marking"]
    assert Draft.objects.get().answers == draft.answers


@pytest.mark.parametrize("marking", ["3", "4"])
def test_secret_cannot_be_forged_where_official_sensitive_is_held(
    lead_client, draft, settings, marking
):
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = "The chief"

    response = save(lead_client, draft, "sharing", marking=marking)

    assert (response.status_code, list(errors_of(response))) == (422, ["marking"])


def test_what_was_marked_before_it_was_switched_off_is_not_sent(lead_client, draft):
    draft.answers["sharing"]["marking"] = ["2"]
    draft.save()

    assert send(lead_client, draft).status_code == 422
    assert not Question.objects.exists()


def test_the_key_of_somebody_elses_question_opens_nothing(lead_client):
    theirs = QuestionFactory()
    draft = DraftFactory(pk=theirs.submission)

    assert lead_client.get(step(draft, "asking")).status_code == 404


WRONG = [
    ("asking", {"words": ""}, {"words": ["Enter what you want to know"]}),
    ("asking", {"words": "   "}, {"words": ["Enter what you want to know"]}),
    ("asking", {"words": "?! …"}, {"words": ["Enter what you want to know in words"]}),
    (
        "asking",
        {"words": "x" * 2001},
        {"words": ["What you want to know must be 2,000 characters or fewer"]},
    ),
    (
        "seeing",
        {"background": "x" * 5001},
        {"background": ["What you are seeing must be 5,000 characters or fewer"]},
    ),
    (
        "asking",
        {"words": "Why?", "wanted": "x" * 1001},
        {"wanted": ["What would help must be 1,000 characters or fewer"]},
    ),
    ("sharing", {"marking": ""}, {"marking": ["Select marking"]}),
    ("sharing", {"marking": "3"}, {"marking": ["Marking must be one of those on the list"]}),
    (
        "sharing",
        {"marking": "1", "embargo_until": "soon"},
        {"embargo_until": ["Embargo until must be a date, like 20/1/2026"]},
    ),
    ("asking", {"words": "a\0b"}, {"words": ["Null characters are not allowed."]}),
]


@pytest.mark.parametrize(("name", "wrong", "error"), WRONG)
def test_a_wrong_step_is_explained_beside_the_field_and_keeps_what_was_typed(
    lead_client, draft, name, wrong, error
):
    response = save(lead_client, draft, name, **wrong)

    assert response.status_code == 422
    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: ")
    assert errors_of(response) == error
    assert {field: response.context["form"][field].value() for field in wrong} == wrong
    assert Draft.objects.get().answers == draft.answers


def test_words_at_their_longest_are_taken(lead_client, draft):
    for name, longest in (
        ("seeing", {"background": "x" * 5000}),
        ("asking", {"words": "Wh" * 1000, "wanted": "x" * 1000}),
    ):
        assert save(lead_client, draft, name, **longest).status_code == 302
    assert send(lead_client, draft).status_code == 302
