"""Which addresses are an organisation's own: said by coordinators, and it lets people in."""

import pytest

from accounts.models import AuditEvent
from accounts.services import belongs
from tests.answers import errors_of, words_of
from tests.factories import ContactPointFactory, UniversityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return UniversityFactory(slug="wide", email_domains=["wide.example"])


PAGE = "/organisations/wide/addresses"


def test_a_coordinator_says_which_they_are(body, coordinator_client):
    assert "wide.example" in words_of(coordinator_client.get(PAGE))

    coordinator_client.post(PAGE, {"domains": " @Wide.example\nstaff.wide.example\nwide.example "})

    body.refresh_from_db()
    assert body.email_domains == ["wide.example", "staff.wide.example"]
    assert belongs("ann@staff.wide.example", body)
    assert AuditEvent.objects.get().reason == "wide.example, staff.wide.example"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("gmail.com", "Anybody gets an address at gmail.com, so it does not say where they belong"),
        ("wide", "“wide” is not a mail domain. Write it like university.ac.uk"),
        ("a@b.example", "“a@b.example” is not a mail domain. Write it like university.ac.uk"),
        ("\n".join(f"d{n}.example" for n in range(21)), "Enter 20 domains or fewer"),
        (f"{'a.' * 55}example.com", f"“{('a.' * 55)[:40]}…” is too long"),
    ],
)
def test_what_is_no_address_of_its_own_is_refused_and_kept_on_the_page(
    body, coordinator_client, typed, said
):
    answer = coordinator_client.post(PAGE, {"domains": typed})

    assert answer.status_code == 422
    assert errors_of(answer) == {"domains": [said]}
    assert typed in words_of(answer)
    body.refresh_from_db()
    assert body.email_domains == ["wide.example"]


def test_a_contact_point_lets_nobody_in_by_it(body, sign_in):
    client = sign_in(ContactPointFactory(organisation=body))

    assert client.post(PAGE, {"domains": "elsewhere.example"}).status_code == 403
    assert "addresses" not in words_of(client.get("/organisations"))
