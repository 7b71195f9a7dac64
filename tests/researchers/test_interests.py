"""Declaring an interest: the page, who sees it, and that the same form twice is one."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEvent
from researchers.models import Interest
from researchers.services.interests import declare_interest, withdraw_interest
from tests.answers import errors_of
from tests.factories import AcademicFactory, InterestFactory, OrganisationFactory, ResearcherFactory
from tests.matching.reading import well_made, words

ADDRESS = "/me/interests"
pytestmark = pytest.mark.django_db


def sent(client, **fields):
    data = {"kind": "line-management", "submission": uuid.uuid4()} | fields
    return client.post(ADDRESS, data, follow=True)


def test_one_is_declared_in_an_organisation_and_taken_off(academic_client, academic):
    force = OrganisationFactory(name="Derbyshire Police")

    said = words(well_made(sent(academic_client, organisation=force.pk, note="Since May")))

    (interest,) = Interest.objects.all()
    assert (interest.person, interest.organisation) == (academic, force)
    assert "Line management: Derbyshire Police" in said
    assert "Since May" in said

    said = words(well_made(academic_client.post(f"{ADDRESS}/{interest.pk}/remove", follow=True)))

    assert not Interest.objects.exists()
    assert "Line management: Derbyshire Police" not in said
    acts = AuditEvent.objects.filter(target_type="researchers.interest")
    assert {act.action for act in acts} == {"interest.declared", "interest.withdrawn"}
    assert {act.reason for act in acts} == {""}


def test_one_is_declared_in_somebody_on_the_register_or_by_name(academic_client):
    bob = ResearcherFactory(user__name="Bob")

    sent(academic_client, entry=bob.pk)
    sent(academic_client, other_name="Lee Lead")

    assert [one.in_whom for one in Interest.objects.all()] == ["Bob", "Lee Lead"]


def test_it_has_to_be_in_somebody(academic_client):
    answer = well_made(sent(academic_client, note="Since May"))

    assert answer.status_code == 422
    expected = "Choose somebody, or an organisation, or enter a name"
    assert errors_of(answer) == {"organisation": [expected]}
    assert "Since May" in answer.content.decode()


def test_who_is_not_to_be_seen_is_told_from_nobody_by_nothing(academic_client, academic):
    hidden, draft = ResearcherFactory(shows_profile=0), ResearcherFactory(sent_at=None)

    answers = [
        sent(academic_client, entry=pk)
        for pk in (hidden.pk, draft.pk, academic.researcher.pk, uuid.uuid4())
    ]

    said = [errors_of(answer) for answer in answers]
    assert [answer.status_code for answer in answers] == [422] * 4
    assert said == [said[0]] * 4
    assert set(said[0]) == {"entry"}


def test_the_same_form_sent_twice_is_one_and_another_by_it_is_told(academic_client):
    token = uuid.uuid4()

    sent(academic_client, other_name="Lee Lead", submission=token)
    assert sent(academic_client, other_name="Lee Lead", submission=token).status_code == 200
    other = well_made(sent(academic_client, other_name="Max", submission=token))

    assert Interest.objects.count() == 1
    assert other.status_code == 422
    assert "already" in words(other)


def test_anothers_is_not_there(academic_client):
    theirs = InterestFactory(other_name="Max Manager")

    assert academic_client.post(f"{ADDRESS}/{theirs.pk}/remove").status_code == 404
    assert "Max Manager" not in words(well_made(academic_client.get(ADDRESS)))
    with pytest.raises(PermissionDenied):
        withdraw_interest(interest=theirs, by=AcademicFactory())


def test_only_the_person_and_coordinators_see_one(academic, coordinator, lead):
    InterestFactory(person=academic, other_name="Lee Lead")

    counts = [Interest.objects.visible_to(who).count() for who in (academic, coordinator, lead)]

    assert counts == [1, 1, 0]


def test_what_is_no_kind_is_refused_by_the_service_too(academic):
    with pytest.raises(ValidationError):
        declare_interest(submission=uuid.uuid4(), by=academic, kind="enmity", other_name="Lee")


def test_a_lead_declares_one_too(lead_client):
    assert sent(lead_client, other_name="Ada").status_code == 200

    assert Interest.objects.count() == 1


def test_three_take_as_many_queries_as_one(
    academic_client, academic, django_assert_max_num_queries
):
    InterestFactory(person=academic, organisation=OrganisationFactory())
    with django_assert_max_num_queries(40) as first:
        academic_client.get(ADDRESS)
    InterestFactory(person=academic, organisation=OrganisationFactory())
    InterestFactory(person=academic, other_person=AcademicFactory())

    with django_assert_max_num_queries(len(first)):
        academic_client.get(ADDRESS)
