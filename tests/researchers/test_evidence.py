"""A person's own list of evidence: what stands on it, and what each piece counts for."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from researchers.models import Output
from researchers.services import evidence
from tests.answers import errors_of, lines_of
from tests.factories import AcademicFactory, OutputFactory, ResearcherFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db
LIST = reverse("researchers:register-evidence")
ADD = reverse("researchers:output-add")
FRAGMENT = {"HX-Request": "true"}
GIVEN = {"kind": "practice", "title": "Twelve years in fraud", "year": "2020"}


@pytest.fixture
def person(academic):
    return academic.researcher


@pytest.fixture
def output(person):
    return OutputFactory(researcher=person, title="Ledgers", year=timezone.localdate().year - 11)


def at(name, output):
    return reverse(f"researchers:output-{name}", args=[output.pk])


def test_the_page_tells_what_each_counts_for_and_that_no_citation_does(academic_client, output):
    page = academic_client.get(LIST)
    assert_well_made(page)
    words = page.content.decode()
    assert "counts a little less: 11 years old" in words
    assert "No citation figure is used anywhere" in words


def test_the_page_teaches_where_there_is_nothing(academic_client, person):
    page = academic_client.get(LIST)
    assert_well_made(page)
    assert "No evidence yet" in page.content.decode()


def test_pinned_stand_first_and_set_aside_last(academic_client, person):
    now = timezone.now()
    OutputFactory(researcher=person, title="Aside", year=2026, set_aside_at=now)
    OutputFactory(researcher=person, title="Newer", year=2025)
    OutputFactory(researcher=person, title="Pinned", year=1999, pinned_at=now)
    shown = academic_client.get(LIST).context["listing"].shown
    assert [(one.output.title, one.weight) for one in shown] == [
        ("Pinned", f"counts more: pinned ({timezone.localdate().year - 1999} years old)"),
        ("Newer", "counts in full"),
        ("Aside", "does not count: set aside"),
    ]


def test_what_is_added_by_hand_stands_on_the_list_once(academic_client, person):
    for _ in range(2):
        sent = academic_client.post(ADD, GIVEN | {"doi": "https://doi.org/10.5555/ABC"})
        assert sent.status_code == 302
    output = person.outputs.get()
    assert (output.kind, output.year, output.doi) == ("practice", 2020, "10.5555/abc")
    assert [event.action for event in AuditEvent.objects.all()] == ["output.added"]


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"title": ""}, "title", "Enter title"),
        ({"title": "…"}, "title", "Enter a title with at least one letter or digit"),
        ({"title": "x" * 501}, "title", "Title must be 500 characters or fewer"),
        ({"year": "soon"}, "year", "Year must be a whole number, like 12"),
        ({"year": "1066"}, "year", "Year must be 1500 or later"),
        ({"year": "99999999999999999999"}, "year", "Year must be 2099 or earlier"),
        ({"doi": "doi"}, "doi", "Enter a DOI like 10.1000/182, or leave it empty"),
        ({"kind": "patent"}, "kind", None),
        ({"kind": ""}, "kind", None),
        ({"title": "NUL\0"}, "title", "Null characters are not allowed."),
    ],
)
def test_bad_input_is_explained_beside_its_field(academic_client, person, wrong, field, words):
    page = academic_client.post(ADD, GIVEN | wrong)
    assert page.status_code == 422
    assert_well_made(page)
    errors = errors_of(page)
    assert list(errors) == [field]
    assert words is None or errors[field] == [words]
    assert not person.outputs.exists()


def test_names_are_cleaned(academic_client, person):
    academic_client.post(ADD, GIVEN | {"people": "Ann\u202e  Smith", "title": "A\u200b  title"})
    output = person.outputs.get()
    assert (output.people, output.title) == ("Ann Smith", "A title")


@pytest.mark.parametrize(
    "given", [{"abstract": "Other words"}, {"title": "Other", "doi": "10.5555/here"}]
)
def test_what_is_there_already_is_told_and_nothing_lost(academic_client, person, given):
    OutputFactory(
        researcher=person, **GIVEN | {"year": 2020, "abstract": "", "doi": "10.5555/here"}
    )
    page = academic_client.post(ADD, GIVEN | given)
    assert page.status_code == 422
    assert "already" in errors_of(page)["title"][0]
    assert all(value in page.content.decode() for value in given.values())


def test_an_output_is_corrected(academic_client, output):
    page = academic_client.get(at("edit", output))
    assert_well_made(page)
    academic_client.post(at("edit", output), GIVEN)
    output.refresh_from_db()
    assert (output.title, output.kind) == ("Twelve years in fraud", "practice")


def test_a_correction_that_makes_two_alike_is_refused(academic_client, person, output):
    OutputFactory(researcher=person, **GIVEN | {"year": 2020})
    page = academic_client.post(at("edit", output), GIVEN)
    assert page.status_code == 422
    output.refresh_from_db()
    assert output.title == "Ledgers"


def test_an_output_is_removed_after_a_question(academic_client, output):
    assert_well_made(academic_client.get(at("remove", output)))
    assert Output.objects.exists()
    academic_client.post(at("remove", output))
    assert not Output.objects.exists()


def test_pin_and_unpin_with_and_without_htmx(academic_client, output):
    fragment = academic_client.post(
        at("pin", output), {"wanted": "yes", "page": "1"}, headers=FRAGMENT, follow=True
    )
    assert fragment.templates[0].name == "researchers/_evidence_list.html"
    assert "1 of up to 5 pinned" in fragment.content.decode()
    page = academic_client.post(at("pin", output), {"wanted": "no"}, follow=True)
    assert_well_made(page)
    output.refresh_from_db()
    assert output.pinned_at is None


def test_a_sixth_pin_is_refused_in_words(academic_client, person):
    for n in range(5):
        OutputFactory(researcher=person, title=f"Pinned {n}", pinned_at=timezone.now())
    sixth = OutputFactory(researcher=person)
    for headers in ({}, FRAGMENT):
        page = academic_client.post(
            at("pin", sixth), {"wanted": "yes"}, headers=headers, follow=True
        )
        assert "You have pinned 5 already. Unpin one of them first." in page.content.decode()
    sixth.refresh_from_db()
    assert sixth.pinned_at is None


def test_this_is_not_me_any_more_and_it_is_me_after_all(academic_client, output):
    evidence.pin(output=output, is_pinned=True, by=output.researcher.user)
    page = academic_client.post(at("aside", output), {"wanted": "yes"}, follow=True)
    assert "It is me after all" in page.content.decode()
    output.refresh_from_db()
    assert output.set_aside_at
    assert output.pinned_at is None
    assert output.researcher.outputs.matched_on().count() == 0
    with pytest.raises(ValidationError, match="set this aside"):
        evidence.pin(output=output, is_pinned=True, by=output.researcher.user)

    academic_client.post(at("aside", output), {"wanted": "no"})
    output.refresh_from_db()
    assert output.set_aside_at is None


def test_nothing_is_changed_by_a_button_that_is_none_of_ours_or_by_looking(academic_client, output):
    for name in ("pin", "aside"):
        assert academic_client.get(at(name, output)).status_code == 405
        assert academic_client.post(at(name, output), {"wanted": "maybe"}).status_code == 404
    assert not AuditEvent.objects.exists()


def test_another_persons_evidence_is_not_there(output, sign_in, coordinator_client):
    other = sign_in(ResearcherFactory().user)
    for name in ("edit", "remove"):
        assert other.get(at(name, output)).status_code == 404
        assert coordinator_client.get(at(name, output)).status_code == 403
    for name in ("edit", "remove", "pin", "aside"):
        assert other.post(at(name, output), {"wanted": "yes"}).status_code == 404
        assert coordinator_client.post(at(name, output), {"wanted": "yes"}).status_code == 403
    assert coordinator_client.get(LIST).status_code == 403


def test_whoever_has_no_entry_yet_is_led_to_its_beginning(sign_in):
    client = sign_in(AcademicFactory())
    for url in (LIST, ADD, reverse("researchers:import-new")):
        assert client.get(url).url == reverse("researchers:profile")


def test_the_csv_holds_all_of_it(academic_client, output):
    (line,) = lines_of(academic_client.get(f"{LIST}?format=csv"))
    assert (line["Title"], line["Counts"]) == ("Ledgers", "counts a little less: 11 years old")


def test_as_many_queries_for_three_as_for_one(academic_client, person, output):
    with CaptureQueriesContext(connection) as one:
        academic_client.get(LIST)
    OutputFactory.create_batch(2, researcher=person)
    with CaptureQueriesContext(connection) as three:
        academic_client.get(LIST)
    assert len(three) == len(one)


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_adds(person):
    def add():
        output = Output(researcher=person, kind="practice", title="Twelve years")
        evidence.add(output=output, by=person.user)
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert person.outputs.count() == 1
