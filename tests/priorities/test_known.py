"""What is known already is linked to a question by whoever reads it, with a note."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.markings import Marking
from priorities.models import KnownWork
from tests.answers import errors_of
from tests.factories import GrantFactory, KnownWorkFactory, QuestionFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db


def page(question):
    return reverse("priorities:question-known", args=[question.pk])


def typed(**more):
    said = {"title": "Cash and its places", "address": "doi.example/10.1000/182"}
    note = {"words": "It counts shops.", "marking": "1", "submission": str(uuid4())}
    return said | note | more


def test_a_reader_links_it_once_and_all_who_read_the_question_see_it(sign_in):
    question = QuestionFactory()
    client, sent = sign_in(GrantFactory(question=question).person), typed()

    assert_well_made(client.get(page(question)))
    for _ in range(2):
        assert client.post(page(question), sent).url == page(question)
    shown = sign_in(question.lead).get(page(question))

    assert_well_made(shown)
    work = KnownWork.objects.get()
    assert work.address == "https://doi.example/10.1000/182"
    assert f'href="{work.address}" rel="noreferrer">Cash and its places</a>' in (
        shown.content.decode()
    )


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("title", ""), ("words", " "), ("address", "no address"), ("address", "javascript:alert(1)")],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(lead, lead_client, field, wrong):
    question = QuestionFactory(posted_by=lead)

    told = lead_client.post(page(question), typed(**{field: wrong}))

    assert list(errors_of(told)) == [field]
    assert_well_made(told)
    assert not KnownWork.objects.exists()


def test_what_is_marked_above_a_reader_is_not_shown_to_them(lead, lead_client):
    question = QuestionFactory(posted_by=lead)
    KnownWorkFactory(question=question, title="Hidden", marking=Marking.OFFICIAL_SENSITIVE)

    assert "Hidden" not in lead_client.get(page(question)).content.decode()
