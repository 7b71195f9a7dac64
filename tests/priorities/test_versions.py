"""A question is put in other words: the first stay, what changed is shown, its owner answers."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.markings import Marking
from priorities import services
from priorities.models import Assent, FullText, Question, Version
from priorities.steps import digest_of_words
from tests.answers import errors_of
from tests.factories import AssentFactory, GrantFactory, QuestionFactory, VersionFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db
FIRST, OTHER = "Who runs the shops?", "Who owns the shops?"


@pytest.fixture
def question(lead):
    return QuestionFactory(posted_by=lead, words=FIRST)


def page(question):
    return reverse("priorities:question-versions", args=[question.pk])


def answer_page(version):
    return reverse("priorities:version-answer", args=[version.pk])


def typed(words=OTHER, **more):
    return {"words": words, "marking": "1", "submission": str(uuid4())} | more


def answered(version, answer="yes", **more):
    stands = FullText.objects.get(question=version.question_id).words
    return {"is_given": answer, "reason": "", "seen": digest_of_words(stands)} | more


def test_a_reader_proposes_other_words_once_and_nothing_is_replaced(question, sign_in):
    reader = GrantFactory(question=question).person
    client, sent = sign_in(reader), typed(found_at="Workshop of 3 December")

    assert_well_made(client.get(page(question)))
    for _ in range(2):
        assert client.post(page(question), sent).url == page(question)
    shown = client.get(page(question))

    assert_well_made(shown)
    words = shown.content.decode()
    assert "taken out: </span>runs" in words
    assert "put in: </span>owns" in words
    assert "Workshop of 3 December" in words
    assert "Say whether you take them" not in words
    version = Version.objects.get()
    assert (version.by, version.words) == (reader, OTHER)
    assert FullText.objects.get().words == FIRST
    assert client.get(answer_page(version)).status_code == 403


def test_the_owner_takes_them_and_the_first_words_stay_one_click_away(question, lead_client):
    version = VersionFactory(question=question, words=OTHER)

    told = lead_client.get(reverse("priorities:question", args=[question.pk])).content.decode()
    assert "1 other wording waits for your answer" in " ".join(told.split())
    assert_well_made(lead_client.get(answer_page(version)))
    for _ in range(2):
        assert lead_client.post(answer_page(version), answered(version)).url == page(question)
    shown = lead_client.get(page(question))
    asked = lead_client.get(reverse("priorities:question", args=[question.pk]))

    text = FullText.objects.get()
    assert (text.words, text.first_words, text.as_posted) == (OTHER, FIRST, FIRST)
    assert_well_made(shown)
    assert "The words that stand today" in shown.content.decode()
    assert_well_made(asked)
    assert asked.content.decode().count(FIRST) == 1
    assert OTHER in asked.content.decode()
    assert lead_client.get(answer_page(version)).url == page(question)


def test_words_that_are_not_taken_are_answered_with_a_reason(question, lead_client):
    version = VersionFactory(question=question, words=OTHER)

    without = lead_client.post(answer_page(version), answered(version, "no"))
    assert list(errors_of(without)) == ["reason"]
    assert_well_made(without)
    lead_client.post(answer_page(version), answered(version, "no", reason="We know who owns."))
    shown = lead_client.get(page(question)).content.decode()

    assert not Assent.objects.get().is_given
    assert FullText.objects.get().words == FIRST
    assert "Proposed, and not taken" in shown
    assert "We know who owns." in shown


def test_a_second_change_keeps_the_very_first_words(question):
    for words in (OTHER, "Who gains from the shops?"):
        AssentFactory(version__question=question, version__words=words)

    text = FullText.objects.get()
    assert (text.words, text.first_words) == ("Who gains from the shops?", FIRST)


def test_of_two_who_answer_two_wordings_at_once_the_second_is_told(question, lead, lead_client):
    first, second = (VersionFactory(question=question, words=w) for w in (OTHER, "Why there?"))
    looked_at = answered(second)
    services.answer_version(
        version=first, seen=looked_at["seen"], is_given=True, reason="", by=lead
    )

    told = lead_client.post(answer_page(second), looked_at)
    assert "changed meanwhile" in told.content.decode()
    assert FullText.objects.get().words == OTHER
    # What the page shows now is what is answered when it is sent again.
    again = looked_at | {"seen": told.context["form"]["seen"].value()}
    assert lead_client.post(answer_page(second), again).status_code == 302
    assert FullText.objects.get().words == "Why there?"


def test_what_is_not_other_words_is_said_beside_the_field(question, lead_client):
    same = lead_client.post(page(question), typed(FIRST))
    empty = lead_client.post(page(question), typed("?"))

    assert errors_of(same) == {"words": ["It stands in these words already"]}
    assert list(errors_of(empty)) == ["words"]
    assert not Version.objects.exists()


def test_a_published_question_keeps_its_publishers_words(lead, lead_client):
    question = QuestionFactory(posted_by=lead, published=True)

    shown = lead_client.get(page(question))
    refused = lead_client.post(page(question), typed())

    assert_well_made(shown)
    assert "<form" not in shown.content.decode().split("<main")[1]
    assert refused.status_code == 422
    assert "so they stay" in refused.content.decode()
    assert not Version.objects.exists()


def test_words_marked_above_the_question_do_not_come_into_it(question, lead):
    version = VersionFactory(question=question, marking=Marking.OFFICIAL_SENSITIVE)
    seen = answered(version)["seen"]

    with pytest.raises(ValidationError, match="Raise its marking first"):
        services.answer_version(version=version, seen=seen, is_given=True, reason="", by=lead)


def test_assent_after_a_workshop_says_that_the_question_is_reframed(lead):
    question = QuestionFactory(posted_by=lead, words=FIRST, state="workshop", shared=True)
    version = VersionFactory(question=question)

    services.answer_version(
        version=version, seen=digest_of_words(FIRST), is_given=True, reason="", by=lead
    )

    assert Question.objects.get().state == "reframed"


def test_a_form_sent_twice_finds_its_question_though_its_words_were_changed_since(lead):
    form = {"by": lead, "submission": uuid4(), "words": FIRST}
    question = services.post(**form)
    AssentFactory(version__question=question)

    assert services.post(**form) == question
