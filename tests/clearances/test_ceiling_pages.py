"""Pages of the table of ceilings: proposing, confirming, dropping."""

import pytest
from django.urls import reverse

from accounts.markings import Marking
from clearances.models import CeilingChange, Scheme
from tests.answers import errors_of, lines_of
from tests.clearances.reading import CEILINGS, said
from tests.factories import (
    CeilingChangeFactory,
    ClearanceFactory,
    VerifierFactory,
)
from tests.html_rules import assert_well_made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]


def propose_page(scheme="nppv-2-full"):
    return reverse("clearances:propose", args=[scheme])


def test_a_proposal_is_made_looked_at_and_confirmed(client, sign_in, full_is_sensitive):
    ClearanceFactory()
    other = sign_in(VerifierFactory(name="Otto Other"))
    sent = {"marking": "1", "reason": "Forces differ."}
    assert "Today it reaches OFFICIAL-SENSITIVE" in said(client.get(propose_page()))

    for _ in range(2):
        assert client.post(propose_page(), sent).url == CEILINGS
    [change] = CeilingChange.objects.open()
    confirm = reverse("clearances:confirm", args=[change.pk])
    own, theirs = said(client.get(confirm)), said(other.get(confirm))
    assert "From OFFICIAL-SENSITIVE to OFFICIAL" in own
    assert "Forces differ." in theirs
    assert "One person holds a clearance of this scheme today." in theirs
    assert ("Somebody else must confirm" in own, "Confirm" in theirs) == (False, True)
    assert "so somebody else must confirm it" in own

    assert "must confirm what you proposed" in said(client.post(confirm, follow=True))
    assert CeilingChange.objects.table() == {Scheme.NPPV_2_FULL: Marking.OFFICIAL_SENSITIVE}
    for _ in range(2):
        assert "Confirmed. It counts from now." in said(other.post(confirm, follow=True))

    assert CeilingChange.objects.table() == {Scheme.NPPV_2_FULL: Marking.OFFICIAL}
    words = said(client.get(CEILINGS))
    assert "by Vera Verifier and Otto Other" in words
    assert other.get(confirm).url == CEILINGS


def test_a_proposal_is_dropped(client):
    change = CeilingChangeFactory()

    page = client.post(reverse("clearances:drop", args=[change.pk]), follow=True)

    assert "The proposal is dropped." in said(page)
    assert not CeilingChange.objects.open().exists()


def test_who_comes_second_is_told(client):
    change = CeilingChangeFactory(dropped=True)

    page = client.post(reverse("clearances:confirm", args=[change.pk]), follow=True)

    assert "Somebody has already settled this one." in said(page)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"reason": "Why not."}, {"marking": ["Select the highest marking"]}),
        ({"marking": "1"}, {"reason": ["Enter why it should change"]}),
        ({"marking": "2", "reason": "So."}, {"marking": ["That is what it reaches already."]}),
        (
            {"marking": "1", "reason": "x" * 501},
            {"reason": ["The reason must be 500 characters or fewer"]},
        ),
    ],
)
def test_a_wrong_proposal_is_explained(client, full_is_sensitive, sent, expected):
    page = client.post(propose_page(), sent)

    assert (page.status_code, errors_of(page)) == (422, expected)
    assert_well_made(page)


@pytest.mark.parametrize("marking", ["3", "-1", "SECRET"])
def test_secret_cannot_be_chosen(client, marking):
    page = client.post(propose_page(), {"marking": marking, "reason": "So."})

    assert page.status_code == 422
    assert not CeilingChange.objects.exists()


def test_a_scheme_that_is_not_there_is_404(client):
    assert client.get(propose_page("nppv-9")).status_code == 404


def test_an_empty_table_says_that_nothing_reaches_anything(client):
    words = said(client.get(CEILINGS))

    assert words.count("Nothing Propose a change") == len(Scheme)
    assert "Nothing has been changed yet" in words


def test_changes_of_the_table_come_as_csv(client):
    CeilingChangeFactory(installed=True)
    change = CeilingChangeFactory(scheme=Scheme.NPPV_1, dropped=True)

    lines = {line["State"]: line for line in lines_of(client.get(f"{CEILINGS}?format=csv"))}

    assert set(lines) == {"As installed", "Dropped"}
    assert lines["Dropped"]["Dropped by"] == change.dropped_by.name
    assert lines["As installed"]["Proposed by"] == ""
