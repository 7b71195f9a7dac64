from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import AuditEvent, Membership, User
from accounts.permissions import PERMISSIONS, Permission, Role
from tests.factories import (
    CoordinatorFactory,
    MembershipFactory,
    OrganisationFactory,
    PoliceLeadFactory,
    QuestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _fixed_day():
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (YESTERDAY, None, {Role.COORDINATOR}),
        (TODAY, None, {Role.COORDINATOR}),
        (TODAY, TODAY, {Role.COORDINATOR}),
        (YESTERDAY, TODAY, {Role.COORDINATOR}),
        (YESTERDAY, TOMORROW, {Role.COORDINATOR}),
        (YESTERDAY, YESTERDAY, set()),
        (TOMORROW, None, set()),
        (TOMORROW, TOMORROW, set()),
    ],
    ids=str,
)
def test_a_role_holds_from_the_first_day_of_its_membership_through_the_last(
    starts_on, ends_on, expected
):
    user = CoordinatorFactory(membership__starts_on=starts_on, membership__ends_on=ends_on)

    assert user.roles == expected


def test_a_day_begins_at_midnight_in_england_not_in_greenwich():
    user = CoordinatorFactory(membership__starts_on=date(2026, 7, 1))

    with time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):  # half past midnight, BST
        assert user.roles == {Role.COORDINATOR}


@pytest.mark.parametrize("role", Role)
def test_a_role_carries_just_the_permissions_of_the_table(role):
    user = MembershipFactory(role=role).user

    assert {p for p in Permission if user.can(p)} == PERMISSIONS[role]


def test_every_permission_is_somebodys():
    assert frozenset().union(*PERMISSIONS.values()) == set(Permission)


def test_two_roles_carry_the_permissions_of_both():
    user = PoliceLeadFactory()
    MembershipFactory(user=user, role=Role.ACADEMIC)

    assert {p for p in Permission if user.can(p)} == (
        PERMISSIONS[Role.POLICE_LEAD] | PERMISSIONS[Role.ACADEMIC]
    )


@pytest.mark.parametrize(
    "make_user",
    [
        UserFactory,
        lambda: CoordinatorFactory(is_active=False),
        lambda: CoordinatorFactory(membership__ends_on=YESTERDAY),
        lambda: CoordinatorFactory(membership__starts_on=TOMORROW),
    ],
    ids=["no membership", "inactive", "expired", "future"],
)
def test_without_a_current_role_nobody_can_do_anything(make_user):
    user = make_user()

    assert [p for p in Permission if user.can(p)] == []


def test_role_words_name_every_current_role():
    user = PoliceLeadFactory()
    MembershipFactory(user=user, role=Role.COORDINATOR)
    MembershipFactory(user=user, role=Role.ACADEMIC, ends_on=YESTERDAY)

    assert user.role_words == "Coordinator, Police lead"


def test_organisations_as_are_those_in_which_the_role_is_held_today():
    force, unit, university = OrganisationFactory.create_batch(3)
    user = PoliceLeadFactory(organisation=force)
    MembershipFactory(user=user, organisation=unit, ends_on=YESTERDAY)
    MembershipFactory(user=user, organisation=university, role=Role.ACADEMIC)

    assert user.organisations_as(Role.POLICE_LEAD) == {force.pk}


@pytest.mark.parametrize(
    ("left_on", "expected"),
    [(None, {Role.COORDINATOR}), (TODAY, {Role.COORDINATOR}), (YESTERDAY, set())],
)
def test_the_rights_of_members_end_with_the_last_day_of_their_organisation(left_on, expected):
    user = CoordinatorFactory(organisation=OrganisationFactory(left_on=left_on))

    assert user.roles == expected


def test_police_leads_are_those_of_today_who_can_sign_in():
    lead = PoliceLeadFactory()
    PoliceLeadFactory(is_active=False)
    PoliceLeadFactory(membership__ends_on=YESTERDAY)
    CoordinatorFactory()

    assert [membership.user for membership in Membership.objects.police_leads()] == [lead]


def test_current_memberships_stand_oldest_first():
    user = UserFactory()
    later = MembershipFactory(user=user, starts_on=YESTERDAY)
    earlier = MembershipFactory(user=user, starts_on=date(2020, 1, 1))

    assert user.current_memberships == [earlier, later]


def test_a_membership_that_ended_may_be_taken_up_again():
    ended = MembershipFactory(ends_on=YESTERDAY)

    again = MembershipFactory(
        user=ended.user, organisation=ended.organisation, role=ended.role, starts_on=TODAY
    )

    assert list(Membership.objects.on(TODAY)) == [again]


def test_create_user_keeps_the_address_in_lower_case_and_the_password_hashed():
    user = User.objects.create_user(" Sam.Whitlock@Force.Example ", "Sam Whitlock", "a dry towel")

    user.refresh_from_db()
    assert (user.email, user.check_password("a dry towel")) == ("sam.whitlock@force.example", True)
    assert "a dry towel" not in user.password


def test_an_account_without_a_password_cannot_be_signed_in_to():
    user = User.objects.create_user("sam@force.example", "Sam Whitlock")

    assert not user.has_usable_password()


@pytest.mark.parametrize("typed", ["sam@force.example", "SAM@FORCE.EXAMPLE", " Sam@Force.example "])
def test_a_user_is_found_however_the_address_is_typed(typed):
    user = UserFactory(email="sam@force.example")

    assert User.objects.get_by_natural_key(typed) == user


def test_a_user_is_not_found_by_no_address():
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(None)


def test_record_writes_who_did_what_to_which_thing_and_why():
    user, question = CoordinatorFactory(), QuestionFactory()

    event = audit.record(by=user, action="question.read", target=question, reason="To see")

    event.refresh_from_db()
    assert (event.by, event.action, event.reason) == (user, "question.read", "To see")
    assert (event.target_type, event.target_id) == ("priorities.question", str(question.pk))


def test_record_takes_acts_of_the_system_itself():
    question = QuestionFactory()

    event = audit.record(by=None, action="run.swept", target=question)

    assert (event.by, str(event)) == (None, f"run.swept priorities.question {question.pk}")


def test_an_audit_event_is_never_changed():
    event = audit.record(by=None, action="question.read", target=QuestionFactory())
    event.reason = "Something else"

    with pytest.raises(TypeError, match="append-only"):
        event.save()

    assert AuditEvent.objects.get().reason == ""


def test_an_audit_event_is_never_deleted():
    event = audit.record(by=None, action="question.read", target=QuestionFactory())

    with pytest.raises(TypeError, match="append-only"):
        event.delete()

    assert AuditEvent.objects.count() == 1


def test_an_audit_event_outlives_what_it_names():
    question = QuestionFactory()
    audit.record(by=None, action="question.read", target=question)

    question.delete()

    assert AuditEvent.objects.count() == 1


def test_a_user_with_a_trail_cannot_be_deleted():
    user = UserFactory()
    audit.record(by=user, action="question.read", target=QuestionFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        user.delete()


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: OrganisationFactory(name="Leicestershire Police"), "Leicestershire Police"),
        (lambda: UserFactory(name="Sam Whitlock"), "Sam Whitlock"),
        (
            lambda: MembershipFactory(
                user__name="Sam Whitlock", organisation__name="Leicestershire Police"
            ),
            "Sam Whitlock, Police lead, Leicestershire Police",
        ),
    ],
)
def test_things_say_what_they_are(make, expected):
    assert str(make()) == expected


@pytest.mark.parametrize("role", ["chief", ""])
def test_a_membership_has_one_of_the_roles(role):
    with pytest.raises(ValidationError, match="role"):
        MembershipFactory.build(role=role).clean_fields(exclude=["user", "organisation"])
