from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.markings import Marking
from priorities.models import FullText, Question, Release
from tests.answers import errors_of, page_of
from tests.factories import OrganisationFactory, QuestionFactory, words_of
from tests.html_rules import assert_well_made, get, title

pytestmark = pytest.mark.django_db

NEW = reverse("priorities:question-new")
FORM = {"words": "Why here?", "marking": "1"}


@pytest.fixture
def form():
    """What a browser sends, each time from a page of its own."""
    return FORM | {"submission": uuid4()}


def test_a_lead_posts_a_question(lead, lead_client, form):
    west = OrganisationFactory(slug="west")
    handling = {
        "background": "We see tills.",
        "wanted": "A talk",
        "is_for_recipients_only": "on",
        "only_organisations": ["west"],
        "embargo_until": "27/3/2027",
        "handling_note": "Ask me first",
    }

    response = lead_client.post(NEW, form | handling | {"words": "  Why here? "}, follow=True)

    question = Question.objects.get()
    assert response.redirect_chain == [(reverse("priorities:question", args=[question.pk]), 302)]
    assert "Your question is posted." in response.content.decode()
    text = FullText.objects.get(question=question)
    assert (text.words, text.background, text.wanted, text.handling_note) == (
        "Why here?",
        "We see tills.",
        "A talk",
        "Ask me first",
    )
    assert (question.posted_by, question.marking) == (lead, Marking.OFFICIAL)
    assert (question.is_shared_with_organisation, question.is_for_recipients_only) == (False, True)
    assert list(question.only_organisations.all()) == [west]
    assert question.embargo_until == date(2027, 3, 27)


def test_a_summary_that_is_posted_too_waits_for_a_second_person(lead, lead_client, form):
    lead_client.post(NEW, form | {"summary": "Why in shops?"})

    proposal = Release.objects.get()
    assert (proposal.words, proposal.proposed_by, proposal.is_open) == ("Why in shops?", lead, True)
    assert Question.objects.get().released_at is None


def test_a_question_posted_twice_with_its_summary_is_posted_and_proposed_once(lead_client, form):
    for _ in range(2):
        assert lead_client.post(NEW, form | {"summary": "Why in shops?"}).status_code == 302

    assert (Question.objects.count(), Release.objects.count()) == (1, 1)


def markings(response):
    boxes = page_of(response).all("input")
    return [get(box, "value") for box in boxes if get(box, "name") == "marking"]


@pytest.mark.parametrize(
    ("risk_owner", "offered"), [("", ["0", "1"]), ("The chief", ["0", "1", "2"])]
)
def test_the_markings_on_offer_are_those_that_are_switched_on(
    lead_client, settings, risk_owner, offered
):
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = risk_owner

    page = lead_client.get(NEW)

    assert markings(page) == offered
    sentence = "OFFICIAL-SENSITIVE and below only." if risk_owner else "OFFICIAL and below only."
    assert f">{sentence} For anything marked higher, stop here" in page.content.decode()


@pytest.mark.parametrize("marking", ["2", "3", "4", "-1", "SECRET", ""])
def test_a_marking_that_is_not_on_offer_cannot_be_forged(lead_client, form, marking):
    response = lead_client.post(NEW, form | {"marking": marking})

    assert response.status_code == 422
    assert list(errors_of(response)) == ["marking"]
    assert not Question.objects.exists()


@pytest.mark.parametrize("marking", ["3", "4"])
def test_secret_cannot_be_forged_where_official_sensitive_is_held(
    lead_client, form, settings, marking
):
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = "The chief"

    response = lead_client.post(NEW, form | {"marking": marking})

    assert (response.status_code, list(errors_of(response))) == (422, ["marking"])
    assert not Question.objects.exists()


def test_official_sensitive_of_somebody_uncleared_is_refused_beside_the_field(
    lead_client, form, settings
):
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = "The chief"

    response = lead_client.post(NEW, form | {"marking": "2"})

    assert response.status_code == 422
    assert_well_made(response)
    assert "not cleared" in errors_of(response)["marking"][0]
    assert not Question.objects.exists()


def test_a_question_posted_twice_is_posted_once(lead_client, form):
    first, second = lead_client.post(NEW, form), lead_client.post(NEW, form)

    assert first.url == second.url
    assert Question.objects.count() == 1


def test_a_page_sent_again_with_other_words_keeps_them_and_leads_to_what_it_made_before(
    lead_client, form
):
    first = lead_client.post(NEW, form)

    response = lead_client.post(NEW, form | {"words": "Why there?"})

    assert response.status_code == 422
    assert_well_made(response)
    assert response.context["form"]["words"].value() == "Why there?"
    assert f'href="{first.url}"' in response.content.decode()
    assert Question.objects.count() == 1

    sent = {name: response.context["form"][name].value() for name in form}
    assert lead_client.post(NEW, sent).status_code == 302
    assert {words_of(question) for question in Question.objects.all()} == {
        "Why here?",
        "Why there?",
    }


def test_somebody_elses_token_tells_nothing(lead_client, form):
    theirs = QuestionFactory()

    response = lead_client.post(NEW, form | {"submission": theirs.submission})

    assert response.status_code == 302
    assert str(theirs.pk) not in response.url


def test_two_forms_make_two_questions(lead_client, form):
    pages = [page_of(lead_client.get(NEW)) for _ in range(2)]
    tokens = {
        get(e, "value")
        for page in pages
        for e in page.all("input")
        if get(e, "name") == "submission"
    }

    assert len(tokens) == 2


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"words": ""}, {"words": ["Enter what you want to know"]}),
        ({"words": "   "}, {"words": ["Enter what you want to know"]}),
        ({"words": "?! …"}, {"words": ["Enter what you want to know in words"]}),
        (
            {"words": "x" * 2001},
            {"words": ["What you want to know must be 2,000 characters or fewer"]},
        ),
        (
            {"background": "x" * 5001},
            {"background": ["What you are seeing must be 5,000 characters or fewer"]},
        ),
        (
            {"wanted": "x" * 1001},
            {"wanted": ["What would help must be 1,000 characters or fewer"]},
        ),
        ({"marking": ""}, {"marking": ["Select marking"]}),
        ({"marking": "3"}, {"marking": ["Marking must be one of those on the list"]}),
        (
            {"embargo_until": "soon"},
            {"embargo_until": ["Embargo until must be a date, like 20/1/2026"]},
        ),
        ({"words": "a\0b"}, {"words": ["Null characters are not allowed."]}),
    ],
    ids=[
        "none",
        "spaces",
        "no word",
        "words",
        "background",
        "wanted",
        "no marking",
        "secret",
        "no day",
        "null",
    ],
)
def test_a_wrong_form_is_explained_beside_the_field_and_keeps_what_was_typed(
    lead_client, wrong, error
):
    right = {
        "words": "Why here?",
        "background": "Tills.",
        "wanted": "A talk",
        "marking": "1",
    }
    token = str(uuid4())

    response = lead_client.post(NEW, right | wrong | {"submission": token})

    assert response.status_code == 422
    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: ")
    assert errors_of(response) == error
    bound = response.context["form"]
    kept = {name: bound[name].value() for name in right}
    assert kept == right | {name: wrong[name] for name in wrong if name in right}
    assert f'value="{token}"' in response.content.decode()
    assert not Question.objects.exists()


def test_words_at_their_longest_are_taken(lead_client, form):
    longest = {"words": "Wh" * 1000, "background": "x" * 5000, "wanted": "x" * 1000}

    response = lead_client.post(NEW, form | longest)

    assert response.status_code == 302


def test_no_title_and_no_category_is_asked_for(lead_client):
    page = page_of(lead_client.get(NEW))

    names = {get(control, "name") for control in page.controls()}
    assert names == {
        "words",
        "background",
        "wanted",
        "summary",
        "marking",
        "is_shared_with_organisation",
        "is_for_recipients_only",
        "only_organisations",
        "embargo_until",
        "handling_note",
    }
