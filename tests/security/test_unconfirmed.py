"""What pages show whom no organisation has confirmed: what is public, and their own."""

import pytest
from django.urls import reverse

from accounts.markings import Marking
from accounts.permissions import Permission
from clearances.ceilings import ceiling, meets
from tests.answers import words_of
from tests.factories import (
    ClearanceFactory,
    CoordinatorFactory,
    GrantFactory,
    QuestionFactory,
    ResearcherFactory,
    UnconfirmedFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def una():
    return UnconfirmedFactory(name="Una Unconfirmed")


@pytest.fixture
def client(una, sign_in):
    return sign_in(una)


@pytest.fixture
def questions():
    """One of each marking, all released to every member."""
    return {
        marking: QuestionFactory(shared=True, words=f"Why {marking.name}?", marking=marking)
        for marking in Marking
    }


def test_they_look_around_among_what_is_for_public_release(client, questions):
    listed = words_of(client.get(reverse("priorities:questions")))
    csv = client.get(reverse("priorities:questions"), {"format": "csv"}).content.decode()

    for marking, question in questions.items():
        is_public = marking == Marking.PUBLIC
        page = client.get(reverse("priorities:question", args=[question.pk]))
        assert (page.status_code == 200) == is_public
        for shown in (listed, csv):
            assert (f"Why {marking.name}?" in shown) == is_public


def test_they_see_nobody_elses_entry_and_send_their_own(client, una):
    other = ResearcherFactory()
    people = reverse("researchers:people")
    assert client.get(reverse("researchers:person", args=[other.pk])).status_code == 404
    assert other.name not in words_of(client.get(people))

    draft = ResearcherFactory(user=una, topics="Tills", post="Reader in tills", sent_at=None)
    answer = client.post(reverse("researchers:register-check"))

    draft.refresh_from_db()
    assert (answer.status_code, draft.is_draft) == (302, False)
    assert client.get(reverse("researchers:person", args=[draft.pk])).status_code == 200
    assert una.name in words_of(client.get(people))


@pytest.mark.parametrize("granted", [Marking.PUBLIC, Marking.OFFICIAL])
def test_neither_a_grant_nor_a_clearance_opens_a_full_text(una, client, questions, granted):
    ClearanceFactory(person=una)
    question = questions[granted]
    GrantFactory(question=question, person=una)

    page = client.get(reverse("priorities:question", args=[question.pk]))

    assert page.status_code == (200 if granted == Marking.PUBLIC else 404)
    assert not type(question).objects.visible_to(una, "full-text").exists()


def test_their_ceiling_is_what_is_for_public_release(una):
    assert ceiling(una) == Marking.PUBLIC
    assert not meets(una, Marking.OFFICIAL)


def test_they_do_what_a_researcher_does_and_no_more(una):
    may = {permission for permission in Permission if una.can(permission)}

    assert may == {Permission.PROFILE_EDIT, Permission.MATCH_ANSWER}


def test_confirmed_they_see_what_every_member_sees(una, client, questions, sign_in):
    membership = una.memberships.get()
    sign_in(CoordinatorFactory()).post(
        reverse("accounts:confirm", args=[membership.organisation.slug, una.pk])
    )

    for question in questions.values():
        page = client.get(reverse("priorities:question", args=[question.pk]))
        assert page.status_code == 200
