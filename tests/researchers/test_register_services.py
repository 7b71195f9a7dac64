from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.permissions import Role
from researchers.models import Capacity, LensReading, Researcher
from researchers.services import register
from tests.factories import (
    AcademicFactory,
    ApproachFactory,
    DisciplineFactory,
    ExpertiseFactory,
    MembershipFactory,
    OutputFactory,
    ResearcherFactory,
    UniversityFactory,
)

pytestmark = pytest.mark.django_db


def save_expertise(entry, *, disciplines=(None,), approaches=(), looked_at=()):
    return register.save_expertise(
        entry=entry,
        disciplines=disciplines,
        approaches=approaches,
        looked_at=looked_at,
        by=entry.user,
    )


def answers(entry):
    return dict(entry.lens_readings.values_list("approach__slug", "answer"))


def test_a_step_keeps_what_was_changed_confirms_the_entry_and_leaves_the_rest():
    old = timezone.now() - timedelta(days=400)
    entry = ResearcherFactory(updated_at=old, confirmed_at=old)
    before = entry.statement
    entry.post, entry.statement = "Reader in retail", "Not of this step."

    register.save_about(entry=entry, by=entry.user)

    entry.refresh_from_db()
    assert (entry.post, entry.statement) == ("Reader in retail", before)
    assert entry.updated_at == entry.confirmed_at > old


def test_a_step_is_written_down_with_who_saved_it():
    entry = ResearcherFactory()

    register.save_about(entry=entry, by=entry.user)

    event = AuditEvent.objects.get()
    assert (event.by, event.action, event.target_id, event.reason) == (
        entry.user,
        "profile.changed",
        str(entry.pk),
        "About you",
    )


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "wizard"}, {"name": ""}, {"orcid": "12"}, {"post": "x" * 121}],
)
def test_nothing_is_kept_that_breaks_a_rule(wrong):
    entry = ResearcherFactory()
    before = entry.updated_at
    for name, value in wrong.items():
        setattr(entry, name, value)

    with pytest.raises(ValidationError):
        register.save_about(entry=entry, by=entry.user)

    entry.refresh_from_db()
    assert entry.updated_at == before
    assert not AuditEvent.objects.exists()


def test_two_first_saves_at_once_are_one_draft():
    newcomer = AcademicFactory()
    first, second = register.own_entry(newcomer), register.own_entry(newcomer)
    second.post = "The one that came second"

    for entry in (first, second):
        register.save_about(entry=entry, by=newcomer)

    entry = Researcher.objects.get(user=newcomer)
    assert (entry.post, entry.is_draft) == ("The one that came second", True)


def test_an_entry_follows_its_person_to_their_body_of_today():
    moved, stays = ResearcherFactory(), ResearcherFactory()
    moved.user.memberships.update(ends_on="2024-02-01")
    to = MembershipFactory(user=moved.user, role=Role.ACADEMIC).organisation
    MembershipFactory(user=stays.user, role=Role.ACADEMIC)

    entry = register.own_entry(moved.user)
    register.save_about(entry=entry, by=moved.user)

    assert Researcher.objects.get(pk=moved.pk).organisation == to
    assert register.own_entry(stays.user).organisation == stays.organisation


def test_who_is_no_researcher_has_no_entry(lead):
    with pytest.raises(ValidationError, match="Only a researcher"):
        register.own_entry(lead)


def test_disciplines_change_one_by_one_and_the_first_is_the_main_one():
    law, art, maps = (DisciplineFactory(name=name) for name in ("Law", "Art", "Maps"))
    entry = ResearcherFactory(expertise=None)
    kept = ExpertiseFactory(researcher=entry, discipline=law)
    ExpertiseFactory(researcher=entry, discipline=art, is_primary=False)

    save_expertise(entry, disciplines=[maps, law])

    assert [(e.discipline, e.is_primary) for e in entry.expertise.all()] == [
        (maps, True),
        (law, False),
    ]
    assert entry.expertise.get(discipline=law).pk == kept.pk
    assert AuditEvent.objects.get(action="profile.changed").reason == (
        "Expertise. Discipline added: Maps. Discipline removed: Art"
    )


def test_two_disciplines_change_places():
    law, art = DisciplineFactory(name="Law"), DisciplineFactory(name="Art")
    entry = ResearcherFactory(expertise=None)
    save_expertise(entry, disciplines=[law, art])

    save_expertise(entry, disciplines=[art, law])

    assert Researcher.objects.get(pk=entry.pk).primary_discipline == art
    assert AuditEvent.objects.first().reason == "Expertise. Main discipline: Art"


def test_a_person_may_go_without_a_main_discipline():
    entry = ResearcherFactory()

    save_expertise(entry, disciplines=[None])

    assert not entry.expertise.exists()


@pytest.fixture
def networks():
    return ApproachFactory(slug="networks", name="Networks", cues="network\nnetworks of firms")


def test_what_the_text_suggests_is_kept_open_with_its_words(networks):
    entry = ResearcherFactory(statement="I map networks of firms.")

    new = save_expertise(entry)

    assert [(r.approach, r.cue, r.answer) for r in new] == [(networks, "networks of firms", "open")]
    assert save_expertise(entry) == []
    assert not entry.approaches.exists()


def test_a_suggestion_is_kept_or_removed_and_never_made_again(networks):
    tills = ApproachFactory(slug="tills", cues="till")
    entry = ResearcherFactory(statement="Networks of tills.")
    save_expertise(entry)

    new = save_expertise(entry, approaches=[networks], looked_at=["networks", "tills"])

    assert (new, answers(entry)) == ([], {"networks": "kept", "tills": "removed"})
    assert list(entry.approaches.all()) == [networks]
    entry.statement = "Many more tills."
    assert save_expertise(entry, approaches=[networks]) == []
    assert tills not in entry.approaches.all()


def test_a_suggestion_that_the_page_did_not_show_stays_open(networks):
    entry = ResearcherFactory(statement="Networks.")
    save_expertise(entry)

    save_expertise(entry, looked_at=[])

    assert answers(entry) == {"networks": "open"}


def test_a_later_change_of_mind_is_kept(networks):
    entry = ResearcherFactory(statement="Networks.")
    save_expertise(entry)
    save_expertise(entry, approaches=[networks], looked_at=["networks"])

    save_expertise(entry, approaches=[])
    after_removal = answers(entry)
    save_expertise(entry, approaches=[networks])

    assert (after_removal, answers(entry)) == ({"networks": "removed"}, {"networks": "kept"})


def test_what_somebody_has_or_what_has_ended_is_not_suggested(networks):
    ApproachFactory(cues="network", ends_on="2024-01-01")
    entry = ResearcherFactory(statement="Networks.")

    assert save_expertise(entry, approaches=[networks]) == []


def test_no_more_than_six_suggestions_wait_at_once():
    for place in range(8):
        ApproachFactory(slug=f"a{place}", cues=f"word{place}")
    entry = ResearcherFactory(statement=" ".join(f"word{place}" for place in range(8)))

    first = save_expertise(entry)
    second = save_expertise(entry, looked_at=[r.approach.slug for r in first[:1]])

    assert [r.approach.slug for r in first] == [f"a{place}" for place in range(6)]
    assert [r.approach.slug for r in second] == ["a6"]


def test_who_answered_when_is_in_the_row(networks):
    entry = ResearcherFactory(statement="Networks.")
    save_expertise(entry)

    save_expertise(entry, looked_at=["networks"])

    assert LensReading.objects.get().answered_at is not None


def test_availability_and_capacity_are_one_act():
    entry = ResearcherFactory(availability="limited", available_from=date(2099, 1, 1))
    given = {"engagements_per_term": 2, "formats": ["workshop"], "half_days": ["mon-am"]}

    for _ in range(2):
        register.save_availability(entry=entry, capacity=given, by=entry.user)

    capacity = Capacity.objects.get(researcher=entry)
    assert (capacity.engagements_per_term, capacity.format_labels, capacity.weekdays) == (
        2,
        ["Take part in a workshop"],
        "Monday morning",
    )


def test_a_capacity_that_breaks_a_rule_leaves_the_availability_too():
    entry = ResearcherFactory()
    entry.availability = "unavailable"

    with pytest.raises(ValidationError):
        register.save_availability(
            entry=entry, capacity={"engagements_per_term": 21}, by=entry.user
        )

    assert Researcher.objects.get(pk=entry.pk).availability == "available"


def test_a_draft_is_sent_once():
    entry = ResearcherFactory(sent_at=None)

    first = register.send(entry=entry, by=entry.user).sent_at
    second = register.send(entry=Researcher.objects.get(pk=entry.pk), by=entry.user).sent_at

    assert first == second == Researcher.objects.get(pk=entry.pk).sent_at
    assert AuditEvent.objects.filter(action="profile.sent").count() == 1


@pytest.mark.parametrize("lack", [{"expertise": None}, {"statement": "", "topics": ""}])
def test_what_lacks_a_discipline_or_words_is_not_sent(lack):
    entry = ResearcherFactory(sent_at=None, **lack)

    with pytest.raises(ValidationError, match="Give "):
        register.send(entry=entry, by=entry.user)

    assert Researcher.objects.get(pk=entry.pk).is_draft


def test_held_by_counts_what_still_stands():
    entry = ResearcherFactory(organisation=UniversityFactory())
    OutputFactory(researcher=entry, title="Told")
    OutputFactory(researcher=entry, title="Untold", abstract=" ")
    OutputFactory(researcher=entry, set_aside_at=timezone.now())

    held = register.held_by(entry)

    assert {piece.title: piece.is_told for piece in held.evidence} == {
        "Told": True,
        "Untold": False,
    }
    assert (held.has_discipline, held.has_approach, held.has_capacity) == (True, False, False)
