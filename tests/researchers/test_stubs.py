"""Entries that somebody began for others go in time, with every word that is kept of them."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.models import AuditEvent
from researchers.jobs import expire_stubs
from researchers.models import Output, Researcher
from researchers.services import merging
from researchers.tasks import expire_stubs as task
from tests.factories import CoordinatorFactory, OutputFactory, ResearcherFactory, StubFactory
from tests.roles import as_web_role

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


def words_in_histories():
    """All that histories of entries and evidence hold in words of people."""
    return [
        word
        for model in ("ResearcherEvent", "OutputEvent")
        for row in apps.get_model("researchers", model).objects.values()
        for name, word in row.items()
        if isinstance(word, str) and not name.startswith("pgh_")
    ]


def test_a_stub_goes_the_day_after_it_expires_with_evidence_and_words():
    late = StubFactory(name="Lou Late", expires_on=YESTERDAY)
    OutputFactory(researcher=late, title="Late ledgers")
    still = StubFactory(name="Sam Still", expires_on=timezone.localdate())

    with as_web_role():
        assert expire_stubs() == 1

    assert [*Researcher.objects.all()] == [still]
    assert not Output.objects.exists()
    said = " ".join(words_in_histories())
    assert "Sam Still" in said
    assert "Lou" not in said
    assert "ledgers" not in said
    assert late.stub_email not in said
    event = AuditEvent.objects.get(action="profile.expired")
    assert (event.by, event.target_id) == (None, str(late.pk))


def test_it_may_run_twice_and_leaves_people_alone():
    StubFactory(expires_on=YESTERDAY)
    person = ResearcherFactory()
    task()
    task()
    assert [*Researcher.objects.all()] == [person]
    assert AuditEvent.objects.filter(action="profile.expired").count() == 1


def test_what_was_merged_goes_with_the_entry_that_it_went_into_and_not_without_it():
    coordinator, person = CoordinatorFactory(), ResearcherFactory()
    kept, gone = StubFactory(expires_on=YESTERDAY), StubFactory(expires_on=YESTERDAY)
    taken = StubFactory(expires_on=YESTERDAY)
    parted = StubFactory(expires_on=YESTERDAY)
    merging.merge(kept=kept, gone=gone, by=coordinator)
    merging.merge(kept=person, gone=taken, by=coordinator)
    once = merging.merge(kept=person, gone=parted, by=coordinator)
    merging.undo_merge(merge=once, by=coordinator)

    assert expire_stubs() == 3

    assert {*Researcher.objects.values_list("pk", flat=True)} == {person.pk, taken.pk}
