"""Every mail is marked and says of itself that nobody wrote it, whoever sends it."""

import pytest
from django.core import mail as outbox

from accounts import mail
from accounts.markings import Marking
from tests.factories import UserFactory
from tests.house.measures import modules, name


@pytest.fixture
def person():
    return UserFactory.build(email="ann.other@force.example")


@pytest.mark.parametrize("marking", Marking)
def test_a_mail_bears_its_marking_at_the_top_and_at_the_bottom(person, marking):
    mail.send(subject="Come and see", words="There is something.\n", to=person, marking=marking)

    (sent,) = outbox.outbox
    lines = sent.body.splitlines()
    assert (lines[0], lines[-1]) == (marking.label, marking.label)
    assert "There is something." in lines
    assert (sent.subject, sent.to) == ("Come and see", ["ann.other@force.example"])
    assert sent.extra_headers == {"Auto-Submitted": "auto-generated"}


def test_a_mail_of_which_nothing_is_said_is_official(person):
    mail.send(subject="Come and see", words="There is something.", to=person)

    assert outbox.outbox[0].body.splitlines()[0] == "OFFICIAL"


def test_no_mail_goes_out_by_another_door():
    sending = [name(one) for one in modules() if "django.core.mail" in one.read_text("utf-8")]

    assert sending == ["accounts/mail.py"]
