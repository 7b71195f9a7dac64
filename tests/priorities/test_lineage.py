"""Which question came of which: said by the child's owner, shown to whoever may know of both."""

from uuid import uuid4

import pytest
from django.urls import reverse

from priorities.models import Descent, Draft, Question
from priorities.steps import digest
from priorities.views.lineage import GENERATIONS
from tests.answers import errors_of
from tests.factories import DescentFactory, QuestionFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db


def page(question):
    return reverse("priorities:question-lineage", args=[question.pk])


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def whole(lead):
    return QuestionFactory(posted_by=lead, words="Who runs the shops, and who pays?", shared=True)


@pytest.fixture
def piece(lead):
    return QuestionFactory(posted_by=lead, words="Who pays for the shops?", shared=True)


def test_an_owner_says_that_one_came_of_another_once(lead_client, whole, piece):
    assert_well_made(lead_client.get(page(piece)))
    for _ in range(2):
        assert lead_client.post(page(piece), {"parent": whole.pk}).url == page(piece)
    above, below = lead_client.get(page(piece)), lead_client.get(page(whole))
    told = lead_client.get(reverse("priorities:question", args=[whole.pk]))

    assert Descent.objects.count() == 1
    for shown in (above, below):
        assert_well_made(shown)
    assert "that it comes of: Who runs the shops, and who pays?" in words(above)
    assert "Who pays for the shops?" in words(below).split("What came of it</h2>")[1]
    assert "1 other question came of it or before it." in words(told)


def test_it_is_taken_back(lead_client, whole, piece):
    descent = DescentFactory(parent=whole, child=piece)
    back = reverse("priorities:descent-part", args=[descent.pk])

    assert lead_client.get(back).status_code == 405
    assert lead_client.post(back).url == page(piece)
    assert lead_client.post(back).status_code == 404
    assert not Descent.objects.exists()


def test_nothing_comes_of_itself(lead_client, whole, piece):
    DescentFactory(parent=whole, child=piece)

    refused = lead_client.post(page(whole), {"parent": piece.pk})
    empty = lead_client.post(page(whole), {})

    assert errors_of(refused) == {"parent": ["It came of this one, so this one cannot come of it"]}
    assert errors_of(empty) == {"parent": ["Select the question it comes of"]}
    assert_well_made(refused)
    assert Descent.objects.count() == 1


def test_a_question_begun_on_anothers_page_comes_of_it(lead_client, lead, whole):
    begin = f"{reverse('priorities:question-new')}?of={whole.pk}"
    assert "It will be said to come of: Who runs the shops" in words(lead_client.get(begin))
    lead_client.post(begin, {"kind": "", "submission": str(uuid4())})
    draft = Draft.objects.get()
    asked = {"words": ["Who pays for the shops?"]}
    draft.answers = {"asking": asked, "sharing": {"marking": ["1"]}}
    draft.save()

    check = reverse("priorities:draft-check", args=[draft.pk])
    for _ in range(2):
        lead_client.post(check, {"seen": digest(draft.answers)})

    child = Question.objects.exclude(pk=whole.pk).get()
    assert [(one.parent, one.child, one.by) for one in Descent.objects.all()] == [
        (whole, child, lead)
    ]


@pytest.mark.parametrize("of", ["", "nonsense", "3f7be344-bd78-41d5-98a3-73b0ee44cc16"])
def test_an_address_that_names_no_question_begins_one_all_the_same(lead_client, of):
    begin = f"{reverse('priorities:question-new')}?of={of}"

    assert "said to come of" not in words(lead_client.get(begin))
    lead_client.post(begin, {"kind": "", "submission": str(uuid4())})

    assert Draft.objects.get().comes_of is None


def test_of_a_tree_each_sees_what_they_may_know_of(lead_client, academic_client, lead, whole):
    hidden = QuestionFactory(posted_by=lead, words="Which shop is it?")
    leaf = QuestionFactory(posted_by=lead, words="Who forges the notes?", shared=True)
    DescentFactory(parent=whole, child=hidden)
    DescentFactory(parent=hidden, child=leaf)

    owner, academic = words(lead_client.get(page(whole))), words(academic_client.get(page(whole)))

    assert "Which shop is it?" in owner
    assert "Who forges the notes?" in owner
    assert "No other question that you may know of." in academic.split("What came of it</h2>")[1]
    assert "Who forges the notes?" not in academic
    assert "Post a question that comes of this one" not in academic


def test_a_deep_tree_is_cut_and_takes_no_more_queries_for_more_rows(
    lead_client, lead, whole, django_assert_max_num_queries
):
    parent = whole
    for number in range(GENERATIONS + 2):
        child = QuestionFactory(posted_by=lead, words=f"Number {number}?")
        for one in (child, *QuestionFactory.create_batch(2, posted_by=lead)):
            DescentFactory(parent=parent, child=one)
        parent = child

    with django_assert_max_num_queries(45):
        shown = words(lead_client.get(page(whole)))

    assert f">Number {GENERATIONS - 1}?</a>" in shown
    assert f">Number {GENERATIONS}?</a>" not in shown
