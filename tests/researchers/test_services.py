from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent
from researchers import services
from tests.factories import ResearcherFactory

pytestmark = pytest.mark.django_db


def test_save_profile_keeps_what_was_changed_and_the_day():
    person = ResearcherFactory(updated_at=timezone.now() - timedelta(days=400))
    person.statement = "I count tills."

    services.save_profile(researcher=person, by=person.user)

    person.refresh_from_db()
    assert person.statement == "I count tills."
    assert timezone.now() - person.updated_at < timedelta(minutes=1)


def test_save_profile_writes_down_who_changed_it():
    person = ResearcherFactory()

    services.save_profile(researcher=person, by=person.user)

    event = AuditEvent.objects.get()
    assert (event.by, event.action, event.target_id) == (
        person.user,
        "profile.changed",
        str(person.pk),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"availability": "sometimes"},
        {"availability": "available", "available_from": date(2027, 1, 1)},
        {"availability_note": "x" * 201},
        {"name": ""},
    ],
)
def test_save_profile_keeps_nothing_that_breaks_a_rule(wrong):
    person = ResearcherFactory()
    before = person.updated_at
    for name, value in wrong.items():
        setattr(person, name, value)

    with pytest.raises(ValidationError):
        services.save_profile(researcher=person, by=person.user)

    person.refresh_from_db()
    assert person.updated_at == before
    assert not AuditEvent.objects.exists()
