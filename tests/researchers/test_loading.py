"""People of an organisation loaded many at once: looked over, saved, asked in, taken back."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import letters, links, services
from accounts.models import AuditEvent, Invitation, Mail, User
from matching import corpus
from researchers.models import Import, Researcher
from researchers.services import imports, loading, merging
from researchers.services.people_previews import people_preview
from tests.answers import errors_of, words_of
from tests.factories import (
    AcademicFactory,
    CoordinatorFactory,
    DisciplineFactory,
    InvitationFactory,
    OrganisationFactory,
    ResearcherFactory,
    SignUpFactory,
    StubFactory,
    UniversityFactory,
)
from tests.html_rules import assert_well_made
from tests.matching.scenes import at_once

pytestmark = pytest.mark.django_db

NEW = reverse("researchers:load-new")
PASSWORD = "three lamps by the canal"
HEADINGS = ("Name", "Email", "Job title", "Discipline", "Keywords", "ORCID")
ANN = ("Ann Ash", "Ann@Derby.example", "Reader", "Law; Alchemy", "tills; ledgers", "")
BOB = ("Bob Birch", "bob@derby.example", "", "", "", "https://orcid.org/0000-0002-1825-0097")
ORCID = "0000-0002-1825-0097"


@pytest.fixture
def derby():
    return UniversityFactory(slug="derby", name="University of Derby")


def table(*rows, headings=HEADINGS):
    file = io.StringIO()
    csv.writer(file).writerows([headings, *rows])
    return file.getvalue().encode()


def send(client, content, organisation="derby", name="staff.csv", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(NEW, {"file": file, "organisation": organisation, **fields})


def name_columns(client, found):
    columns = reverse("researchers:load-columns", args=[found.pk])
    guessed = client.get(columns).context["form"].initial
    return client.post(columns, guessed)


def looked_over(client, *rows, **fields):
    """A list that was sent and whose columns were taken as guessed."""
    assert send(client, table(*rows), **fields).status_code == 302
    found = Import.objects.latest("made_at")
    if imports.needs_columns(found):
        name_columns(client, found)
    found.refresh_from_db()
    return found


def page(found, of=""):
    return reverse(f"researchers:load{of}", args=[found.pk])


def tick(*numbers):
    return {f"tick-{number}": "on" for number in numbers} | {"go": "save"}


def saved(client, *rows):
    found = looked_over(client, *rows)
    client.post(page(found), tick(*range(len(rows))))
    found.refresh_from_db()
    assert found.state == Import.State.SAVED
    return found


def sentence(found):
    return people_preview(found).sentence


# -- Sending and looking over -----------------------------------------------------------------


def test_headings_are_guessed_and_rows_become_people(coordinator_client, derby):
    assert_well_made(coordinator_client.get(NEW))
    law = DisciplineFactory(name="Law")
    answer = send(coordinator_client, table(ANN, BOB))
    found = Import.objects.get()
    assert (answer.status_code, answer.url) == (302, page(found))
    assert_well_made(coordinator_client.get(page(found), follow=True))

    name_columns(coordinator_client, found)

    shown = coordinator_client.get(page(found))
    assert_well_made(shown)
    assert sentence(shown.context["found"]) == "2 new"
    assert "Alchemy" in words_of(shown)
    coordinator_client.post(page(found), tick(0, 1))
    ann, bob = Researcher.objects.order_by("name")
    assert (ann.name, ann.stub_email, ann.post) == ("Ann Ash", "ann@derby.example", "Reader")
    assert (ann.topics, ann.organisation, bob.orcid) == ("tills\nledgers", derby, ORCID)
    assert ann.primary_discipline == law
    assert ann.expires_on == timezone.localdate() + timedelta(days=60)
    assert (ann.user, ann.sent_at, ann.state) == (None, None, Researcher.State.STUB)
    assert AuditEvent.objects.filter(action="people.loaded").count() == 1
    assert not Mail.objects.exists()
    assert_well_made(coordinator_client.get(page(found)))


def test_a_workbook_is_read_as_well(coordinator_client, derby):
    book = openpyxl.Workbook()
    for row in (HEADINGS, ANN):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    send(coordinator_client, file.getvalue(), name="staff.xlsx")
    name_columns(coordinator_client, Import.objects.get())
    assert sentence(Import.objects.get()) == "1 new"


def test_rows_that_are_nobody_are_told_with_their_lines(coordinator_client, derby):
    found = looked_over(
        coordinator_client,
        ANN,
        ("", "nobody@derby.example", "", "", "", ""),
        ("Cat Cedar", "cat at derby", "", "", "", ""),
        ("Dan Damson", "", "", "", "", ""),
        ("Eve Elm", "eve@derby.example", "", "", "", "0000-0002-1825-0098"),
        ("F" * 121, "f@derby.example", "", "", "", ""),
    )
    assert sentence(found) == "1 new, 5 we could not read"
    assert people_preview(found).problems_said == [
        "line 3: no name",
        "line 4: “cat at derby” is no e-mail address",
        "line 5: no e-mail address, so the person could not be asked",
        "line 6: “0000-0002-1825-0098” is no ORCID iD",
        "line 7: its name has 121 characters, and 120 are the most",
    ]


def test_one_row_that_is_nobody_is_told_in_the_sentence(coordinator_client, derby):
    found = looked_over(coordinator_client, ANN, ("", "b@derby.example", "", "", "", ""))
    assert sentence(found) == "1 new, 1 we could not read (line 3: no name)"


def test_columns_without_a_name_or_an_address_are_asked_for(coordinator_client, derby):
    send(coordinator_client, table(("x", "y"), headings=("Colour", "Size")))
    found = Import.objects.get()
    answer = coordinator_client.post(page(found, "-columns"), {"name": ""})
    assert answer.status_code == 422
    assert_well_made(answer)
    assert errors_of(answer)["name"] == ["Select the column that holds the name"]
    assert "email" in errors_of(answer)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (table(), "no row below its headings"),
        (table(*[ANN] * 5001), "more than 5,000 rows"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_its_field(
    coordinator_client, derby, content, words
):
    answer = send(coordinator_client, content)
    assert answer.status_code == 422
    assert words in errors_of(answer)["file"][0]
    assert_well_made(answer)
    assert not Import.objects.exists()


def test_an_organisation_that_has_left_is_not_to_be_chosen(coordinator_client):
    OrganisationFactory(slug="gone", left_on=timezone.localdate() - timedelta(days=1))
    assert "organisation" in errors_of(send(coordinator_client, table(ANN), "gone"))


def test_who_is_here_is_shown_and_not_ticked(coordinator_client, derby):
    AcademicFactory(email="ann@derby.example")
    ResearcherFactory(orcid=ORCID)
    StubFactory(stub_email="cat@derby.example", organisation=derby)
    ResearcherFactory(user__name="Dan Damson", organisation=derby)
    ResearcherFactory(user__name="Eve Elm")  # elsewhere
    found = looked_over(
        coordinator_client,
        *(ANN, BOB),
        ("Cat Cedar", "CAT@derby.example", "", "", "", ""),
        ("dan  damson", "dan@derby.example", "", "", "", ""),
        ("Eve Elm", "eve@derby.example", "", "", "", ""),
    )
    rows = people_preview(found).rows
    assert sentence(found) == "1 new, 4 already here"
    by = ["e-mail address", "ORCID iD", "e-mail address", "name", ""]
    assert [row.same_by for row in rows] == by
    assert [row.is_ticked for row in rows] == [False, False, False, False, True]
    assert_well_made(coordinator_client.get(page(found)))

    # However they are ticked: of a name alone people decide, of the others nobody.
    coordinator_client.post(page(found), tick(0, 1, 2, 3, 4))

    assert Researcher.objects.stubs().filter(organisation=derby).count() == 3


def test_the_same_person_twice_in_a_file_is_taken_once(coordinator_client, derby):
    namesake = ("Ann Ash", "ann.b@derby.example", "", "", "", "")
    found = looked_over(coordinator_client, ANN, ANN, namesake)
    assert sentence(found) == "1 new, 2 twice in this file"
    assert [row.may_be_ticked for row in people_preview(found).rows] == [True, False, True]
    assert_well_made(coordinator_client.get(page(found)))


def test_the_same_file_twice_changes_nothing_and_says_so(coordinator_client, derby):
    saved(coordinator_client, ANN, BOB)
    before = list(Researcher.objects.values())

    again = looked_over(coordinator_client, ANN, BOB)

    shown = coordinator_client.get(page(again))
    assert "Nobody in it is new" in words_of(shown)
    assert coordinator_client.post(page(again), tick(0, 1)).status_code == 422
    assert list(Researcher.objects.values()) == before


def test_nobody_ticked_is_nothing_to_save(coordinator_client, derby):
    found = looked_over(coordinator_client, ANN)
    answer = coordinator_client.post(page(found), tick())
    assert answer.status_code == 422
    assert_well_made(answer)


def test_sending_and_saving_twice_do_it_once(coordinator_client, derby):
    form = {"submission": uuid4()}
    first = send(coordinator_client, table(ANN), **form)
    assert send(coordinator_client, table(ANN), **form).url == first.url
    found = Import.objects.get()
    name_columns(coordinator_client, found)
    for _ in range(2):
        assert coordinator_client.post(page(found), tick(0)).status_code in (200, 302)
    assert Researcher.objects.count() == 1


def test_two_lists_with_one_person_saved_together_bring_them_once(derby):
    coordinators = [CoordinatorFactory(), CoordinatorFactory()]
    row = {
        "line": 2,
        "name": "Ann",
        "email": "ann@derby.example",
        "title": "",
        "post": "",
        "disciplines": [],
        "topics": "",
        "statement": "",
        "orcid": "",
    }
    lists = [
        Import.objects.create(by=one, organisation=derby, source="people", digest="0", rows=[row])
        for one in coordinators
    ]
    loading.save(found=lists[0], by=coordinators[0])
    with pytest.raises(ValidationError, match="Tick at least one"):
        loading.save(found=lists[1], by=coordinators[1])
    assert Researcher.objects.count() == 1


# -- Who may ----------------------------------------------------------------------------------


def test_only_coordinators_load_and_each_sees_their_own_lists(
    coordinator_client, academic_client, lead_client, sign_in, derby
):
    found = saved(coordinator_client, ANN)
    for client in (academic_client, lead_client):
        assert client.get(NEW).status_code == 403
        assert client.post(page(found, "-undo")).status_code == 403
    other = sign_in(CoordinatorFactory())
    for of in ("", "-columns", "-invite", "-undo"):
        assert other.get(page(found, of)).status_code == 404
    assert Researcher.objects.stubs().exists()


def test_stubs_are_seen_by_coordinators_alone_and_matched_with_nothing(
    coordinator_client, academic, academic_client, lead, lead_client, derby
):
    saved(coordinator_client, ANN)
    stub = Researcher.objects.stubs().get()
    Researcher.objects.filter(pk=stub.pk).update(statement="I study tills.")
    address = reverse("researchers:person", args=[stub.pk])
    assert_well_made(coordinator_client.get(address))
    for client, person in ((academic_client, academic), (lead_client, lead)):
        assert client.get(address).status_code == 404
        assert stub not in Researcher.objects.visible_to(person)
    assert Client().get(reverse("researchers:card", args=[stub.pk])).status_code == 404
    assert stub not in Researcher.objects.matchable()
    assert stub.pk not in [one.pk for one in corpus.read(Researcher.objects.matchable())]


# -- Inviting and claiming --------------------------------------------------------------------


def test_whoever_was_not_asked_is_invited_once(coordinator_client, coordinator, derby):
    InvitationFactory(email="bob@derby.example", organisation=derby, by=coordinator)
    found = saved(coordinator_client, ANN, BOB)
    shown = coordinator_client.get(page(found, "-invite"))
    assert_well_made(shown)
    assert "Invite 1 person" in words_of(shown)
    assert "invited already, by Cora Coordinator" in words_of(shown)

    for _ in range(2):
        coordinator_client.post(page(found, "-invite"))

    assert Invitation.objects.count() == 2
    assert [mail.to_address for mail in Mail.objects.all()] == ["ann@derby.example"]
    done = coordinator_client.get(page(found))
    assert_well_made(done)
    # Mails are off in the tests.
    ann = Invitation.objects.get(email="ann@derby.example")
    assert letters.invitation_link(ann) in words_of(done)
    assert "Invite 1 person" not in words_of(done)
    assert_well_made(coordinator_client.get(page(found, "-invite")))


@pytest.mark.usefixtures("mail_server")
def test_where_mails_are_on_no_link_is_shown(coordinator_client, derby):
    found = saved(coordinator_client, ANN)
    coordinator_client.post(page(found, "-invite"))
    assert letters.invitation_link(Invitation.objects.get()) not in words_of(
        coordinator_client.get(page(found))
    )


def test_an_invitation_tells_researchers_that_they_may_be_noted(derby, coordinator):
    invitation = services.invite(
        email="ann@derby.example", name="Ann", organisation=derby, role="academic", by=coordinator
    )
    letter = letters.invitation(Mail.objects.get(about=invitation.pk))
    assert "goes after 60 days" in letter.words


def take_up(invitation, client=None):
    path = letters.invitation_link(invitation).removeprefix("http://localhost:8000")
    client = client or Client()
    return client, client.post(path, {"name": invitation.name, "password": PASSWORD})


def test_whoever_takes_up_the_invitation_finds_the_entry_and_corrects_it(coordinator_client, derby):
    found = saved(coordinator_client, ANN)
    coordinator_client.post(page(found, "-invite"))

    client, answer = take_up(Invitation.objects.get())

    assert answer.url == reverse("researchers:register")
    entry = Researcher.objects.get()
    assert entry.user == User.objects.get(email="ann@derby.example")
    assert (entry.expires_on, entry.sent_at, entry.stub_email) == (None, None, "")
    assert entry.state == Researcher.State.DRAFT
    shown = client.get(answer.url)
    assert_well_made(shown)
    assert "A coordinator began this entry for you" in words_of(shown)
    assert "Ann Ash" in client.get(reverse("researchers:register-about")).content.decode()
    assert AuditEvent.objects.filter(action="profile.claimed", by=entry.user).count() == 1
    assert "Has come in" in words_of(coordinator_client.get(page(found)))


def test_somebody_with_an_account_claims_by_accepting(coordinator, derby, sign_in):
    person = AcademicFactory(email="ann@derby.example")
    stub = StubFactory(stub_email=person.email, organisation=derby)
    invitation = InvitationFactory(email=person.email, organisation=derby, by=coordinator)
    take_up(invitation, sign_in(person))
    stub.refresh_from_db()
    assert stub.user == person


def test_whoever_signs_up_by_themselves_claims_as_well(derby):
    stub = StubFactory(stub_email="ann@derby.example", organisation=derby)
    sign_up = SignUpFactory(email="ann@derby.example", organisation=derby)
    path = links.link(letters.SIGN_UP_PAGE, sign_up.pk).removeprefix("http://localhost:8000")
    answer = Client().post(path, {"password": PASSWORD})
    assert answer.url == reverse("researchers:register")
    stub.refresh_from_db()
    assert stub.user.email == "ann@derby.example"


def test_another_address_or_organisation_or_role_claims_nothing(coordinator, derby):
    stub = StubFactory(stub_email="ann@derby.example", organisation=derby)
    elsewhere, lead = UniversityFactory(), {"role": "police-lead", "organisation": derby}
    take_up(InvitationFactory(email="ann@derby.example", organisation=elsewhere, by=coordinator))
    take_up(InvitationFactory(email="bob@derby.example", organisation=derby, by=coordinator))
    StubFactory(stub_email="cat@derby.example", organisation=derby)
    take_up(InvitationFactory(email="cat@derby.example", by=coordinator, **lead))
    stub.refresh_from_db()
    assert stub.user is None
    assert not Researcher.objects.filter(user__isnull=False).exists()


def test_whoever_has_an_entry_keeps_it(coordinator, derby, sign_in):
    own = ResearcherFactory(user__email="ann@derby.example")
    stub = StubFactory(stub_email="ann@derby.example", organisation=derby)
    invitation = InvitationFactory(email="ann@derby.example", organisation=derby, by=coordinator)
    take_up(invitation, sign_in(own.user))
    stub.refresh_from_db()
    assert (stub.user, own.user.researcher) == (None, own)


# -- Undoing ----------------------------------------------------------------------------------


def history_of(pk):
    return apps.get_model("researchers", "ResearcherEvent").objects.filter(pgh_obj_id=pk)


def test_undoing_takes_away_whom_nobody_claimed_and_their_invitations(coordinator_client, derby):
    found = saved(coordinator_client, ANN, BOB)
    ann, bob = Researcher.objects.order_by("name")
    coordinator_client.post(page(found, "-invite"))
    take_up(Invitation.objects.get(email="ann@derby.example"))
    shown = coordinator_client.get(page(found, "-undo"))
    assert_well_made(shown)
    assert "1 entry that it began is" in words_of(shown)

    for _ in range(2):
        coordinator_client.post(page(found, "-undo"))

    assert [*Researcher.objects.values_list("pk", flat=True)] == [ann.pk]
    assert Invitation.objects.get(email="bob@derby.example").revoked_at
    done = coordinator_client.get(page(found))
    assert_well_made(done)
    assert "Ann Ash: kept, because its person has claimed it" in words_of(done)
    assert "Bob Birch" not in words_of(done)
    assert {row.name for row in history_of(bob.pk)} == {""}
    assert "Ann Ash" in {row.name for row in history_of(ann.pk)}


def test_undoing_leaves_what_was_taken_together_with_another_entry(
    coordinator_client, coordinator, derby
):
    found = saved(coordinator_client, ANN, BOB)
    ann, bob = Researcher.objects.order_by("name")
    merging.merge(kept=ResearcherFactory(), gone=ann, by=coordinator)
    merging.merge(kept=bob, gone=StubFactory(), by=coordinator)

    loading.undo(found=found, by=coordinator)

    assert Researcher.objects.filter(pk__in=[ann.pk, bob.pk]).count() == 2
    assert_well_made(coordinator_client.get(page(found)))


def test_what_was_undone_may_be_loaded_again(coordinator_client, coordinator, derby):
    found = saved(coordinator_client, ANN)
    loading.undo(found=found, by=coordinator)
    assert sentence(looked_over(coordinator_client, ANN)) == "1 new"


def test_without_its_rows_a_list_can_neither_be_undone_nor_invited(
    coordinator_client, coordinator, derby
):
    found = saved(coordinator_client, ANN)
    Import.objects.filter(pk=found.pk).update(rows=[], problems=[])
    assert coordinator_client.get(page(found, "-undo")).status_code == 404
    coordinator_client.post(page(found, "-undo"))
    coordinator_client.post(page(found, "-invite"))
    assert not Invitation.objects.exists()
    assert Researcher.objects.stubs().count() == 1
    assert_well_made(coordinator_client.get(page(found)))


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_save_one_person_at_once_begin_one_entry(derby):
    coordinators = [CoordinatorFactory(), CoordinatorFactory()]
    row = {
        "line": 2,
        "name": "Ann",
        "email": "ann@derby.example",
        "title": "",
        "post": "",
        "disciplines": [],
        "topics": "",
        "statement": "",
        "orcid": "",
    }
    lists = [
        Import.objects.create(by=one, organisation=derby, source="people", digest="0", rows=[row])
        for one in coordinators
    ]

    def save(place):
        try:
            return loading.save(found=lists[place], by=coordinators[place])
        except ValidationError:
            return 0

    assert sorted(at_once(lambda: save(0), lambda: save(1))) == [0, 1]
    assert Researcher.objects.count() == 1
