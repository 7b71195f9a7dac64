import pytest
from django.test import Client
from django.urls import reverse

from tests.answers import words_of
from tests.factories import PASSWORD, CoordinatorFactory, UserFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

FRONT = "/"
HOME = "/home"


def enter(client, email, password=PASSWORD, **more):
    return client.post(FRONT, {"username": email, "password": password, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_home_page():
    user = UserFactory()
    client = Client()

    response = enter(client, user.email)

    assert (response.status_code, response.url) == (302, HOME)
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["SAM@FORCE.EXAMPLE", "Sam@Force.Example", " sam@force.example "])
def test_the_address_may_be_typed_in_capitals_and_with_spaces(typed):
    UserFactory(email="sam@force.example")
    client = Client()

    enter(client, typed)

    assert is_signed_in(client)


def test_unknown_address_wrong_password_and_closed_account_get_one_same_answer():
    known = UserFactory()
    closed = UserFactory(is_active=False)
    without = UserFactory(password="!")
    tries = [
        ("nobody@force.example", PASSWORD),
        (known.email, "six ducks on a pond"),
        (closed.email, PASSWORD),
        (without.email, "!"),
    ]

    responses = [(enter(Client(), *attempt), attempt[0]) for attempt in tries]

    answers = {(r.status_code, len(r.cookies), words_of(r, email)) for r, email in responses}
    assert len(answers) == 1
    assert "Enter an email address and password that belong together" in answers.pop()[2]


def test_a_wrong_try_keeps_the_address_and_forgets_the_password():
    response = enter(Client(), "nobody@force.example", "six ducks")

    assert response.status_code == 422
    assert_well_made(response)
    assert b'value="nobody@force.example"' in response.content
    assert b"six ducks" not in response.content


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("", PASSWORD, "Enter your email address"),
        ("sam@force.example", "", "Enter your password"),
        ("sam at force", PASSWORD, "Enter an email address in the correct format"),
        ("sam\0@force.example", PASSWORD, "Null characters are not allowed"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(email, password, message):
    response = enter(Client(), email, password)

    assert response.status_code == 422
    assert_well_made(response)
    assert message in response.content.decode()


def test_who_is_signed_in_goes_home_from_the_front_page(coordinator_client):
    response = coordinator_client.get(FRONT)

    assert (response.status_code, response.url) == (302, HOME)


def test_sign_in_leads_back_to_the_page_that_was_asked_for():
    user = CoordinatorFactory()
    client = Client()
    asked = client.get("/people?words=tax")

    response = enter(client, user.email, next="/people?words=tax")

    assert asked.url == "/?next=/people%3Fwords%3Dtax"
    assert response.url == "/people?words=tax"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "https:elsewhere.example",
        "javascript:alert(1)",
        r"/\elsewhere.example",
    ],
)
def test_sign_in_leads_to_no_other_host(target):
    response = enter(Client(), UserFactory().email, next=target)

    assert response.url == HOME


def test_the_page_keeps_where_the_reader_wanted_to_go():
    response = Client().get(FRONT, {"next": "/people"})

    assert_well_made(response)
    assert b'<input type="hidden" name="next" value="/people">' in response.content


def test_a_session_gets_a_new_key_at_sign_in():
    user = UserFactory()
    client = Client()
    session = client.session
    session.save()
    client.cookies["sessionid"] = before = session.session_key

    enter(client, user.email)

    assert client.cookies["sessionid"].value != before


def test_sign_out_by_post_ends_the_session(coordinator_client):
    response = coordinator_client.post(reverse("accounts:sign-out"))

    assert (response.status_code, response.url) == (302, FRONT)
    assert not is_signed_in(coordinator_client)


def test_sign_out_by_a_link_does_nothing(coordinator_client):
    response = coordinator_client.get(reverse("accounts:sign-out"))

    assert response.status_code == 405
    assert is_signed_in(coordinator_client)


def test_an_account_that_is_closed_is_out_at_once(coordinator, coordinator_client):
    coordinator.is_active = False
    coordinator.save()

    response = coordinator_client.get(HOME)

    assert (response.status_code, response.url) == (302, "/?next=/home")


def test_sign_in_without_a_token_is_refused_on_a_page_that_says_what_to_do():
    client = Client(enforce_csrf_checks=True)

    response = enter(client, UserFactory().email)

    assert response.status_code == 403
    assert not is_signed_in(client)
