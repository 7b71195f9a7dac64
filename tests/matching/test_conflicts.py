"""What a coordinator is told beside a name, and who is told nothing."""

from datetime import date

import pytest

from accounts.permissions import Role
from researchers.models import Capacity, Researcher
from tests.factories import (
    DecisionFactory,
    ExclusionFactory,
    InterestFactory,
    MatchRunFactory,
    MembershipFactory,
    OrganisationFactory,
    PoliceLeadFactory,
    SuggestionFactory,
)
from tests.matching import scenes
from tests.matching.reading import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggestion():
    """Somebody, suggested for a question of Lee's at Derbyshire Police, which Cole owns too."""
    force = OrganisationFactory(name="Derbyshire Police")
    asked = scenes.question(
        posted_by=PoliceLeadFactory(name="Lee Lead", organisation=force),
        co_owners=[PoliceLeadFactory(name="Cole Owner")],
    )
    return SuggestionFactory(run=MatchRunFactory(question=asked))


def declare(suggestion, **fields):
    return InterestFactory(person=suggestion.researcher.user, **fields)


def test_a_coordinator_sees_what_somebody_declared_in_the_owners_and_their_organisation(
    suggestion, coordinator_client
):
    asked = suggestion.run.question
    declare(suggestion, organisation=asked.organisation)
    declare(suggestion, kind="family", other_person=asked.lead)
    declare(suggestion, kind="co-author", other_person=asked.co_owners.get())

    said = words(page(coordinator_client, asked))

    assert "Has declared an interest: line management, Derbyshire Police." in said
    assert "Has declared an interest: family or close friend, Lee Lead." in said
    assert "Has declared an interest: written or worked together, Cole Owner." in said


@pytest.mark.parametrize(("name", "is_told"), [(" lee  LEAD", True), ("Lee", False)])
def test_a_name_in_words_counts_where_it_is_the_whole_name(
    suggestion, coordinator_client, name, is_told
):
    declare(suggestion, other_name=name)

    said = words(page(coordinator_client, suggestion.run.question))

    assert ("Has declared an interest" in said) == is_told


def test_an_interest_in_others_is_not_told(suggestion, coordinator_client):
    declare(suggestion, organisation=OrganisationFactory())
    declare(suggestion, other_person=PoliceLeadFactory())

    assert "interest" not in words(page(coordinator_client, suggestion.run.question))


def test_what_the_owner_declared_in_somebody_is_told(suggestion, coordinator_client):
    InterestFactory(
        person=suggestion.run.question.lead, other_person=suggestion.researcher.user, kind="family"
    )

    said = words(page(coordinator_client, suggestion.run.question))

    assert "Lee Lead has declared an interest in them: family or close friend." in said


def test_employment_at_the_posting_organisation_is_noted_by_itself(suggestion, coordinator_client):
    note = "Works at Derbyshire Police, which posted the question."
    person, force = suggestion.researcher.user, suggestion.run.question.organisation
    job = MembershipFactory(user=person, organisation=force, role=Role.ACADEMIC)
    assert note in words(page(coordinator_client, suggestion.run.question))

    job.ends_on = "2024-02-01"
    job.save()

    assert note not in words(page(coordinator_client, suggestion.run.question))


def test_it_removes_nobody(suggestion, coordinator_client):
    declare(suggestion, organisation=suggestion.run.question.organisation)

    said = words(page(coordinator_client, suggestion.run.question))

    assert str(suggestion.researcher) in said
    assert "Shortlist" in said


def test_who_answers_for_the_question_is_told_nothing_even_as_a_coordinator(suggestion, sign_in):
    asked = suggestion.run.question
    SuggestionFactory(
        run=MatchRunFactory(question=asked, basis="full-text"), researcher=suggestion.researcher
    )
    declare(suggestion, organisation=asked.organisation)
    MembershipFactory(user=asked.lead, role=Role.COORDINATOR)

    said = words(page(sign_in(asked.lead), asked))

    assert str(suggestion.researcher) in said
    assert "interest" not in said


def test_the_warning_stands_after_an_answer_too(suggestion, coordinator_client):
    declare(suggestion, organisation=suggestion.run.question.organisation)

    answer = coordinator_client.post(
        f"/suggestions/{suggestion.pk}/coordinator",
        {"answer": "shortlisted"},
        headers={"HX-Request": "true"},
    )

    assert "Has declared an interest" in answer.content.decode()


def test_warnings_take_as_many_queries_for_three_as_for_one(
    suggestion, coordinator_client, django_assert_max_num_queries
):
    asked = suggestion.run.question
    declare(suggestion, organisation=asked.organisation)
    with django_assert_max_num_queries(60) as first:
        page(coordinator_client, asked)
    for _ in range(2):
        other = SuggestionFactory(run=suggestion.run)
        declare(other, other_person=asked.lead)
        ExclusionFactory(researcher=other.researcher, question=asked)

    with django_assert_max_num_queries(len(first)):
        page(coordinator_client, asked)


def test_what_speaks_against_somebodys_time_is_told_to_coordinators(
    suggestion, coordinator_client, sign_in
):
    person = suggestion.researcher
    Researcher.objects.filter(pk=person.pk).update(
        availability="unavailable", available_from=date(2027, 3, 1)
    )
    Capacity.objects.create(researcher=person, engagements_per_term=1, formats=["bid"])
    asked = suggestion.run.question
    DecisionFactory(suggestion=suggestion)
    DecisionFactory(suggestion=suggestion, voice="lead", answer="yes", by=asked.lead)

    told = words(page(coordinator_client, asked))

    assert "Not available until 1 March 2027." in told
    assert "Gives 1 engagement a term; 1 yes this term already." in told
    assert "Takes part in no workshop, but would: Write a bid together." in told
    assert "yes this term" not in words(page(sign_in(asked.lead), asked))


def test_whoever_has_time_is_warned_of_nothing(suggestion, coordinator_client):
    Capacity.objects.create(
        researcher=suggestion.researcher, engagements_per_term=1, formats=["bid", "workshop"]
    )

    assert "To note" not in words(page(coordinator_client, suggestion.run.question))
