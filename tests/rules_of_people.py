"""Each rule of the tables about people, broken once: for `tests/test_constraints.py`."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from researchers.models import Capacity, Delegate, Import, LensReading, Merge
from tests.factories import (
    AcademicFactory,
    AccessNeedsFactory,
    ApproachFactory,
    CoordinatorFactory,
    InterestFactory,
    InvitationFactory,
    MailFactory,
    MembershipFactory,
    OrganisationFactory,
    OutputFactory,
    ResearcherFactory,
    SignUpFactory,
    StubFactory,
    UserFactory,
)

NOW = timezone.now()
Act = Callable[[], Any]


def again(factory: Any, *names: str, **fields: Any) -> None:
    """Make a second thing that has these fields of the first."""
    first = factory(**fields)
    factory(**fields, **{name: getattr(first, name) for name in names})


def capacity(**fields: Any) -> Capacity:
    return Capacity.objects.create(**{"researcher": ResearcherFactory()} | fields)


def brought(**fields: Any) -> Import:
    """An import of works by their person."""
    researcher = ResearcherFactory()
    given = {"researcher": researcher, "by": researcher.user, "source": "ris", "digest": "0" * 64}
    return Import.objects.create(**given | fields)


def read(**fields: Any) -> LensReading:
    given = {"researcher": ResearcherFactory(), "approach": ApproachFactory(), "cue": "tills"}
    return LensReading.objects.create(**given | fields)


def delegate(**fields: Any) -> Delegate:
    """An assistant named by the person whose entry it is."""
    researcher = ResearcherFactory()
    given = {"researcher": researcher, "assistant": UserFactory(), "named_by": researcher.user}
    return Delegate.objects.create(**given | fields)


def merged(**fields: Any) -> Merge:
    given = {"kept": ResearcherFactory(), "gone": StubFactory(), "by": CoordinatorFactory()}
    return Merge.objects.create(**given | fields)


def part_of_itself() -> None:
    approach = ApproachFactory()
    approach.parent = approach
    approach.save()


def merged_into_itself() -> None:
    entry = ResearcherFactory()
    entry.merged_into = entry
    entry.save()


def with_oneself() -> None:
    entry = ResearcherFactory()
    merged(kept=entry, gone=entry)


def in_oneself() -> None:
    person = AcademicFactory()
    InterestFactory(person=person, other_person=person)


def confirmed_by_oneself() -> None:
    membership = MembershipFactory()
    membership.confirmed_by = membership.user
    membership.save()


OF_PEOPLE: dict[str, list[Act]] = {
    "membership_confirmed_by_another": [
        confirmed_by_oneself,
        lambda: MembershipFactory(
            role="academic", confirmed_at=None, confirmed_by=CoordinatorFactory()
        ),
    ],
    "membership_unconfirmed_is_academic": [
        lambda: MembershipFactory(confirmed_at=None),
        lambda: MembershipFactory(role="academic", confirmed_at=None, is_contact_point=True),
    ],
    "invitation_open_once": [
        lambda: again(InvitationFactory, "email", "organisation", "role"),
    ],
    "invitation_email_is_lower_case": [lambda: InvitationFactory(email="Ada@university.example")],
    "invitation_as_academic_or_police_lead": [lambda: InvitationFactory(role="coordinator")],
    "invitation_ends_after_it_begins": [lambda: InvitationFactory(made_at=NOW, expires_at=NOW)],
    "invitation_used_by_somebody": [
        lambda: InvitationFactory(used_at=NOW),
        lambda: InvitationFactory(used_by=UserFactory()),
        lambda: InvitationFactory(used_at=NOW, used_by=UserFactory(), revoked_at=NOW),
    ],
    "sign_up_email_is_lower_case": [lambda: SignUpFactory(email="Ada@elsewhere.example")],
    "mail_to_one_address": [
        lambda: MailFactory(to_address=""),
        lambda: MailFactory(to=UserFactory()),
    ],
    "mail_held_while_sending": [
        lambda: MailFactory(state="sending"),
        lambda: MailFactory(token=uuid4()),
    ],
    "mail_ended_or_not": [lambda: MailFactory(state="sent"), lambda: MailFactory(ended_at=NOW)],
    "mail_under_way_once_for_a_person": [
        lambda: again(MailFactory, "about", to=UserFactory(), to_address=""),
    ],
    "mail_under_way_once_for_an_address": [lambda: again(MailFactory, "about", "to_address")],
    "approach_ends_after_it_starts": [
        lambda: ApproachFactory(starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1))
    ],
    "approach_is_no_part_of_itself": [part_of_itself],
    "lens_reading_once_each": [lambda: again(read, "researcher", "approach")],
    "lens_reading_answered_at_some_time": [
        lambda: read(answer="kept"),
        lambda: read(answered_at=NOW),
    ],
    "researcher_stub_expires": [
        lambda: StubFactory(expires_on=None),
        lambda: StubFactory(sent_at=NOW),
        lambda: ResearcherFactory(expires_on=date(2099, 1, 1)),
    ],
    "researcher_not_merged_into_itself": [merged_into_itself],
    "researcher_asked_at_and_times": [
        lambda: ResearcherFactory(asked_at=NOW),
        lambda: ResearcherFactory(asked_times=1),
    ],
    "delegate_stands_once": [lambda: again(delegate, "researcher", "assistant")],
    "delegate_ended_by_somebody": [
        lambda: delegate(ended_at=NOW),
        lambda: delegate(ended_by=UserFactory()),
    ],
    "merge_of_two_entries": [with_oneself],
    "merge_undone_by_somebody": [
        lambda: merged(undone_at=NOW),
        lambda: merged(undone_by=CoordinatorFactory()),
    ],
    "merge_once_each": [lambda: again(merged, "gone")],
    "output_once_per_doi": [lambda: again(OutputFactory, "researcher", doi="10.1000/1")],
    "output_pinned_or_set_aside": [lambda: OutputFactory(pinned_at=NOW, set_aside_at=NOW)],
    "capacity_of_a_fair_size": [lambda: capacity(engagements_per_term=21)],
    "capacity_of_fair_hours": [lambda: capacity(hours_per_month=161)],
    "import_once_per_submission": [lambda: again(brought, "by", "submission")],
    "import_of_works_or_of_people": [
        lambda: brought(researcher=None),
        lambda: brought(source="people"),
        lambda: brought(source="people", organisation=OrganisationFactory()),
    ],
    "import_state_has_its_times": [
        lambda: brought(saved_at=NOW),
        lambda: brought(state="saved"),
        lambda: brought(state="undone", undone_at=NOW),
        lambda: brought(state="saved", saved_at=NOW, undone_at=NOW),
    ],
    "access_needs_say_something": [lambda: AccessNeedsFactory(access="", diet="")],
    "interest_in_somebody": [
        lambda: InterestFactory(other_person=None, organisation=None, other_name="")
    ],
    "interest_not_in_oneself": [in_oneself],
    "interest_once_per_submission": [
        lambda: again(InterestFactory, "person", "submission", other_name="A cousin")
    ],
}
UNIQUE_OF_PEOPLE: dict[str, Act] = {
    "accounts.SignUp.submission": lambda: again(SignUpFactory, "submission"),
    "accounts.SignUp.used_by": lambda: again(SignUpFactory, used_by=UserFactory()),
    "researchers.Capacity.researcher": lambda: again(capacity, "researcher"),
    "researchers.AccessNeeds.person": lambda: again(AccessNeedsFactory, "person"),
}
