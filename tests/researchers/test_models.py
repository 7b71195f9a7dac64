import pytest

from accounts.models import User
from accounts.permissions import Role
from researchers.models import Researcher
from tests.factories import (
    ApproachFactory,
    CoordinatorFactory,
    ExpertiseFactory,
    MembershipFactory,
    OutputFactory,
    PoliceLeadFactory,
    ResearcherFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    """Give a profile that is listed and one that is not, by name."""
    return {"listed": ResearcherFactory(), "unlisted": ResearcherFactory(shows_profile=0)}


def seen(register, user):
    visible = Researcher.objects.visible_to(user)
    return {name for name, person in register.items() if person in visible}


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([], set()),
        ([Role.POLICE_LEAD], {"listed"}),
        ([Role.ACADEMIC], {"listed"}),
        ([Role.COORDINATOR], {"listed", "unlisted"}),
        ([Role.ACADEMIC, Role.COORDINATOR], {"listed", "unlisted"}),
        ([Role.ACADEMIC, Role.POLICE_LEAD], {"listed"}),
    ],
)
def test_profiles_that_are_not_listed_are_the_coordinators_to_see(register, roles, expected):
    user = UserFactory()
    for role in roles:
        MembershipFactory(user=user, role=role)

    assert seen(register, user) == expected


def test_everybody_sees_their_own_profile(register):
    assert seen(register, register["unlisted"].user) == {"listed", "unlisted"}


def test_a_coordinator_of_yesterday_sees_what_their_other_role_shows(register):
    user = CoordinatorFactory(membership__ends_on="2024-02-01")
    before = seen(register, user)

    MembershipFactory(user=user, role=Role.POLICE_LEAD)

    assert (before, seen(register, User.objects.get(pk=user.pk))) == (set(), {"listed"})


def test_who_left_the_university_sees_no_profile_any_more(register):
    user = register["listed"].user
    user.memberships.update(ends_on="2024-02-01")

    assert seen(register, user) == set()


def test_matchable_leaves_out_who_asked_to_be_left_out():
    ResearcherFactory(is_matchable=False)
    willing = ResearcherFactory(shows_profile=0)

    assert list(Researcher.objects.matchable()) == [willing]


def test_the_primary_discipline_stands_first_whenever_it_was_added():
    person = ResearcherFactory(expertise=None)
    second = ExpertiseFactory(researcher=person, is_primary=False)
    first = ExpertiseFactory(researcher=person)

    assert list(person.expertise.all()) == [first, second]
    assert person.primary_discipline == first.discipline


def test_a_profile_may_do_without_a_primary_discipline():
    person = ResearcherFactory(expertise=None)
    ExpertiseFactory(researcher=person, is_primary=False)

    assert person.primary_discipline is None


def test_for_listing_reads_rows_in_three_queries_however_many(django_assert_num_queries):
    for person in ResearcherFactory.create_batch(3):
        person.approaches.add(ApproachFactory())

    with django_assert_num_queries(3):  # people, expertise, approaches
        for person in Researcher.objects.for_listing():
            (str(person.organisation), str(person.primary_discipline), [*person.approaches.all()])


def test_outputs_stand_newest_first():
    person = ResearcherFactory()
    for year in (2019, 2024, 2021):
        OutputFactory(researcher=person, year=year)

    assert [output.year for output in person.outputs.all()] == [2024, 2021, 2019]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: ResearcherFactory(title="Dr", user__name="Ada Marsh"), "Dr Ada Marsh"),
        (lambda: ResearcherFactory(title="", user__name="Ada Marsh"), "Ada Marsh"),
        (lambda: OutputFactory(title="Ledgers"), "Ledgers"),
        (lambda: ApproachFactory(name="Evaluation"), "Evaluation"),
        (lambda: ExpertiseFactory(discipline__name="Law"), "Law"),
        (lambda: ExpertiseFactory(discipline__name="Law").discipline, "Law"),
    ],
)
def test_things_say_what_they_are(make, expected):
    assert str(make()) == expected


def test_somebody_with_a_profile_cannot_be_deleted_in_silence():
    person = ResearcherFactory(user=PoliceLeadFactory())

    with pytest.raises(Exception, match="protected"):
        person.user.delete()
