import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from priorities.models import Question, Summary
from tests.answers import page_of, ticked
from tests.factories import AcademicFactory, OrganisationFactory, PoliceLeadFactory
from tests.html_rules import assert_well_made, get, title

pytestmark = pytest.mark.django_db

IMPORT = reverse("priorities:question-import")
HEADINGS = "question,source_title,source_url,licence,year,paraphrased\n"
GOOD = "Why here?,Areas of interest,https://publisher.example/1,OGL v3.0,2025,no\n"
OTHER = '"Why there, and who pays?",Questions,https://publisher.example/2,OPL v3.0,,yes\n'


@pytest.fixture
def send(coordinator_client):
    """Send a file's bytes for one lead and give the answer, with what it leads to."""
    chosen = PoliceLeadFactory().memberships.get()

    def sent(content, **more):
        if isinstance(content, str):
            content = content.encode()
        fields = {"lead": chosen.pk, "file": SimpleUploadedFile("questions.csv", content)}
        return coordinator_client.post(IMPORT, fields | more, follow=True)

    return sent


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_a_file_of_questions_is_taken_up_with_its_sources(send):
    response = send(HEADINGS + GOOD + OTHER)

    assert messages_of(response) == ["2 added, 0 already here."]
    assert list(
        Summary.objects.order_by("source_url").values_list(
            "words", "source_title", "source_licence", "source_year", "is_paraphrase"
        )
    ) == [
        ("Why here?", "Areas of interest", "OGL v3.0", 2025, False),
        ("Why there, and who pays?", "Questions", "OPL v3.0", None, True),
    ]


def test_a_file_sent_twice_adds_nothing_the_second_time(send):
    send(HEADINGS + GOOD + OTHER)

    response = send(HEADINGS + GOOD + OTHER)

    assert messages_of(response) == ["0 added, 2 already here."]
    assert Question.objects.count() == 2


def test_a_file_that_excel_saved_as_utf_8_is_taken(send):
    send(b"\xef\xbb\xbf" + (HEADINGS + GOOD).replace("here", "là").replace("\n", "\r\n").encode())

    assert Summary.objects.get().words == "Why là?"


def test_year_and_paraphrased_may_be_left_out(send):
    send(
        "Licence,Source_URL,Source_Title,Question\n"
        "OGL v3.0,https://publisher.example/1,Areas of interest,Why here?\n"
    )

    summary = Summary.objects.get()
    assert (summary.words, summary.source_year, summary.is_paraphrase) == (
        "Why here?",
        None,
        False,
    )


def wrong(line):
    """Give a file whose third line is wrong, between two good ones."""
    return HEADINGS + GOOD + line + OTHER


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (
            (HEADINGS + GOOD).replace("here", "là").encode("latin-1"),
            "must be saved as UTF-8: line 2",
        ),
        ((HEADINGS + GOOD).encode("utf-16"), "cannot be read|UTF-8|no text has"),
        (b"\x00\x01\x02", "no text has"),
        ("", "The selected file is empty"),
        ("question,source_title,source_url\nWhy?,A,https://a.example\n", "must also name: licence"),
        (wrong(",A,https://a.example,OGL,,\n"), "Line 3: question: "),
        (wrong("Why?,A,not an address,OGL,,\n"), "Line 3: source_url: "),
        (wrong("Why?,A,javascript:alert(1),OGL,,\n"), "Line 3: source_url: "),
        (wrong("Why?,A,,OGL,,\n"), "Line 3: source_title, source_url and licence must all be"),
        (wrong("Why?,,https://a.example,OGL,,\n"), "Line 3: source_title, source_url and licence"),
        (wrong("Why?,A,https://a.example,,,\n"), "Line 3: source_title, source_url and licence"),
        (wrong("Why?,A,https://a.example,OGL,last year,\n"), "Line 3: year: "),
        (wrong("Why?,A,https://a.example,OGL,-1,\n"), "Line 3: year: "),
        (wrong("Why?,A,https://a.example,OGL,99999,\n"), "Line 3: year: "),
        (wrong(f"{'W' * 2001},A,https://a.example,OGL,,\n"), "Line 3: question: "),
        (wrong(f"Why?,A,https://a.example,{'L' * 301},,\n"), "Line 3: licence: "),
        (wrong("Why?,A,https://a.example,OGL,,perhaps\n"), "Line 3: paraphrased: Enter yes or no"),
        (wrong("Why?,A,https://a.example,OGL,,1\n"), "Line 3: paraphrased: Enter yes or no"),
        (wrong("Why?,A,https://a.example,OGL,,no,more\n"), "Line 3 has more cells"),
    ],
)
def test_a_wrong_file_is_explained_by_line_and_field_and_nothing_is_taken(send, content, error):
    response = send(content)

    assert response.status_code == 422
    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: ")
    [*said] = response.context["form"].errors["file"]
    assert any(part in said[0] for part in error.split("|")), said
    assert not Question.objects.exists()


def test_every_wrong_line_is_named_up_to_twenty(send):
    response = send(HEADINGS + ",A,https://a.example,OGL,,\n" * 30)

    said = response.context["form"].errors["file"]
    assert [words.split(":")[0] for words in said] == [f"Line {n}" for n in range(2, 22)]


def test_a_file_without_rows_adds_nothing(send):
    response = send(HEADINGS)

    assert messages_of(response) == ["0 added, 0 already here."]


def test_the_file_and_the_force_are_asked_for(coordinator_client):
    response = coordinator_client.post(IMPORT, {"csrfmiddlewaretoken": "sent by every browser"})

    assert response.status_code == 422
    assert_well_made(response)
    assert response.context["form"].errors == {
        "lead": ["Select the police lead who answers for them"],
        "file": ["Select a CSV file"],
    }


@pytest.mark.parametrize(
    "make",
    [AcademicFactory, lambda: PoliceLeadFactory(membership__ends_on="2024-02-01")],
    ids=["an academic", "no longer a lead"],
)
def test_only_a_police_lead_of_today_answers_for_questions(send, make):
    response = send(HEADINGS + GOOD, lead=make().memberships.get().pk)

    assert response.status_code == 422
    assert response.context["form"].errors["lead"] == [
        "Which police lead answers for them must be one of those on the list"
    ]
    assert not Question.objects.exists()


def test_leads_are_offered_under_their_organisations(coordinator_client):
    east, west = OrganisationFactory(name="East"), OrganisationFactory(name="West")
    PoliceLeadFactory(name="Wim", organisation=west)
    PoliceLeadFactory(name="Eve", organisation=east)
    PoliceLeadFactory(name="Ann", organisation=east)

    page = page_of(coordinator_client.get(IMPORT))

    assert [get(group, "label") for group in page.all("optgroup")] == ["East", "West"]
    words = coordinator_client.get(IMPORT).content.decode()
    assert words.index("Ann<") < words.index("Eve<") < words.index("Wim<")


def test_the_questions_belong_to_the_lead_and_their_force(send):
    lead = PoliceLeadFactory()
    membership = lead.memberships.get()

    send(HEADINGS + GOOD, lead=membership.pk)

    question = Question.objects.get()
    assert (question.lead, question.organisation) == (lead, membership.organisation)
    assert question.is_led_by(lead)


def test_the_chosen_lead_is_kept_when_the_file_is_wrong(send):
    membership = PoliceLeadFactory().memberships.get()

    assert ticked(send("nonsense", lead=membership.pk)) == [str(membership.pk)]
