"""Pages on which readers add notes and papers to a question, and take a paper from it."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.markings import Marking
from accounts.models import AccessEvent
from priorities.forms.additions import clean_name
from priorities.models import Attachment, Note
from tests.answers import errors_of
from tests.factories import (
    AcademicFactory,
    AttachmentFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    GrantFactory,
    NoteFactory,
    PoliceLeadFactory,
    QuestionFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

NOTE = {"words": "Two more towns.", "marking": "1"}


@pytest.fixture
def question(lead):
    return QuestionFactory(posted_by=lead)


def url(name, row):
    return reverse(f"priorities:{name}", args=[row.pk])


def paper(name="tills.txt", content=b"Eleven tills."):
    return {"file": SimpleUploadedFile(name, content), "marking": "1"}


def test_whoever_reads_a_question_adds_notes_that_other_readers_see(lead_client, sign_in, question):
    ada = GrantFactory(question=question, person__name="Ada Academic").person
    browser, once = sign_in(ada), {"submission": str(uuid4())}

    page = browser.get(url("question-notes", question))
    sent = [browser.post(url("question-notes", question), NOTE | once) for _ in range(2)]
    shown = lead_client.get(url("question", question))

    assert_well_made(page)
    assert_well_made(shown)
    assert [one.status_code for one in sent] == [302, 302]
    assert Note.objects.count() == 1
    assert "Two more towns." in shown.content.decode()
    assert "Ada Academic" in shown.content.decode()


def test_a_form_that_comes_again_with_other_words_can_be_sent_once_more(lead_client, question):
    once = {"submission": str(uuid4())}
    lead_client.post(url("question-notes", question), NOTE | once)

    page = lead_client.post(url("question-notes", question), NOTE | once | {"words": "More."})
    again = {"submission": page.context["form"]["submission"].value(), "words": "More."}
    lead_client.post(url("question-notes", question), NOTE | again)

    assert page.status_code == 422
    assert ">\nMore.</textarea>" in page.content.decode()
    assert Note.objects.count() == 2


@pytest.mark.parametrize("name", ["question-notes", "question-attachments"])
def test_only_readers_add_and_others_are_refused_or_find_nothing(sign_in, question, name):
    for who, status in (
        (CoordinatorFactory(), 403),
        (PoliceLeadFactory(), 404),
        (AcademicFactory(), 404),
    ):
        browser = sign_in(who)
        assert browser.get(url(name, question)).status_code == status
        assert browser.post(url(name, question), NOTE).status_code == status
    released = QuestionFactory(shared=True)
    assert sign_in(AcademicFactory()).post(url(name, released), NOTE).status_code == 403
    assert not Note.objects.exists()


@pytest.fixture
def cleared(lead, settings):
    """Let the lead see OFFICIAL-SENSITIVE."""
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = "A. Person, chief officer"
    CeilingChangeFactory(scheme="nppv-2-full", installed=True)
    ClearanceFactory(person=lead)
    return lead


def test_nobody_marks_a_note_above_their_own_ceiling(cleared, sign_in, question):
    ada = GrantFactory(question=question).person

    for name, typed in (("question-notes", NOTE), ("question-attachments", paper())):
        page = sign_in(ada).post(url(name, question), typed | {"marking": "2"})
        assert page.status_code == 422
        assert errors_of(page) == {"marking": ["Marking must be one of those on the list"]}
    assert not Note.objects.exists()


def test_what_is_marked_higher_is_shown_to_who_reaches_it_and_marks_the_page(
    cleared, sign_in, question
):
    ada = GrantFactory(question=question).person
    high = Marking.OFFICIAL_SENSITIVE
    NoteFactory(question=question, words="The place is Elm Street.", marking=high)
    file = AttachmentFactory(question=question, name="elm.pdf", marking=high)

    owner = sign_in(cleared).get(url("question", question)).content.decode()
    reader = sign_in(ada).get(url("question", question)).content.decode()

    assert "Elm Street" in owner
    assert 'app-marking"><div class="govuk-width-container">OFFICIAL-SENSITIVE<' in owner
    assert "Elm Street" not in reader
    assert "elm.pdf" not in reader
    assert 'app-marking"><div class="govuk-width-container">OFFICIAL<' in reader
    assert sign_in(ada).get(url("attachment", file)).status_code == 404


def test_a_file_is_added_once_and_comes_back_as_a_download_nothing_opens(
    lead, lead_client, question
):
    content, once = bytes(range(256)), {"submission": str(uuid4())}

    page = lead_client.get(url("question-attachments", question))
    sent = [
        lead_client.post(
            url("question-attachments", question), paper("Tills; 2.PDF", content) | once
        )
        for _ in range(2)
    ]
    file = Attachment.objects.get()
    got = lead_client.get(url("attachment", file))

    assert_well_made(page)
    assert_well_made(lead_client.get(url("question", question)))
    assert [one.status_code for one in sent] == [302, 302]
    assert got.content == content
    assert got["Content-Type"] == "application/octet-stream"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Disposition"] == 'attachment; filename="OFFICIAL-Tills 2.pdf"'
    noted = AccessEvent.objects.filter(verb="export").values_list("actor", "object_id", "facet")
    assert list(noted) == [(lead.pk, str(file.pk), "full-text")]


def test_files_of_other_kinds_too_large_or_empty_are_refused(lead_client, question):
    def errors(file):
        page = lead_client.post(url("question-attachments", question), file)
        assert page.status_code == 422
        assert_well_made(page)
        return errors_of(page)["file"]

    kinds = "The file must be a PDF, DOCX, XLSX, CSV, TXT, PNG or JPG"
    for name in ("page.html", "run.exe", "picture.svg", "tills.pdf.js", "tills"):
        assert errors(paper(name)) == [kinds]
    assert errors(paper(content=b"x" * (2 * 1024 * 1024 + 1))) == [
        "The file must be 2 MB or smaller"
    ]
    assert errors(paper(content=b"")) == ["The selected file is empty"]
    assert errors({"marking": "1"}) == ["Select a file"]
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("tills.txt", "tills.txt"),
        ("C:\\temp\\tills.PDF", "tills.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ('a"; filename=b.pdf', "a filename b.pdf"),
        ("fdp\u202etxt.pdf", "fdp txt.pdf"),
        ("\r\nX: y.csv", "X y.csv"),
        ("....pdf", "file.pdf"),
        ("Übersicht Süd (2).xlsx", "Übersicht Süd (2).xlsx"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_file_name_loses_what_may_harm(name, clean):
    assert clean_name(name) == clean


def test_a_file_is_for_readers_of_its_question_alone(sign_in, question):
    file = AttachmentFactory(question=question)

    for stranger in (CoordinatorFactory(), PoliceLeadFactory(), AcademicFactory()):
        assert sign_in(stranger).get(url("attachment", file)).status_code == 404
    reader = GrantFactory(question=question).person
    assert sign_in(reader).get(url("attachment", file)).status_code == 200
