"""Asking people in, and coming in when asked."""

import email
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import letters, links, services, tasks
from accounts.acting import acting_as
from accounts.models import AuditEvent, Invitation, Mail, Membership, User
from accounts.permissions import Role
from tests.answers import words_of
from tests.factories import (
    PASSWORD,
    AcademicFactory,
    ContactPointFactory,
    CoordinatorFactory,
    InvitationFactory,
    OrganisationFactory,
    UniversityFactory,
    UserFactory,
)
from tests.html_rules import assert_well_made
from tests.matching.scenes import at_once

pytestmark = pytest.mark.django_db

NEW = "three lamps by the canal"
ADA = {"name": "Ada Quill", "email": "Ada@Derby.example", "role": "academic"}


@pytest.fixture
def derby():
    return UniversityFactory(slug="derby", name="University of Derby")


@pytest.fixture
def page(derby):
    return reverse("accounts:invite", args=[derby.slug])


@pytest.fixture
def invitation(derby, coordinator):
    return InvitationFactory(
        email="ada@derby.example", name="Ada Quill", organisation=derby, by=coordinator
    )


def path(invitation):
    return letters.invitation_link(invitation).removeprefix("http://localhost:8000")


def take_up(invitation, client=None, password=NEW, name="Ada Quill"):
    return (client or Client()).post(path(invitation), {"name": name, "password": password})


def home_of(role):
    """Where somebody is led who has just come in."""
    try:
        return reverse("researchers:register") if role == Role.ACADEMIC else "/home"
    except NoReverseMatch:
        return "/home"


def test_a_coordinator_asks_somebody_into_any_organisation(page, derby, coordinator_client):
    assert_well_made(coordinator_client.get(page))

    answer = coordinator_client.post(page, ADA)

    invitation = Invitation.objects.get()
    assert (answer.status_code, answer.url) == (302, page)
    assert (invitation.email, invitation.organisation) == ("ada@derby.example", derby)
    assert invitation.expires_at - invitation.made_at > timedelta(days=29)
    mail = Mail.objects.get()
    assert (mail.kind, mail.to_address, mail.about) == (
        "invitation",
        "ada@derby.example",
        invitation.pk,
    )
    assert AuditEvent.objects.filter(action="invitation.made", by=invitation.by).count() == 1


def test_a_contact_point_asks_people_into_their_own_organisation_alone(page, sign_in):
    point = ContactPointFactory()
    (membership,) = point.current_memberships
    own = reverse("accounts:invite", args=[membership.organisation.slug])
    client = sign_in(point)

    assert client.post(own, ADA | {"role": "police-lead"}).status_code == 302
    assert client.get(page).status_code == 404
    assert client.post(page, ADA).status_code == 404
    assert [one.organisation for one in Invitation.objects.all()] == [membership.organisation]


@pytest.mark.parametrize("who", ["academic_client", "lead_client", "auditor_client"])
def test_nobody_else_asks_anybody_in(page, who, request):
    client = request.getfixturevalue(who)

    assert client.get(page).status_code == 404
    assert client.post(page, ADA).status_code == 404
    assert not Invitation.objects.exists()


def test_nobody_is_asked_into_an_organisation_that_has_left(coordinator_client):
    yesterday = timezone.localdate() - timedelta(days=1)
    gone = OrganisationFactory(left_on=yesterday)

    assert coordinator_client.get(reverse("accounts:invite", args=[gone.slug])).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Enter their name"),
        ("email", "ada at derby", "Enter an email address in the correct format"),
        ("role", "coordinator", "They come in as must be one of those on the list"),
        ("name", "Ada\0", "Null characters are not allowed"),
    ],
)
def test_bad_input_is_explained_and_kept(page, coordinator_client, field, typed, said):
    answer = coordinator_client.post(page, ADA | {field: typed})

    assert answer.status_code == 422
    assert_well_made(answer)
    assert said in answer.content.decode()
    assert (ADA | {field: typed})["email"] in answer.content.decode()
    assert not Invitation.objects.exists()


def test_nobody_invites_themselves(page, coordinator, coordinator_client):
    answer = coordinator_client.post(page, ADA | {"email": coordinator.email.upper()})

    assert answer.status_code == 422
    assert "this one is yours" in answer.content.decode()


def test_two_clicks_make_one_invitation_and_one_mail(page, coordinator_client):
    for _ in range(2):
        assert coordinator_client.post(page, ADA).status_code == 302

    assert (Invitation.objects.count(), Mail.objects.count()) == (1, 1)


def test_the_database_keeps_one_open_invitation_for_each_address_and_role(invitation):
    same = {"email": invitation.email, "organisation": invitation.organisation}

    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(**same)
    InvitationFactory(**same, role=Role.POLICE_LEAD)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VERIFIER, Role.AUDITOR])
def test_the_database_lets_nobody_be_invited_as_more(role):
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(role=role)


def test_where_mails_are_off_the_inviter_alone_is_shown_the_link(
    page, invitation, coordinator_client, sign_in
):
    link = letters.invitation_link(invitation)

    assert link in coordinator_client.get(page).content.decode()
    other = sign_in(CoordinatorFactory()).get(page).content.decode()
    assert invitation.email in other
    assert link not in other
    assert link not in coordinator_client.get(f"{page}?format=csv").content.decode()


def test_where_mails_are_on_nobody_is_shown_the_link(
    page, invitation, coordinator_client, settings
):
    settings.MAIL_IS_ON = True

    assert letters.invitation_link(invitation) not in coordinator_client.get(page).content.decode()


def test_the_mail_carries_the_link(invitation, mail_server):
    services.send_again(invitation=invitation, by=invitation.by)
    with acting_as(None):
        tasks.deliver(str(Mail.objects.get().pk))

    ((to, raw),) = mail_server.taken
    message = email.message_from_string(raw)
    words = message.get_payload(decode=True).decode()
    assert (to, message["Subject"]) == (
        ["ada@derby.example"],
        "Cora Coordinator invites you to EMPAC Connect",
    )
    assert "as researcher of University of Derby" in words
    (link,) = re.findall(r"https://connect\.example\.org(/i/\S+)", words)
    assert_well_made(Client().get(link))


def test_a_get_shows_and_decides_nothing(invitation):
    answer = Client().get(path(invitation))

    assert answer.status_code == 200
    assert_well_made(answer)
    assert "Cora Coordinator invites Ada Quill" in words_of(answer)
    assert not User.objects.filter(email=invitation.email).exists()


def test_a_name_and_a_password_let_an_invited_person_in(invitation):
    client = Client()

    answer = take_up(invitation, client, name="Dr Ada Quill")

    ada = User.objects.get(email="ada@derby.example")
    (membership,) = ada.current_memberships
    invitation.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, home_of(Role.ACADEMIC))
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert (ada.name, ada.check_password(NEW), ada.is_confirmed) == ("Dr Ada Quill", True, True)
    assert (membership.role, membership.confirmed_by) == (Role.ACADEMIC, invitation.by)
    assert (membership.organisation, invitation.used_by) == (invitation.organisation, ada)
    assert client.get("/home").status_code == 200


def test_a_police_lead_is_led_home(derby):
    invitation = InvitationFactory(role=Role.POLICE_LEAD)

    assert take_up(invitation).url == "/home"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "short"}, "at least 15 characters"),
        ({"password": ""}, "Choose a password"),
        ({"name": ""}, "Enter your name"),
        ({"name": "A" * 121}, "Your name must be 120 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(invitation, typed, said):
    answer = take_up(invitation, **typed)

    assert answer.status_code == 422
    assert_well_made(answer)
    assert said in answer.content.decode()
    assert not User.objects.filter(email=invitation.email).exists()


def test_a_second_click_leads_to_where_the_first_one_did(invitation):
    client = Client()
    take_up(invitation, client)

    answer = take_up(invitation, Client(cookies=client.cookies))

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").url == "/home"
    assert User.objects.filter(email=invitation.email).count() == 1


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("used", "It has been taken up."),
        ("revoked", "It was taken back."),
        ("over", "Its time ran out"),
    ],
)
def test_a_link_that_is_over_opens_nothing_and_says_why(invitation, state, said):
    link = path(invitation)
    if state == "used":
        take_up(invitation)
    elif state == "revoked":
        services.take_back(invitation=invitation, by=invitation.by)
    later = timezone.now() + timedelta(days=31 if state == "over" else 0)

    with time_machine.travel(later):
        answer = Client().get(link)
        sent = Client().post(link, {"name": "Eve", "password": NEW})

    assert answer.status_code == 410
    assert_well_made(answer)
    assert said in words_of(answer)
    assert sent.status_code == (302 if state == "used" else 410)
    assert not User.objects.filter(name="Eve").exists()


def test_a_link_that_we_did_not_sign_for_this_is_not_there(invitation):
    value = f"{invitation.pk.hex}.1"
    good = path(invitation).removeprefix("/i/")
    forged = [
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.replace(invitation.pk.hex, InvitationFactory().pk.hex),
        good.replace(".1:", ".2:"),
        value,
        signing.Signer().sign(value),
        links.link("accounts:sign-up-link", invitation.pk).rpartition("/")[2],
        "x",
        "\u00e9:\u00e9",
    ]

    for signed in forged:
        address = reverse("accounts:invitation", args=[signed])
        assert Client().get(address).status_code == 404, signed
        assert Client().post(address, {"name": "Eve", "password": NEW}).status_code == 404
    assert not User.objects.filter(name="Eve").exists()


def test_who_has_an_account_signs_in_and_accepts(invitation):
    ada = AcademicFactory(email="ada@derby.example")
    client = Client()
    link = path(invitation)

    asked = client.get(link)
    client.post("/", {"username": ada.email, "password": PASSWORD})
    shown = client.get(link)
    answer = client.post(link)

    assert_well_made(asked)
    assert f"/?next={link.replace(':', '%3A')}" in asked.content.decode()
    assert_well_made(shown)
    assert (answer.status_code, answer.url) == (302, home_of(Role.ACADEMIC))
    roles = {(m.organisation, m.role) for m in Membership.objects.filter(user=ada)}
    assert (invitation.organisation, Role.ACADEMIC) in roles
    assert len(roles) == 2
    assert ada.check_password(PASSWORD)


def test_a_password_sent_to_the_link_of_somebody_with_an_account_changes_nothing(invitation):
    ada = UserFactory(email="ada@derby.example")

    answer = take_up(invitation)

    ada.refresh_from_db()
    assert answer.status_code == 200
    assert "Sign in, and this page lets you accept" in words_of(answer)
    assert ada.check_password(PASSWORD)
    assert not ada.memberships.exists()


def test_nobody_takes_up_what_was_sent_to_somebody_else(invitation, coordinator_client):
    link = path(invitation)

    shown, sent = coordinator_client.get(link), coordinator_client.post(link)

    assert (shown.status_code, sent.status_code) == (200, 403)
    assert_well_made(shown)
    assert "this invitation went to another address" in words_of(shown)
    with pytest.raises(ValidationError):
        services.accept(invitation=invitation, by=UserFactory())
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_an_invitation_confirms_whoever_waited(invitation):
    ada = UserFactory(email="ada@derby.example")
    waits = Membership.objects.create(
        user=ada, organisation=invitation.organisation, role=Role.ACADEMIC, confirmed_at=None
    )

    services.accept(invitation=invitation, by=ada)

    waits.refresh_from_db()
    assert waits.confirmed_by == invitation.by
    assert ada.memberships.count() == 1


def test_sent_again_it_keeps_its_link_and_one_that_ran_out_gets_another(
    invitation, coordinator_client
):
    first = path(invitation)
    again = reverse("accounts:invitation-send-again", args=[invitation.pk])
    for _ in range(2):
        coordinator_client.post(again)
    invitation.refresh_from_db()
    assert (path(invitation), Mail.objects.count()) == (first, 1)

    Invitation.objects.update(
        made_at=timezone.now() - timedelta(days=40), expires_at=timezone.now()
    )
    answer = coordinator_client.post(again)

    invitation.refresh_from_db()
    assert answer.url == reverse("accounts:invite", args=[invitation.organisation.slug])
    assert invitation.is_open
    assert Client().get(first).status_code == 404
    assert Client().get(path(invitation)).status_code == 200


def test_inviting_anew_whose_invitation_ran_out_begins_it_anew(page, coordinator_client, derby):
    old = InvitationFactory(over=True, email="ada@derby.example", organisation=derby)

    coordinator_client.post(page, ADA)

    old.refresh_from_db()
    assert (old.is_open, old.version, Invitation.objects.count()) == (True, 2, 1)
    assert Mail.objects.count() == 1


def test_taken_back_its_mail_does_not_go_out(page, invitation, coordinator_client, mail_server):
    coordinator_client.post(reverse("accounts:invitation-send-again", args=[invitation.pk]))
    back = reverse("accounts:invitation-take-back", args=[invitation.pk])
    answers = [coordinator_client.post(back) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Mail.objects.get().state == Mail.State.DROPPED
    assert invitation.email not in coordinator_client.get(page).content.decode()


@pytest.mark.parametrize("act", ["send-again", "take-back"])
def test_whoever_does_not_speak_for_the_organisation_finds_no_invitation(
    invitation, act, sign_in, lead_client
):
    address = reverse(f"accounts:invitation-{act}", args=[invitation.pk])

    assert lead_client.post(address).status_code == 404
    assert sign_in(ContactPointFactory()).post(address).status_code == 404
    assert lead_client.get(address).status_code == 405
    invitation.refresh_from_db()
    assert invitation.revoked_at is None


def test_what_became_of_the_mail_is_said(page, invitation, coordinator_client):
    services.send_again(invitation=invitation, by=invitation.by)
    for state, said in [
        ("sent", "Mail: sent"),
        ("uncertain", "Ask whether it arrived before you send it again."),
        ("failed", "Mail: not sent"),
    ]:
        Invitation.objects.update(by=CoordinatorFactory())  # who sees no link
        Mail.objects.update(state=state, ended_at=timezone.now())
        answer = coordinator_client.get(page)
        assert_well_made(answer)
        assert said in words_of(answer)


def test_the_list_asks_no_more_for_three_than_for_one(
    page, derby, coordinator_client, django_assert_num_queries, django_assert_max_num_queries
):
    InvitationFactory(organisation=derby)
    with django_assert_max_num_queries(30) as asked:
        coordinator_client.get(page)
    InvitationFactory.create_batch(2, organisation=derby)

    with django_assert_num_queries(len(asked)):
        coordinator_client.get(page)


def test_invitations_of_which_nothing_came_are_taken_away_after_a_quarter():
    kept = [InvitationFactory(), InvitationFactory(over=True)]
    InvitationFactory(revoked_at=timezone.now() - timedelta(days=91))
    InvitationFactory(
        made_at=timezone.now() - timedelta(days=121),
        expires_at=timezone.now() - timedelta(days=91),
    )

    tasks.tidy()

    assert set(Invitation.objects.all()) == set(kept)


@pytest.mark.django_db(transaction=True)
def test_the_link_opened_twice_at_once_makes_one_account():
    invitation = InvitationFactory(email="ada@derby.example")

    answers = at_once(lambda: take_up(invitation).url, lambda: take_up(invitation).url)

    assert sorted(answers) == sorted(["/", home_of(Role.ACADEMIC)])
    assert User.objects.filter(email="ada@derby.example").count() == 1
