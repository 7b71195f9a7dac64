"""Somebody edits an entry for its person: an assistant, or the contact point of their body."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from privacy import services as privacy
from researchers.models import Delegate, Import, Researcher
from researchers.services import delegates
from tests.answers import errors_of
from tests.factories import (
    AcademicFactory,
    ContactPointFactory,
    OutputFactory,
    PoliceLeadFactory,
    ResearcherFactory,
    UserFactory,
)
from tests.html_rules import assert_well_made
from tests.researchers.test_register_pages import ABOUT, AVAILABILITY, EXPERTISE, SAID

pytestmark = pytest.mark.django_db

ASSISTANTS, ENTRIES = reverse("researchers:assistants"), reverse("researchers:entries")
PAGES = [
    *(f"register{step}" for step in ("", "-about", "-expertise", "-evidence", "-availability")),
    *("register-check", "output-add", "import-new"),
]


@pytest.fixture
def ewan():
    return ResearcherFactory(user__name="Ewan Kilbrandon", stale=True)


@pytest.fixture
def jo(ewan):
    """An assistant of Ewan's, of another organisation and no researcher."""
    jo = PoliceLeadFactory(name="Jo Fielding")
    delegates.name_assistant(entry=ewan, email=jo.email, by=ewan.user)
    return jo


def at(entry, page, *keys):
    return reverse(f"researchers:for-{page}", args=[entry.pk, *keys])


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_for_whom_one_edits(ewan, jo, sign_in, page):
    response = sign_in(jo).get(at(ewan, page))

    assert_well_made(response)
    words = response.content.decode()
    assert "You are editing the entry of <strong>Dr Ewan Kilbrandon</strong> for them" in words
    for own in ("/register", "/me/import", "/me/visibility"):
        assert f'"{own}' not in words


@pytest.mark.parametrize("page", PAGES)
def test_to_everybody_else_no_page_is_there(ewan, page, sign_in, coordinator):
    other_point = ContactPointFactory()
    unconfirmed = AcademicFactory(membership__confirmed_at=None)
    Delegate.objects.create(researcher=ewan, assistant=unconfirmed, named_by=ewan.user)
    for person in (other_point, unconfirmed, coordinator, ResearcherFactory().user, ewan.user):
        assert sign_in(person).get(at(ewan, page)).status_code == 404


def test_the_contact_point_of_the_organisation_edits_what_is_on_the_register(ewan, sign_in):
    point = ContactPointFactory(organisation=ewan.organisation)
    client = sign_in(point)
    draft = ResearcherFactory(organisation=ewan.organisation, sent_at=None)

    assert client.get(at(ewan, "register-about")).status_code == 200
    assert client.get(at(draft, "register-about")).status_code == 404


def test_what_is_saved_is_the_persons_and_its_history_names_both(ewan, jo, sign_in):
    client, confirmed_at = sign_in(jo), ewan.confirmed_at
    for own, page, following in (
        (ABOUT, "register-about", "register-expertise"),
        (EXPERTISE, "register-expertise", "register"),
        (AVAILABILITY, "register-availability", "register-check"),
    ):
        response = client.post(at(ewan, page), SAID[own])
        assert response.url == at(ewan, following)

    entry = Researcher.objects.get()
    assert (entry.user, entry.name, entry.statement) == (ewan.user, "Nia New", "I count tills.")
    # Only its person can say that all of it is true.
    assert entry.confirmed_at == confirmed_at
    assert set(
        AuditEvent.objects.filter(action="profile.changed").values_list("by", flat=True)
    ) == {jo.pk}
    history = sign_in(ewan.user).get(reverse("researchers:own-history")).content.decode()
    assert "About you, by Jo Fielding for Nia New" in history


def test_evidence_is_added_changed_and_brought_in_for_them(ewan, jo, sign_in):
    client, held = sign_in(jo), OutputFactory(researcher=ewan)
    client.post(at(ewan, "output-add"), {"kind": "project", "title": "Tills at night"})
    client.post(at(ewan, "output-pin", held.pk), {"wanted": "yes"})
    file = SimpleUploadedFile("jo.bib", b"@article{a, title={What tills say}, year={2020}}")
    sent = client.post(at(ewan, "import-new"), {"file": file, "format": "bibtex"}, follow=True)
    found = Import.objects.get()
    assert sent.redirect_chain == [(at(ewan, "import", found.pk), 302)]
    assert_well_made(sent)

    assert ewan.outputs.filter(title="Tills at night").exists()
    assert ewan.outputs.pinned().get() == held
    assert (found.by, found.researcher) == (jo, ewan)
    assert sign_in(ewan.user).get(reverse("researchers:import", args=[found.pk])).status_code == 404


def test_things_of_a_third_person_are_not_there(ewan, jo, sign_in):
    other = OutputFactory()
    for page in ("output-edit", "output-remove"):
        assert sign_in(jo).post(at(ewan, page, other.pk)).status_code == 404


def test_sending_confirming_and_who_sees_what_stay_the_persons_own(ewan, jo, sign_in):
    client = sign_in(jo)
    Researcher.objects.update(sent_at=None)
    check = client.get(at(ewan, "register-check")).content.decode()

    assert client.post(at(ewan, "register-check")).status_code == 403
    assert "<button" not in check.split("<main")[1].split("</main")[0]
    assert "It is still true" not in client.get(at(ewan, "register")).content.decode()
    assert Researcher.objects.get().sent_at is None


def test_an_assistant_is_named_once_and_ended_once(ewan, sign_in):
    client = sign_in(ewan.user)
    jo = PoliceLeadFactory(name="Jo Fielding")
    for _ in range(2):
        response = client.post(ASSISTANTS, {"email": jo.email.upper()}, follow=True)
    assert_well_made(response)
    delegate = Delegate.objects.get()
    assert "Jo Fielding may edit your entry now." in response.content.decode()
    assert sign_in(jo).get(at(ewan, "register")).status_code == 200

    for _ in range(2):
        client.post(reverse("researchers:assistant-end", args=[delegate.pk]))

    delegate.refresh_from_db()
    assert delegate.ended_by == ewan.user
    assert sign_in(jo).get(at(ewan, "register")).status_code == 404
    assert AuditEvent.objects.filter(action__startswith="delegate.").count() == 2


def test_no_words_tell_an_unknown_address_from_one_without_membership(ewan, sign_in):
    client = sign_in(ewan.user)
    unconfirmed = AcademicFactory(membership__confirmed_at=None)
    said = {
        str(errors_of(client.post(ASSISTANTS, {"email": email})))
        for email in (
            "nobody@nowhere.example",
            UserFactory().email,
            unconfirmed.email,
            UserFactory(is_active=False).email,
        )
    }

    assert len(said) == 1
    assert "No member of EMPAC Connect has this address" in said.pop()
    assert "your own address" in str(errors_of(client.post(ASSISTANTS, {"email": ewan.user.email})))
    assert not Delegate.objects.exists()


def test_nobody_ends_the_assistants_of_another(ewan, jo, academic_client):
    delegate = Delegate.objects.get()

    ended = academic_client.post(reverse("researchers:assistant-end", args=[delegate.pk]))

    assert ended.status_code == 404
    assert Delegate.objects.standing().count() == 1


def test_a_delegate_finds_whom_they_edit_for(ewan, jo, sign_in):
    ResearcherFactory(user__name="Somebody Else")
    page = sign_in(jo).get(ENTRIES)

    assert_well_made(page)
    assert f'href="{at(ewan, "register")}"' in page.content.decode()
    assert "Somebody Else" not in page.content.decode()
    assert "<h2" in sign_in(ewan.user).get(ENTRIES).content.decode()


@pytest.mark.parametrize("change", ["twice", "half ended"])
def test_the_database_holds_one_standing_delegate_ended_by_somebody(ewan, jo, change):
    more = {} if change == "twice" else {"ended_at": timezone.now()}
    with pytest.raises(IntegrityError, match="delegate_"), transaction.atomic():
        Delegate.objects.create(researcher=ewan, assistant=jo, named_by=ewan.user, **more)


@pytest.mark.parametrize("who", ["person", "assistant"])
def test_whoever_leaves_leaves_no_delegate_behind(ewan, jo, who, settings, tmp_path):
    settings.ERASURE_LEDGER = tmp_path / "ledger"

    privacy.leave(by=ewan.user if who == "person" else jo)

    assert not Delegate.objects.exists()
