"""How often a password may be guessed."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import attempts, tasks
from accounts.models import SignInCount
from tests.answers import words_of
from tests.factories import PASSWORD, UserFactory
from tests.html_rules import assert_well_made
from tests.matching.scenes import at_once

pytestmark = pytest.mark.django_db


def enter(email, password="six ducks on a pond", address="10.0.0.1", **headers):
    form = {"username": email, "password": password}
    return Client(REMOTE_ADDR=address, **headers).post("/", form)


def tries(count, email="sam@force.example", **more):
    return [enter(email, **more).status_code for _ in range(count)]


@pytest.fixture
def sam():
    return UserFactory(email="sam@force.example")


def test_after_five_wrong_tries_the_right_password_opens_nothing(sam):
    assert tries(6) == [422] * 5 + [429]

    response = enter(sam.email, PASSWORD, address="10.0.0.2")

    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert_well_made(response)
    assert "Too many wrong tries. Wait five minutes" in response.content.decode()
    assert b'value="sam@force.example"' in response.content


def test_the_door_opens_again_after_five_minutes(sam):
    tries(6)

    with time_machine.travel(timezone.now() + attempts.PAUSE + timedelta(seconds=1)):
        assert enter(sam.email, PASSWORD).status_code == 302


def test_tries_while_the_door_is_closed_do_not_keep_it_closed(sam):
    start = timezone.now()
    tries(5)
    with time_machine.travel(start + timedelta(minutes=4)):
        assert tries(3) == [429] * 3

    with time_machine.travel(start + attempts.PAUSE + timedelta(seconds=30)):
        assert enter(sam.email, PASSWORD).status_code == 302


def test_another_account_is_not_held_up(sam):
    tries(6)

    assert enter(UserFactory().email, PASSWORD).status_code == 302


def test_the_right_password_lets_an_account_start_afresh(sam):
    tries(4)
    enter(sam.email, PASSWORD)

    assert tries(6) == [422] * 5 + [429]


def test_after_twenty_wrong_tries_from_an_address_nobody_gets_in_from_there(sam):
    guesses = [enter(f"{n}@force.example").status_code for n in range(21)]

    assert guesses == [422] * 20 + [429]
    assert enter(sam.email, PASSWORD).status_code == 429
    assert enter(sam.email, PASSWORD, address="10.0.0.2").status_code == 302


def test_right_passwords_from_one_address_are_not_counted(sam):
    assert [enter(sam.email, PASSWORD).status_code for _ in range(25)] == [302] * 25
    assert SignInCount.objects.filter(failures__gt=0).count() == 0


def test_an_unknown_address_gets_the_same_answers_as_a_known_one(sam):
    known, unknown = (
        [enter(email) for _ in range(6)] for email in (sam.email, "nobody@force.example")
    )

    answers = [
        [(r.status_code, words_of(r, sam.email, "nobody@force.example")) for r in responses]
        for responses in (known, unknown)
    ]
    assert answers[0] == answers[1]


def test_no_password_is_looked_at_while_the_door_is_closed(sam, monkeypatch):
    work = []
    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *a, **k: work.append(1) or real(*a, **k)
    )

    done = []
    for email in (sam.email, "nobody@force.example"):
        work.clear()
        tries(7, email=email)
        done.append(len(work))

    assert done == [5, 5]


def test_capitals_make_no_other_account(sam):
    tries(3)

    assert tries(3, email=" SAM@Force.Example ") == [422, 422, 429]


def test_what_is_missing_is_no_try(sam):
    assert tries(8, password="") == [422] * 8
    assert not SignInCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_one_moment_five_get_through(sam):
    answers = at_once(*[lambda: enter(sam.email).status_code] * 9)

    assert sorted(answers) == [422] * 5 + [429] * 4


def test_the_counts_tell_nobody_who_tried_and_from_where(sam):
    enter(sam.email)

    stored = " ".join(count.key for count in SignInCount.objects.all())
    assert len(stored) == 64 + 1 + 64
    assert "sam" not in stored


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "10.0.0.1"),
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "made.up, 1.2.3.4", "1.2.3.4"),
        (2, "made.up, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
    ],
)
def test_an_address_is_what_our_own_proxies_saw(rf, settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    assert attempts.address_of(rf.get("/", REMOTE_ADDR="10.0.0.1", **more)) == expected


def test_tidy_takes_away_what_has_ended_and_leaves_the_rest(sam):
    day = timedelta(days=1)
    for key, expires in {"over": -day, "going on": day}.items():
        Session.objects.create(session_key=key, expire_date=timezone.now() + expires)
    SignInCount.objects.create(key="over", since=timezone.now() - day)
    SignInCount.objects.create(key="going on")

    tasks.tidy()

    assert [session.pk for session in Session.objects.all()] == ["going on"]
    assert [count.pk for count in SignInCount.objects.all()] == ["going on"]


def test_the_scheduler_tidies_every_day(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["tidy"]

    assert entry["task"] == tasks.tidy.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({3}, {17})
