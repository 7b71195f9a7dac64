"""The feed holds what is for public release and nothing else, for who is not signed in as well."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from accounts.markings import Marking
from priorities import services
from priorities.models import Question, Summary
from priorities.public import public_questions
from tests.factories import OrganisationFactory, QuestionFactory

pytestmark = pytest.mark.django_db
FEED = "/questions/public.rss"
PUBLIC = {"marking": Marking.PUBLIC, "shared": True}


def items(client):
    response = client.get(FEED)
    assert response["Content-Type"].startswith("application/rss+xml")
    return ET.fromstring(response.content).findall("./channel/item")


def test_anybody_reads_what_is_for_public_release_the_newest_first(client):
    published = QuestionFactory(published=True)
    hide(published, released_at=timezone.now() - timedelta(days=1))
    asked = QuestionFactory(**PUBLIC, words="Who counts <coins> & why?")
    hide(asked, released_at=timezone.now())
    Summary.objects.filter(question=asked).update(marking=Marking.PUBLIC)

    first, second = items(client)

    assert first.findtext("title") == "Who counts <coins> & why?"
    assert first.findtext("link").endswith(f"/questions/{asked.pk}")
    assert second.findtext("link") == published.summary.source_url
    assert f"Licence: {published.summary.source_licence}" in second.findtext("description")
    assert f"Asked by {asked.organisation.name}." in first.findtext("description")
    assert "Asked by" not in second.findtext("description")
    assert second.findtext("guid") == f"urn:uuid:{published.pk}"


def hide(question, **fields):
    Question.objects.filter(pk=question.pk).update(**fields)


HIDDEN = {
    "the question is OFFICIAL": lambda q: hide(q, marking=Marking.OFFICIAL),
    "the summary is OFFICIAL": lambda q: Summary.objects.update(marking=Marking.OFFICIAL),
    "not released": lambda q: hide(q, released_at=None),
    "closed": lambda q: services.close(question=q, by=q.lead),
    "for recipients only": lambda q: hide(q, is_for_recipients_only=True),
    "under embargo": lambda q: hide(q, embargo_until=timezone.localdate() + timedelta(days=1)),
    "for one organisation": lambda q: q.only_organisations.set([OrganisationFactory()]),
}


@pytest.mark.parametrize("reason", HIDDEN)
def test_what_is_not_for_everybody_is_not_in_it(client, reason):
    question = QuestionFactory(published=True)
    assert len(items(client)) == 1

    HIDDEN[reason](question)

    assert items(client) == []


def test_an_embargo_that_is_over_keeps_nothing_back(client):
    hide(QuestionFactory(published=True), embargo_until=timezone.localdate())

    assert len(items(client)) == 1


def test_it_takes_one_query_and_is_cut(client, django_assert_max_num_queries):
    QuestionFactory.create_batch(3, published=True)

    assert len(public_questions(2)) == 2
    with django_assert_max_num_queries(3):
        client.get(FEED)
