import csv
import io

import pytest
from django.contrib.auth.models import Group

from pages.listing import Column, FilterForm, Listing
from tests.html_rules import assert_well_made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gallery")]


@pytest.fixture
def groups():
    return Group.objects.bulk_create(Group(name=f"{'ABC'[i % 3]}{i:03}") for i in range(60))


def read(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_a_list_shows_a_page_of_rows_and_says_how_many_there_are(client, groups):
    response = client.get("/list")
    assert_well_made(response)
    assert '<p role="status" id="list-status">60 groups</p>' in response.content.decode()
    assert response.content.decode().count('<li class="app-row">') == 25


def test_a_filter_narrows_the_rows_and_says_how_many_it_hides(client, groups):
    response = client.get("/list", {"letters": ["A"]})
    assert_well_made(response)
    assert b"20 groups, 40 more hidden by filters" in response.content
    assert b"First letter: hides 40 of 60" in response.content


def test_htmx_gets_the_rows_alone_with_the_count_beside_them(client, groups):
    response = client.get("/list", {"q": "A0"}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'hx-swap-oob="innerHTML:#list-status">20 groups, 40 more' in html
    assert "format=csv" in html
    assert "HX-Request" in response.headers["Vary"]


def test_csv_holds_every_filtered_row_with_its_columns(client, groups):
    response = client.get("/list", {"letters": ["A", "B"], "format": "csv", "page": "2"})
    heading, *rows = read(response)
    assert heading == ["Name", "Letters"]
    assert [row[0] for row in rows] == sorted(g.name for g in groups if g.name[0] in "AB")


@pytest.mark.parametrize(("asked", "given"), [("2", 2), ("99", 3), ("0", 3), ("x", 1), ("", 1)])
def test_a_page_that_is_not_there_gives_one_that_is(rf, groups, asked, given):
    listing = Listing(rf.get("/", {"page": asked}), Group.objects.order_by("pk"), [], "groups")
    assert listing.page.number == given


def test_page_links_keep_the_filters(client, groups):
    html = client.get("/list", {"q": "0", "page": "2"}).content.decode()
    assert 'href="/list?q=0&amp;page=1"' in html
    assert 'aria-current="page"' in html


def test_a_wrong_filter_is_explained_on_the_whole_page(client, groups):
    query = {"q": "x" * 21}
    response = client.get("/list", query)
    assert_well_made(response)
    assert b"There is a problem" in response.content
    fragment = client.get("/list", query, headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"].endswith("x" * 21)


def test_an_empty_list_teaches_and_an_emptied_one_offers_a_way_back(client, groups):
    assert b"No groups fit these filters" in client.get("/list?q=zzz").content
    Group.objects.all().delete()
    response = client.get("/list")
    assert_well_made(response)
    assert b"Groups appear when someone makes one." in response.content


# Two of each number are the request's own savepoint; a download is written down.
@pytest.mark.parametrize(("query", "queries"), [("", 4), ("?q=A", 5), ("?format=csv", 4)])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_the_database_the_same_few_times(
    client, django_assert_num_queries, query, queries, rows
):
    Group.objects.bulk_create(Group(name=f"A{i}") for i in range(rows))
    with django_assert_num_queries(queries):
        client.get(f"/list{query}")


def test_rows_are_presented_a_page_at_a_time(rf, groups):
    seen = []

    def present(rows):
        seen.append(len(rows))
        return [group.name.lower() for group in rows]

    listing = Listing(
        rf.get("/"), Group.objects.order_by("name"), [], "groups", per_page=10, present=present
    )
    assert listing.shown[0] == "a000"
    assert seen == [10]


def test_a_list_without_filters_counts_its_one_row_as_one(rf):
    Group.objects.create(name="A")
    listing = Listing(
        rf.get("/"),
        Group.objects.order_by("pk"),
        [Column("Name", str)],
        "groups",
        ("group", "groups"),
    )
    assert listing.sentence == "1 group"
    assert listing.hidden == 0


def test_a_filter_form_must_say_how_it_narrows():
    with pytest.raises(NotImplementedError):
        FilterForm({}).narrow(Group.objects.all())
