"""Coming in without being asked, and being confirmed."""

import email
import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import attempts, links, services, tasks
from accounts.acting import acting_as
from accounts.models import AuditEvent, Mail, Membership, SignUp, User
from accounts.permissions import Role
from tests.accounts.test_invitations import NEW, home_of
from tests.answers import words_of
from tests.factories import (
    PASSWORD,
    AcademicFactory,
    ContactPointFactory,
    MembershipFactory,
    OrganisationFactory,
    SignUpFactory,
    UnconfirmedFactory,
    UniversityFactory,
    UserFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

PAGE = "/sign-up"


@pytest.fixture
def derby():
    return UniversityFactory(
        slug="derby", name="University of Derby", email_domains=["derby.example"]
    )


@pytest.fixture
def ask(derby):
    """Give what sends the form, each time as a form that was shown anew."""

    def asking(client=None, **changed):
        typed = {
            "name": "Ada Quill",
            "email": "ada@derby.example",
            "organisation": derby.slug,
            "post": "Senior lecturer",
            "submission": uuid.uuid4(),
        }
        return (client or Client()).post(PAGE, typed | changed)

    return asking


def post_box(server):
    """Let the workers send what waits; give address and words of each mail."""
    for mail in Mail.objects.waiting():
        with acting_as(None):
            tasks.deliver(str(mail.pk))
    messages = [(to, email.message_from_string(raw)) for (to,), raw in server.taken]
    return [(to, message.get_payload(decode=True).decode()) for to, message in messages]


def link_in(words):
    (link,) = re.findall(r"https://connect\.example\.org(/s/\S+)", words)
    return link


def arrive(sign_up, client=None, password=NEW):
    (client or Client()).post(path(sign_up), {"password": password})
    return User.objects.get(email=sign_up.email)


def path(sign_up):
    return links.link("accounts:sign-up-link", sign_up.pk).removeprefix("http://localhost:8000")


def test_where_mails_are_off_accounts_come_by_invitation_only(ask):
    shown, sent = Client().get(PAGE), ask()

    for answer in (shown, sent):
        assert answer.status_code == 200
        assert_well_made(answer)
        assert "Accounts come by invitation only" in words_of(answer)
    assert not SignUp.objects.exists()


def test_the_front_page_leads_to_it():
    assert f'href="{PAGE}"' in Client().get("/").content.decode()


def test_from_the_form_by_mail_to_an_account_that_is_confirmed_at_once(ask, derby, mail_server):
    assert_well_made(Client().get(PAGE))
    answer = ask(email="Ada@Derby.Example")
    assert answer.url == reverse("accounts:sign-up-sent")
    assert_well_made(Client().get(answer.url))
    assert not User.objects.filter(email="ada@derby.example").exists()

    ((to, words),) = post_box(mail_server)
    assert to == "ada@derby.example"
    client = Client()
    shown = client.get(link_in(words))
    assert_well_made(shown)
    assert "will be asked whether you belong there" not in words_of(shown)
    answer = client.post(link_in(words), {"password": NEW})

    ada = User.objects.get(email="ada@derby.example")
    (membership,) = ada.current_memberships
    assert (answer.status_code, answer.url) == (302, home_of(Role.ACADEMIC))
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert (ada.name, ada.check_password(NEW), ada.sign_up.post) == (
        "Ada Quill",
        True,
        "Senior lecturer",
    )
    assert (membership.organisation, membership.role) == (derby, Role.ACADEMIC)
    assert membership.confirmed_at is not None
    assert membership.confirmed_by is None


@pytest.mark.parametrize(
    "address", ["ada@elsewhere.example", "ada@evil-derby.example", "ada@mail.derby.example"]
)
def test_with_another_address_they_wait_and_contact_points_are_told(
    derby, address, mail_server, sign_in
):
    point = ContactPointFactory(organisation=derby)
    sign_up = SignUpFactory(organisation=derby, email=address)
    assert "will be asked whether you belong there" in words_of(Client().get(path(sign_up)))

    ada = arrive(sign_up)

    (membership,) = ada.current_memberships
    assert (membership.confirmed_at, ada.is_confirmed) == (None, False)
    ((to, words),) = post_box(mail_server)
    assert to == point.email
    assert ada.name not in words
    assert "has not confirmed yet" in words_of(sign_in(ada).get("/home"))


def test_known_and_unknown_addresses_get_one_same_answer(ask, mail_server):
    UserFactory(email="known@derby.example")
    off = UserFactory(email="off@derby.example", is_active=False)
    typed = ["known@derby.example", off.email, "unknown@derby.example"]

    answers = [ask(email=address) for address in typed]

    assert {(one.status_code, one.url, len(one.cookies)) for one in answers} == {
        (302, reverse("accounts:sign-up-sent"), 0)
    }
    assert SignUp.objects.count() == Mail.objects.count() == 3
    words = dict(post_box(mail_server))
    assert set(words) == set(typed)
    assert "It has one already" in words["known@derby.example"]
    assert "/s/" not in words["known@derby.example"]
    assert "/s/" in words["unknown@derby.example"]


def test_an_answer_costs_the_same_for_every_address(
    ask, mail_server, django_assert_max_num_queries
):
    UserFactory(email="known@derby.example")
    ask()  # the first try from an address makes its count
    counts = []
    for address in ("known@derby.example", "unknown@derby.example"):
        with django_assert_max_num_queries(40) as asked:
            ask(email=address)
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Enter your name"),
        ("email", "ada at derby", "Enter an email address in the correct format"),
        ("organisation", "", "Select your organisation"),
        ("organisation", "x", "Your organisation must be one of those on the list"),
        ("post", "", "Enter your post"),
        ("post", "A\0", "Null characters are not allowed"),
    ],
)
def test_bad_input_is_explained_and_kept(ask, mail_server, field, typed, said):
    answer = ask(**{field: typed})

    assert answer.status_code == 422
    assert_well_made(answer)
    assert said in answer.content.decode()
    if field != "name":
        assert 'value="Ada Quill"' in answer.content.decode()
    assert not SignUp.objects.exists()


def test_only_organisations_that_are_here_today_are_offered(ask, mail_server):
    yesterday = timezone.localdate() - timedelta(days=1)
    gone = OrganisationFactory(left_on=yesterday)

    assert gone.name not in Client().get(PAGE).content.decode()
    assert ask(organisation=gone.slug).status_code == 422


def test_two_clicks_are_kept_and_mailed_once(ask, mail_server):
    submission = uuid.uuid4()
    for _ in range(2):
        assert ask(submission=submission).status_code == 302

    assert (SignUp.objects.count(), Mail.objects.count()) == (1, 1)


def test_after_five_tries_for_one_address_the_door_is_closed_to_it(ask, mail_server):
    assert [ask().status_code for _ in range(6)] == [302] * 5 + [429]

    answer = ask()
    assert answer["Retry-After"] == "300"
    assert_well_made(answer)
    assert "Too many tries" in answer.content.decode()
    assert ask(email="other@derby.example").status_code == 302
    with time_machine.travel(timezone.now() + attempts.PAUSE + timedelta(seconds=1)):
        assert ask().status_code == 302


def test_tries_to_sign_up_keep_nobody_from_signing_in(ask, mail_server):
    user = UserFactory(email="ada@derby.example")
    for _ in range(6):
        ask()

    answer = Client().post("/", {"username": user.email, "password": PASSWORD})
    assert answer.status_code == 302


def test_who_is_signed_in_is_led_home(academic_client):
    assert academic_client.get(PAGE).url == "/home"


def test_a_second_click_on_the_link_leads_to_where_the_first_one_did():
    sign_up, client = SignUpFactory(), Client()
    arrive(sign_up, client)

    again = Client().post(path(sign_up), {"password": "another good password"})

    assert (again.status_code, again.url) == (302, "/")
    assert User.objects.get(email=sign_up.email).check_password(NEW)
    shown = Client().get(path(sign_up))
    assert shown.status_code == 410
    assert_well_made(shown)


def test_a_weak_password_is_refused():
    sign_up = SignUpFactory()

    answer = Client().post(path(sign_up), {"password": "short"})

    assert answer.status_code == 422
    assert_well_made(answer)
    assert not User.objects.filter(email=sign_up.email).exists()


def test_a_link_that_ran_out_or_is_forged_makes_no_account():
    sign_up = SignUpFactory()
    link = path(sign_up)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert Client().get(link).status_code == 410
        assert Client().post(link, {"password": NEW}).status_code == 410
    forged = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert Client().post(forged, {"password": NEW}).status_code == 404

    assert not User.objects.filter(email=sign_up.email).exists()


def test_an_account_made_meanwhile_is_not_touched():
    sign_up = SignUpFactory()
    user = UserFactory(email=sign_up.email)

    Client().post(path(sign_up), {"password": NEW})

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert not user.memberships.exists()


def test_what_nobody_came_of_is_taken_away():
    ran_out = SignUpFactory(expires_at=timezone.now() - timedelta(hours=1))
    used = SignUpFactory(used_by=UserFactory(), expires_at=ran_out.expires_at)
    waits = SignUpFactory()

    tasks.tidy()

    assert set(SignUp.objects.all()) == {used, waits}


# Confirming.

WAITING = "/organisations/waiting"


@pytest.fixture
def waits(derby):
    return UnconfirmedFactory(name="Una Unconfirmed", organisation=derby)


@pytest.fixture
def point_client(derby, sign_in):
    return sign_in(ContactPointFactory(organisation=derby))


def settle(client, person, how="confirm", slug="derby"):
    return client.post(reverse(f"accounts:{how}", args=[slug, person.pk]))


@pytest.mark.parametrize("who", ["point_client", "coordinator_client"])
def test_a_contact_point_or_a_coordinator_confirms(waits, who, request):
    client = request.getfixturevalue(who)
    shown = client.get(WAITING)
    assert_well_made(shown)
    assert "Una Unconfirmed" in words_of(shown)
    assert "One person waits" in words_of(client.get("/home"))

    answers = [settle(client, waits) for _ in range(2)]

    membership = waits.memberships.get()
    assert [answer.url for answer in answers] == [WAITING] * 2
    assert str(membership.confirmed_by_id) == client.session["_auth_user_id"]
    assert AuditEvent.objects.filter(action="membership.confirmed").count() == 1
    assert Mail.objects.get().kind == "confirmed"
    page = client.get(WAITING)
    assert "Nobody waits" in words_of(page)
    assert "waits for you to confirm" not in words_of(client.get("/home"))


def test_who_is_not_one_of_them_is_out_at_once(waits, point_client, sign_in):
    client = sign_in(waits)
    assert client.get("/questions").status_code == 200

    answers = [settle(point_client, waits, "refuse") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert not Membership.objects.filter(user=waits).exists()
    assert AuditEvent.objects.filter(action="membership.refused").count() == 1
    assert "You have no role in an organisation today" in words_of(client.get("/home"))


@pytest.mark.parametrize("how", ["confirm", "refuse"])
def test_the_wrong_people_settle_nothing(waits, how, derby, sign_in, lead_client, academic_client):
    elsewhere = sign_in(ContactPointFactory())
    colleague = sign_in(AcademicFactory(organisation=derby))

    for client in (elsewhere, colleague, lead_client, academic_client, sign_in(waits)):
        assert settle(client, waits, how).status_code == 404
    assert waits.memberships.get().confirmed_at is None
    assert colleague.get(WAITING).status_code == 403
    assert "Una" not in words_of(elsewhere.get(WAITING))


def test_nobody_settles_somebody_in_an_organisation_they_do_not_wait_for(waits, coordinator_client):
    other = UniversityFactory(slug="other")

    settle(coordinator_client, waits, slug=other.slug)

    assert waits.memberships.get().confirmed_at is None


def test_a_get_settles_nothing(waits, coordinator_client):
    for how in ("confirm", "refuse"):
        address = reverse(f"accounts:{how}", args=["derby", waits.pk])
        assert coordinator_client.get(address).status_code == 405


def test_the_database_lets_nobody_be_more_than_a_researcher_unconfirmed():
    for more in ({"role": Role.COORDINATOR}, {"role": Role.ACADEMIC, "is_contact_point": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MembershipFactory(confirmed_at=None, **more)


def test_the_database_lets_nobody_confirm_themselves(waits):
    with pytest.raises(IntegrityError), transaction.atomic():
        services.confirm(membership=waits.memberships.get(), by=waits)


def test_the_list_asks_no_more_for_three_than_for_one(
    waits, derby, coordinator_client, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as asked:
        coordinator_client.get(WAITING)
    UnconfirmedFactory.create_batch(2, organisation=derby)

    with django_assert_num_queries(len(asked)):
        coordinator_client.get(WAITING)
