"""Works that come by a file: looked over, saved in one act, undone in one, purged in time."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from researchers.jobs import purge_imports
from researchers.models import Import, Output
from researchers.reading.formats import read
from researchers.services import imports
from researchers.services.previews import Standing, preview
from tests.answers import errors_of
from tests.factories import OutputFactory, ResearcherFactory
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
NEW = reverse("researchers:import-new")


@pytest.fixture
def person(academic):
    return academic.researcher


def csl(*works):
    made = [
        {
            "title": title,
            "issued": {"date-parts": [[year]]},
            "author": [{"family": name, "given": "A"}],
        }
        for title, year, name in works
    ]
    return json.dumps(made).encode()


def take_up(person, content, **fields):
    given = {"submission": uuid4(), "reading": read(content), "by": person.user}
    return imports.take_up(researcher=person, content=content, **given | fields)


def send(client, content, name="works.json", **fields):
    return client.post(NEW, {"file": SimpleUploadedFile(name, content), **fields})


def standings(found):
    found.refresh_from_db()
    return [row.standing for row in preview(found).rows]


def tick(found, *numbers, of=None):
    """What a browser sends with these rows ticked, out of those of the page."""
    rows = preview(found).rows if of is None else of
    data = {f"kind-{row.number}": row.fields["kind"] for row in rows}
    return data | {f"tick-{number}": "on" for number in numbers}


# -- The service ------------------------------------------------------------------------------


def test_a_preview_tells_new_from_here_like_set_aside_and_twice(person):
    OutputFactory(researcher=person, title="Ledgers", year=2019, people="")
    OutputFactory(researcher=person, title="Tills", year=2001)
    aside = OutputFactory(researcher=person, title="Youth", year=2000, people="")
    imports_before = Output.objects.count()
    aside.set_aside_at = timezone.now()
    aside.save()
    found = take_up(
        person,
        csl(
            *(("LEDGERS", 2019, "Smith"), ("Tills", 2020, "Smith"), ("Youth!", 2000, "Smith")),
            *(("Streets", 2024, "Smith"), ("Streets.", 2024, "Smith")),
        ),
    )
    assert standings(found) == [
        Standing.HERE,
        Standing.LIKE,
        Standing.ASIDE,
        Standing.NEW,
        Standing.TWICE,
    ]
    shown = preview(found)
    assert [row.is_ticked for row in shown.rows] == [False, False, False, True, False]
    assert shown.sentence == (
        "1 new, 1 already here, 1 like one that is here, 1 set aside by you, 1 twice in this file"
    )
    assert Output.objects.count() == imports_before


def test_one_that_could_not_be_read_is_told_with_its_line(person):
    found = take_up(person, b"@book{a, title={One}}\n\n@book{b, year=2000}\n")
    assert preview(found).sentence == "1 new, 1 we could not read (line 3: no title)"


def test_save_takes_all_that_is_ticked_in_one_act(person):
    found = take_up(person, csl(("Ledgers", 2019, "Smith"), ("Tills", 2020, "Smith")))
    imports.choose(found=found, ticks={1: False}, kinds={0: "practice"}, by=person.user)
    assert imports.save(found=found, by=person.user) == 1
    output = person.outputs.get()
    assert (output.title, output.kind, output.year, output.people, output.came_with) == (
        *("Ledgers", "practice", 2019, "Smith, A"),
        found,
    )
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == [
        "import.read",
        "import.saved",
    ]


def test_saving_twice_saves_once(person):
    found = take_up(person, csl(("Ledgers", 2019, "Smith")))
    imports.save(found=found, by=person.user)
    with pytest.raises(ValidationError, match="This import is saved"):
        imports.save(found=found, by=person.user)
    assert person.outputs.count() == 1


def test_nothing_is_saved_where_one_ticked_row_cannot_stand(person):
    found = take_up(
        person, csl(("Ledgers", 2019, "Smith"), ("Tills", 2020, "Smith"), ("Tills", 2020, "Jones"))
    )
    imports.choose(found=found, ticks={2: True}, kinds={}, by=person.user)
    with pytest.raises(ValidationError) as refused:
        imports.save(found=found, by=person.user)
    assert refused.value.messages[1] == "“Tills”: the same title, kind and year is there already."
    assert not person.outputs.exists()
    found.refresh_from_db()
    assert found.state == Import.State.READY


def test_what_is_here_or_set_aside_is_not_taken_however_it_is_ticked(person):
    OutputFactory(researcher=person, title="Ledgers", year=2019, set_aside_at=timezone.now())
    found = take_up(person, csl(("Ledgers", 2019, "Smith"), ("Tills", 2020, "Smith")))
    imports.choose(found=found, ticks={0: True, 1: True}, kinds={0: "media"}, by=person.user)
    imports.save(found=found, by=person.user)
    assert sorted(person.outputs.values_list("title", flat=True)) == ["Ledgers", "Tills"]
    assert person.outputs.get(title="Ledgers").set_aside_at


def test_nothing_ticked_is_nothing_to_save(person):
    found = take_up(person, csl(("Ledgers", 2019, "Smith")))
    imports.choose_all(found=found, is_ticked=False, by=person.user)
    with pytest.raises(ValidationError, match="Tick at least one row"):
        imports.save(found=found, by=person.user)


def test_the_page_sent_twice_reads_once(person):
    token, content = uuid4(), csl(("Ledgers", 2019, "Smith"))
    first = take_up(person, content, submission=token)
    assert take_up(person, content, submission=token) == first
    assert take_up(person, content) == first  # sent again while it waits
    assert Import.objects.count() == 1


def test_the_same_file_after_it_was_saved_changes_nothing(person):
    content = csl(("Ledgers", 2019, "Smith"), ("Tills", 2020, "Smith"))
    imports.save(found=take_up(person, content), by=person.user)
    again = take_up(person, content)
    assert standings(again) == [Standing.HERE, Standing.HERE]
    with pytest.raises(ValidationError, match="Tick at least one row"):
        imports.save(found=again, by=person.user)
    assert person.outputs.count() == 2


def test_undo_takes_off_what_came_but_for_what_was_changed_since(person):
    kept = OutputFactory(researcher=person, title="Mine")
    titles = ["Plain", "Pinned", "Aside", "Edited", "Removed"]
    found = take_up(person, csl(*((title, 2019, "Smith") for title in titles)))
    imports.save(found=found, by=person.user)
    now = timezone.now()
    person.outputs.filter(title="Pinned").update(pinned_at=now)
    person.outputs.filter(title="Aside").update(set_aside_at=now)
    person.outputs.filter(title="Edited").update(abstract="In my own words.")
    person.outputs.filter(title="Removed").delete()

    shown = imports.undo(found=found, by=person.user)

    assert [(row.fields["title"], row.fields["kept"]) for row in shown.kept] == [
        ("Pinned", "you pinned it"),
        ("Aside", "you set it aside"),
        ("Edited", "you changed it"),
    ]
    left = set(person.outputs.values_list("title", flat=True))
    assert left == {"Mine", "Pinned", "Aside", "Edited"}
    kept.refresh_from_db()
    with pytest.raises(ValidationError, match="This import is undone"):
        imports.undo(found=found, by=person.user)


def test_rows_are_purged_after_30_days_and_the_list_stays(person):
    saved, waiting = (take_up(person, csl((title, 2019, "S"))) for title in ("One", "Two"))
    fresh = take_up(person, csl(("Three", 2019, "S")))
    imports.save(found=saved, by=person.user)
    long_ago = timezone.now() - timedelta(days=31)
    Import.objects.filter(pk__in=[saved.pk, waiting.pk]).update(made_at=long_ago)
    purge_imports()
    saved.refresh_from_db()
    assert saved.rows  # 30 days count from the day on which it was saved
    Import.objects.filter(pk=saved.pk).update(saved_at=long_ago)

    purge_imports()

    saved.refresh_from_db()
    assert (saved.rows, set(Import.objects.all())) == ([], {saved, fresh})
    assert person.outputs.get().title == "One"
    with pytest.raises(ValidationError, match="can no longer be undone"):
        imports.undo(found=saved, by=person.user)


def test_a_table_becomes_works_once_its_columns_have_a_meaning(person):
    found = take_up(person, b"Thing,When,Odd\nLedgers,2019,x\n,2020,y\n")
    assert imports.needs_columns(found)
    imports.name_columns(found=found, columns={"title": 0, "year": 1}, by=person.user)
    found.refresh_from_db()
    assert not imports.needs_columns(found)
    assert preview(found).sentence == "1 new, 1 we could not read (line 3: no title)"


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_of_one_work_at_once_one_is_refused(person):
    founds = [take_up(person, csl(("Tills", 2020, name))) for name in ("Smith", "Smith, J")]
    refused, gate = [], threading.Barrier(2)

    def save(found):
        gate.wait()
        try:
            imports.save(found=found, by=person.user)
        except ValidationError as error:
            refused.extend(error.messages)
        connection.close()

    threads = [threading.Thread(target=save, args=[found]) for found in founds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert person.outputs.count() == 1
    assert refused
    assert sorted(Import.objects.values_list("state", flat=True)) == ["ready", "saved"]


def test_a_table_sent_again_may_have_its_columns_named_otherwise(person):
    content = b"Thing,Title\nLedgers,2019\n"
    wrong = take_up(person, content)
    assert take_up(person, content) == wrong
    imports.name_columns(found=wrong, columns={"title": 1}, by=person.user)
    assert imports.needs_columns(take_up(person, content))


# -- The pages --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("zotero.bib", "3 new"),
        ("zotero-biblatex.bib", "2 new"),
        ("jabref.bib", "2 new, 1 we could not read (line 23: no title)"),
        ("endnote.ris", "3 new, 1 we could not read (line 41: no title)"),
        ("scopus.ris", "2 new"),
        ("zotero-csl.json", "3 new, 1 we could not read (record 4: no title)"),
        ("orcid-record.json", "5 new"),
    ],
)
def test_a_real_file_is_sent_looked_over_saved_and_undone(academic_client, person, name, sentence):
    sent = send(academic_client, (FILES / name).read_bytes(), name)
    page = academic_client.get(sent.url)
    assert_well_made(page)
    assert sentence in page.content.decode()
    found = Import.objects.get()
    new = len(found.rows)

    done = academic_client.post(sent.url, tick(found, *range(new)) | {"go": "save"}, follow=True)

    assert_well_made(done)
    assert f"Saved: {new} on your list" in done.content.decode()
    assert person.outputs.count() == new
    undo = reverse("researchers:import-undo", args=[found.pk])
    assert_well_made(academic_client.get(undo))
    undone = academic_client.post(undo, follow=True)
    assert "is off your list" in undone.content.decode()
    assert not person.outputs.exists()


def test_a_csv_asks_first_which_column_is_which(academic_client, person):
    sent = send(academic_client, (FILES / "scopus.csv").read_bytes(), "scopus.csv")
    page = academic_client.get(sent.url, follow=True)
    assert_well_made(page)
    assert page.context["form"]["title"].value() == 3
    columns = page.redirect_chain[-1][0]

    missing = academic_client.post(columns, {"title": ""})
    assert missing.status_code == 422
    assert errors_of(missing) == {"title": ["Select the column that holds the title"]}

    looked = academic_client.post(
        columns, {"title": 3, "year": 4, "people": 1, "kind": 17, "doi": 13}, follow=True
    )
    assert_well_made(looked)
    assert "3 new" in looked.content.decode()
    assert academic_client.get(columns).status_code == 302


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The selected file is empty"),
        (b"\0\0", "Line 1 holds a character that no text has"),
        (b"[" * 5000, "nested deeper"),
        (b"hello", "We cannot tell what kind of file this is"),
        (b"x" * 2_000_001, "2 MB or smaller"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_beside_the_field(academic_client, content, words):
    page = send(academic_client, content, "a.bib")
    assert page.status_code == 422
    assert_well_made(page)
    assert words in errors_of(page)["file"][0]
    assert not Import.objects.exists()


def test_no_file_is_no_import(academic_client):
    assert errors_of(academic_client.post(NEW, {"format": ""})) == {"file": ["Select a file"]}


def test_ticks_are_kept_from_page_to_page_and_save_takes_all(academic_client, person):
    content = csl(*((f"Work number {n} of many", 2019, "Smith") for n in range(250)))
    sent = send(academic_client, content)
    found = Import.objects.get()
    rows = preview(found).rows
    first = academic_client.get(sent.url)
    assert_well_made(first)
    assert "Rows 1 to 100 of 250" in first.content.decode()

    # All of the first page but the first two are ticked; then on to page two, and save there.
    to_two = academic_client.post(
        sent.url, tick(found, *range(2, 100), of=rows[:100]) | {"go": "2"}
    )
    assert to_two.url == f"{sent.url}?page=2"
    second = academic_client.get(to_two.url)
    assert "Rows 101 to 200 of 250" in second.content.decode()
    academic_client.post(to_two.url, tick(found, 150, of=rows[100:200]) | {"go": "save"})

    taken = set(person.outputs.values_list("title", flat=True))
    expected = [*range(2, 100), 150, *range(200, 250)]
    assert taken == {f"Work number {n} of many" for n in expected}


def test_all_and_none_are_one_click(academic_client):
    content = csl(*((f"Work number {n} of many", 2019, "Smith") for n in range(120)))
    sent = send(academic_client, content)
    found = Import.objects.get()
    academic_client.post(sent.url, {"go": "none"})
    found.refresh_from_db()
    assert preview(found).ticked == 0
    academic_client.post(sent.url, {"go": "all"})
    found.refresh_from_db()
    assert preview(found).ticked == 120


def test_a_row_that_cannot_stand_is_told_on_the_page_with_nothing_lost(academic_client, person):
    sent = send(academic_client, csl(("Tills", 2020, "Smith"), ("Tills", 2020, "Jones")))
    found = Import.objects.get()
    page = academic_client.post(sent.url, tick(found, 0, 1) | {"go": "save"})
    assert page.status_code == 422
    assert_well_made(page)
    assert "the same title, kind and year is there already" in page.content.decode()
    assert page.content.decode().count(" checked") == 2


def test_an_unknown_kind_is_refused(academic_client, person):
    sent = send(academic_client, csl(("Tills", 2020, "Smith")))
    page = academic_client.post(sent.url, {"tick-0": "on", "kind-0": "patent", "go": "save"})
    assert page.status_code == 422
    assert not person.outputs.exists()


def test_the_same_file_again_is_told_to_hold_nothing_new(academic_client, person):
    content = csl(("Tills", 2020, "Smith"))
    sent = send(academic_client, content)
    academic_client.post(sent.url, tick(Import.objects.get(), 0) | {"go": "save"})
    page = academic_client.get(send(academic_client, content).url)
    assert_well_made(page)
    assert "Nothing in it is new" in page.content.decode()


def test_nobody_else_opens_an_import(academic_client, coordinator_client, person, sign_in):
    found = take_up(person, csl(("Tills", 2020, "Smith")))
    other = sign_in(ResearcherFactory().user)
    for name in ("import", "import-columns", "import-undo"):
        url = reverse(f"researchers:{name}", args=[found.pk])
        assert other.get(url).status_code == 404
        assert coordinator_client.get(url).status_code == 403
    # One that is not saved cannot be undone either.
    undo = reverse("researchers:import-undo", args=[found.pk])
    assert academic_client.get(undo).status_code == 404


def test_where_fetching_is_off_the_page_says_that_a_file_is_the_way(academic_client):
    page = academic_client.get(NEW)
    assert_well_made(page)
    assert "a file is the way" in page.content.decode()
    sent = academic_client.post(NEW, {"way": "fetch", "service": "doi", "identifier": "10.1/x"})
    assert sent.status_code == 422


def test_five_thousand_rows_stay_usable(academic_client, person):
    for n in range(300):
        OutputFactory(researcher=person, title=f"Work number {n} of many", year=2019)
    rows = "".join(f"Work number {n} of many,2019\n" for n in range(5_000))
    sent = send(academic_client, f"Title,Year\n{rows}".encode(), "many.csv")
    columns = academic_client.get(sent.url).url
    academic_client.post(columns, {"title": 0, "year": 1})
    page = academic_client.get(sent.url)
    assert "4,700 new, 300 already here" in page.content.decode()
    academic_client.post(sent.url + "?page=50", {"go": "save"})
    # Those on the page that was sent are unticked in what a bare post says.
    assert person.outputs.count() == 300 + 4_600
