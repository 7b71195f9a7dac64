"""Everybody on the register is asked each half year whether it is true; one link answers."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import outbox
from accounts.acting import acting_as
from accounts.models import AuditEvent, Mail
from researchers import jobs
from researchers.letters import confirm_link
from researchers.models import Researcher
from tests.factories import AcademicFactory, ResearcherFactory, StubFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
REGISTER = reverse("researchers:register")


def ask():
    """As beat and worker do: for nobody, as the role of the web server."""
    with acting_as(None):
        return jobs.ask_to_confirm()


@pytest.fixture
def _mails_on(settings):
    settings.MAIL_IS_ON = True


@pytest.fixture
def ada():
    return ResearcherFactory(user__name="Ada Academic", stale=True)


@pytest.fixture
def link(ada):
    """What Ada was sent just now."""
    ada.ask()
    return confirm_link(ada, asked_at=ada.asked_at)


def path_of(link):
    return link[link.index("/confirm/") :]


def confirmed(entry):
    return Researcher.objects.get(pk=entry.pk).confirmed_at


def said_in_trail(entry):
    return AuditEvent.objects.filter(action="profile.confirmed", target_id=str(entry.pk)).count()


@pytest.mark.usefixtures("_mails_on")
def test_only_stale_entries_that_stand_are_asked_about(ada):
    ResearcherFactory()
    ResearcherFactory(stale=True, sent_at=None)
    ResearcherFactory(stale=True, user__is_active=False)
    ResearcherFactory(stale=True, merged_into=ada)
    StubFactory(stale=True)

    assert ask() == 1
    assert [(mail.kind, mail.to, mail.about) for mail in Mail.objects.all()] == [
        ("confirm-entry", ada.user, ada.pk)
    ]


def test_nobody_is_asked_while_mails_are_off(ada):
    assert ask() == 0

    ada.refresh_from_db()
    assert (ada.asked_at, ada.asked_times, Mail.objects.count()) == (None, 0, 0)


@pytest.mark.usefixtures("_mails_on")
def test_who_does_not_answer_is_reminded_twice_and_then_left_alone(ada):
    begin = timezone.now()
    asked_on = []
    for day in range(0, 200, 5):
        with time_machine.travel(begin + day * DAY, tick=False):
            asked_on += [day] * ask()
            Mail.objects.all().drop()

    assert asked_on == [0, 35, 70]
    assert Researcher.objects.get().asked_times == 3


@pytest.mark.usefixtures("_mails_on")
def test_who_confirmed_is_asked_anew_half_a_year_later(ada):
    for _ in range(3):
        ada.ask()
    Researcher.objects.update(confirmed_at=timezone.now())
    assert ask() == 0

    with time_machine.travel(timezone.now() + 184 * DAY):
        assert ask() == 1

    assert Researcher.objects.get().asked_times == 1


@pytest.mark.usefixtures("_mails_on")
def test_few_are_asked_a_day_and_who_waits_longest_first(ada, monkeypatch):
    monkeypatch.setattr(jobs, "ASKED_A_DAY", 1)
    older = ResearcherFactory(confirmed_at=timezone.now() - 400 * DAY)

    assert [ask(), ask(), ask()] == [1, 1, 0]

    assert [mail.about for mail in Mail.objects.order_by("queued_at")] == [older.pk, ada.pk]


def test_the_database_refuses_a_count_without_a_day(ada):
    with pytest.raises(IntegrityError, match="asked_at_and_times"), transaction.atomic():
        Researcher.objects.update(asked_times=1)


def test_the_mail_is_marked_and_its_link_opens_the_page(ada, mail_server, client):
    ask()
    with acting_as(None):
        outbox.deliver(Mail.objects.get().pk)

    (to, body), *others = mail_server.taken
    words = body.replace("=\r\n", "").replace("=3D", "=")
    link = next(line for line in words.splitlines() if "/confirm/" in line).strip()
    assert (to, others) == ([ada.user.email], [])
    assert words.count("OFFICIAL") == 2
    assert ada.statement not in words
    assert client.get(path_of(link)).status_code == 200


@pytest.mark.parametrize(
    "change", [{"confirmed_at": timezone.now()}, {"sent_at": None}, {"asked_at": None}]
)
def test_a_mail_that_is_not_needed_any_more_is_not_sent(ada, mail_server, change):
    ask()
    Researcher.objects.update(**change, **({"asked_times": 0} if "asked_at" in change else {}))

    with acting_as(None):
        outbox.deliver(Mail.objects.get().pk)

    assert mail_server.taken == []
    assert Mail.objects.get().state == Mail.State.DROPPED


def test_looking_at_the_link_records_nothing_and_shows_no_more_than_a_card(ada, link, client):
    before = confirmed(ada)

    response = client.get(path_of(link))

    assert_well_made(response)
    words = response.content.decode()
    assert confirmed(ada) == before
    for shown in (str(ada), ada.organisation.name, ada.primary_discipline.name, "It is still true"):
        assert shown in words
    for hidden in (ada.statement, ada.user.email):
        assert hidden not in words


def test_one_press_without_signing_in_records_it_and_twice_is_once(ada, link):
    client = Client(enforce_csrf_checks=False)
    moments = []
    for _ in range(2):
        response = client.post(path_of(link), follow=True)
        assert response.redirect_chain == [(path_of(link), 302)]
        assert_well_made(response)
        assert "you said that your entry is true" in response.content.decode()
        moments.append(confirmed(ada))

    assert moments[0] == moments[1]
    assert timezone.now() - moments[0] < timedelta(minutes=1)
    assert said_in_trail(ada) == 1
    assert AuditEvent.objects.get(action="profile.confirmed").by == ada.user


def test_a_link_answers_only_what_was_asked_then(ada, link, client):
    """Half a year after it was used it says nothing for the next time."""
    client.post(path_of(link))
    with time_machine.travel(timezone.now() + 80 * DAY):
        client.post(path_of(link))

    assert said_in_trail(ada) == 1


def test_it_works_from_a_form_with_its_token_only(link):
    assert Client(enforce_csrf_checks=True).post(path_of(link)).status_code == 403


def test_a_link_ends_after_ninety_days_with_a_plain_page(ada, link, client):
    before = confirmed(ada)
    for days, status in ((89, 200), (92, 410)):
        with time_machine.travel(timezone.now() + days * DAY):
            response = client.get(path_of(link))
        assert response.status_code == status
    with time_machine.travel(timezone.now() + 92 * DAY):
        assert client.post(path_of(link)).status_code == 410

    assert_well_made(response)
    assert ada.name not in response.content.decode()
    assert confirmed(ada) == before


@pytest.mark.parametrize("change", [{"sent_at": None}, {"user__is_active": False}])
def test_a_link_of_somebody_who_left_names_nobody(ada, link, client, change):
    if "sent_at" in change:
        Researcher.objects.update(sent_at=None)
    else:
        type(ada.user).objects.filter(pk=ada.user.pk).update(is_active=False)

    response = client.get(path_of(link))

    assert response.status_code == 410
    assert ada.name not in response.content.decode()


def test_what_we_did_not_sign_for_this_opens_nothing(ada, link, client):
    path = path_of(link)
    other = signing.Signer(salt="empac.link.accounts:sign-up-link").sign(f"{ada.pk.hex}.1")
    for wrong in (f"{path[:-1]}_", path.replace(ada.pk.hex, "0" * 32), f"/confirm/{other}"):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong).status_code == 404


def test_change_it_leads_through_sign_in_to_the_entry(link, client):
    assert f'href="{REGISTER}"' in client.get(path_of(link)).content.decode()
    assert client.get(REGISTER).url.endswith(f"?next={REGISTER}")


def test_the_button_on_ones_own_entry_does_the_same(ada, sign_in):
    client = sign_in(ada.user)
    page = client.get(REGISTER)
    assert_well_made(page)
    assert "over half a year ago" in page.content.decode()

    for _ in range(2):
        response = client.post(reverse("researchers:confirm-own"), follow=True)
        assert response.redirect_chain == [(REGISTER, 302)]

    assert "Recorded: you said on" in response.content.decode()
    assert "over half a year ago" not in response.content.decode()
    assert not Researcher.objects.get().is_stale
    assert said_in_trail(ada) == 1
    assert (
        "Said to be still true" in client.get(reverse("researchers:own-history")).content.decode()
    )


def test_a_draft_has_no_such_button(sign_in):
    draft = ResearcherFactory(sent_at=None)
    for person in (draft.user, AcademicFactory()):
        client = sign_in(person)
        assert "It is still true" not in client.get(REGISTER).content.decode()
        assert client.post(reverse("researchers:confirm-own")).status_code == 404


def test_a_stale_entry_says_so_on_its_page_and_to_its_person_what_to_do(
    ada, sign_in, coordinator_client
):
    page = reverse("researchers:person", args=[ada.pk])
    own, theirs = (c.get(page).content.decode() for c in (sign_in(ada.user), coordinator_client))

    assert "Last confirmed 6 months ago" in own
    assert "Last confirmed 6 months ago" in theirs
    assert "Say that it is still true" in own
    assert "Say that it is still true" not in theirs
