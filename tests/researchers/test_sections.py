"""The rule on who sees which section, over every combination, and its form for many rows."""

from itertools import pairwise, product

import pytest
from django.contrib.auth.models import AnonymousUser

from researchers.models import Researcher
from researchers.sections import Reader, Section, shown
from tests.factories import (
    AcademicFactory,
    CoordinatorFactory,
    PoliceLeadFactory,
    ResearcherFactory,
)

LEVELS = (0, 1, 2)


@pytest.mark.parametrize(("profile", "evidence"), list(product(LEVELS, LEVELS)))
def test_a_section_reaches_as_far_as_its_level_and_never_past_the_profile(profile, evidence):
    levels = {Section.PROFILE: profile, Section.EVIDENCE: evidence}

    seen = {reader: Section.EVIDENCE in shown(levels, reader) for reader in Reader}

    assert seen == {
        Reader.SELF: True,
        Reader.COORDINATOR: True,
        Reader.MEMBER: profile >= 1 and evidence >= 1,
        Reader.ANYBODY: profile == evidence == 2,
    }


def test_whoever_stands_nearer_is_shown_no_less():
    for combination in product(LEVELS, repeat=4):
        levels = dict(zip(Section, combination, strict=True))
        seen = [shown(levels, reader) for reader in sorted(Reader)]

        assert all(wide <= near for near, wide in pairwise(seen))


@pytest.mark.django_db
def test_each_reader_sees_of_a_row_what_the_rule_says_and_the_query_agrees():
    entry = ResearcherFactory()
    readers = {
        "self": (entry.user, Reader.SELF),
        "coordinator": (CoordinatorFactory(), Reader.COORDINATOR),
        "member": (PoliceLeadFactory(), Reader.MEMBER),
        "unconfirmed": (AcademicFactory(membership__confirmed_at=None), Reader.ANYBODY),
    }
    for combination in product(LEVELS, repeat=4):
        levels = dict(zip(Section, combination, strict=True))
        Researcher.objects.filter(pk=entry.pk).update(
            **{f"shows_{section}": level for section, level in levels.items()}
        )
        now = Researcher.objects.get(pk=entry.pk)
        for user, reader in readers.values():
            by_rule = shown(levels, reader)
            assert now.seen_by(user).shown == by_rule
            assert {
                section
                for section in Section
                if Researcher.objects.showing(section, user).filter(pk=entry.pk).exists()
            } == by_rule
        assert now.seen_by(AnonymousUser()).shown == shown(levels, Reader.ANYBODY)


@pytest.mark.django_db
def test_nobody_who_is_not_signed_in_is_taken_for_the_person_of_a_stub():
    stub = Researcher(name="Nia", organisation=ResearcherFactory().organisation)

    assert not stub.shows(Section.CONTACT, AnonymousUser())


@pytest.mark.django_db
def test_whom_nobody_has_confirmed_sees_what_anybody_sees_and_their_own():
    unconfirmed = AcademicFactory(membership__confirmed_at=None)
    own = ResearcherFactory(user=unconfirmed, shows_profile=0)
    public = ResearcherFactory(shows_profile=2)
    ResearcherFactory(shows_profile=1)

    assert set(Researcher.objects.visible_to(unconfirmed)) == {own, public}
