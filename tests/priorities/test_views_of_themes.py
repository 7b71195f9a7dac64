from datetime import date

import pytest
from django.urls import reverse

from priorities.models import Theme
from tests.answers import errors_of, lines_of
from tests.factories import (
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ThemeFactory,
    words_of,
)
from tests.html_rules import assert_well_made, title

pytestmark = pytest.mark.django_db

LIST = reverse("priorities:themes")
NEW = reverse("priorities:theme-new")
RIGHT = {
    "kind": "threat",
    "name": "Rural crime",
    "description": "Barns, quads and tractors.",
    "starts_on": "1/9/2026",
    "ends_on": "",
}


def test_a_theme_is_added_with_a_link_made_of_its_name(coordinator_client):
    response = coordinator_client.post(NEW, RIGHT)

    theme = Theme.objects.get()
    assert (theme.slug, theme.kind, theme.name, theme.starts_on, theme.ends_on) == (
        "rural-crime",
        "threat",
        "Rural crime",
        date(2026, 9, 1),
        None,
    )
    assert response.url == reverse("priorities:theme", args=["rural-crime"])


def test_a_theme_with_the_longest_name_is_added(coordinator_client):
    response = coordinator_client.post(NEW, RIGHT | {"name": "Rural crime " * 6 + "everyday"})

    assert response.status_code == 302
    assert Theme.objects.get().slug.startswith("rural-crime-rural-crime")


def test_a_theme_added_by_two_clicks_is_one(coordinator_client):
    first, second = coordinator_client.post(NEW, RIGHT), coordinator_client.post(NEW, RIGHT)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Theme.objects.count() == 1


def test_a_theme_is_changed_and_keeps_its_link(coordinator_client):
    theme = ThemeFactory(slug="rural-crime", name="Rural crime")

    coordinator_client.post(
        reverse("priorities:theme-edit", args=[theme.slug]),
        RIGHT | {"name": "Crime in the country", "ends_on": "31/12/2026"},
    )

    theme.refresh_from_db()
    assert (theme.slug, theme.name, theme.ends_on) == (
        "rural-crime",
        "Crime in the country",
        date(2026, 12, 31),
    )


def test_a_theme_is_changed_without_a_change_of_name(coordinator_client):
    theme = ThemeFactory(slug="rural-crime", name="Rural crime")

    response = coordinator_client.post(
        reverse("priorities:theme-edit", args=[theme.slug]), RIGHT | {"description": "Sharper."}
    )

    assert response.status_code == 302


def test_the_form_of_a_theme_shows_its_days_as_people_write_them(coordinator_client):
    theme = ThemeFactory(starts_on=date(2026, 9, 1))

    response = coordinator_client.get(reverse("priorities:theme-edit", args=[theme.slug]))

    assert b'value="01/09/2026"' in response.content


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"name": ""}, {"name": ["Enter a name"]}),
        ({"name": "x" * 81}, {"name": ["Name must be 80 characters or fewer"]}),
        (
            {"description": "x" * 401},
            {"description": ["Description must be 400 characters or fewer"]},
        ),
        ({"name": "TAKEN"}, {"name": ["Enter a name that no other theme has"]}),
        ({"description": ""}, {"description": ["Enter a description"]}),
        ({"starts_on": ""}, {"starts_on": ["Enter the first day"]}),
        ({"ends_on": "31/8/2026"}, {"ends_on": ["The last day must be on or after the first"]}),
        ({"name": "New"}, {"name": ["Enter a name that no other theme has"]}),
        ({"name": "!!!"}, {"name": ["Enter a name that no other theme has"]}),
        ({"name": "Taken"}, {"name": ["Enter a name that no other theme has"]}),
        ({"name": "taken?"}, {"name": ["Enter a name that no other theme has"]}),
    ],
)
def test_a_wrong_theme_is_explained_and_keeps_what_was_typed(coordinator_client, wrong, errors):
    ThemeFactory(slug="taken", name="Taken")

    response = coordinator_client.post(NEW, RIGHT | wrong)

    assert response.status_code == 422
    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: Add a theme")
    assert errors_of(response) == errors
    assert {name: response.context["form"][name].value() for name in RIGHT} == RIGHT | wrong
    assert [theme.name for theme in Theme.objects.all()] == ["Taken"]


@pytest.mark.parametrize("wrong", ["31/2/2026", "soon", "2026", "1/13/2026", "9/2026"])
def test_what_is_no_date_is_said_beside_the_field(coordinator_client, wrong):
    response = coordinator_client.post(NEW, RIGHT | {"starts_on": wrong})

    assert response.status_code == 422
    assert_well_made(response)
    assert errors_of(response) == {"starts_on": ["First day must be a date, like 20/1/2026"]}
    assert not Theme.objects.exists()


def test_a_theme_is_not_renamed_to_the_name_of_another(coordinator_client):
    ThemeFactory(name="Taken")
    theme = ThemeFactory(name="Rural crime")

    response = coordinator_client.post(
        reverse("priorities:theme-edit", args=[theme.slug]), RIGHT | {"name": "taken"}
    )

    assert response.status_code == 422
    assert errors_of(response) == {"name": ["Enter a name that no other theme has"]}


def test_the_list_counts_for_each_theme_the_questions_that_the_reader_may_see(sign_in):
    theme, empty = ThemeFactory(name="Guns"), ThemeFactory(name="Tax")
    lead = PoliceLeadFactory()
    ReadingFactory(question=QuestionFactory(posted_by=lead), theme=theme)
    ReadingFactory(theme=theme)

    response = sign_in(lead).get(LIST)

    counts = {shown.name: shown.question_count for shown in response.context["listing"].shown}
    assert counts == {theme.name: 1, empty.name: 0}


def test_the_list_marks_themes_that_have_ended_or_are_to_come(coordinator_client):
    ThemeFactory(ends_on=date(2024, 2, 1))
    ThemeFactory(starts_on=date(2999, 1, 1))
    ThemeFactory()

    content = coordinator_client.get(LIST).content.decode()

    assert (content.count("Ended"), content.count("To come")) == (1, 1)


def test_the_csv_of_themes_holds_their_days_and_counts(coordinator_client):
    theme = ReadingFactory(question__shared=True, theme__ends_on=date(2024, 2, 1)).theme

    [line] = lines_of(coordinator_client.get(f"{LIST}?format=csv"))

    assert line == {
        "Theme": theme.name,
        "Kind": "Theme",
        "Description": theme.description,
        "From": "2024-01-01",
        "Until": "2024-02-01",
        "Questions": "1",
    }


def test_a_theme_shows_the_questions_read_under_it_that_the_reader_may_see(sign_in):
    lead = PoliceLeadFactory()
    ours = ReadingFactory(question=QuestionFactory(posted_by=lead))
    ReadingFactory(theme=ours.theme)
    QuestionFactory(posted_by=lead)
    url = reverse("priorities:theme", args=[ours.theme.slug])

    page, table = sign_in(lead).get(url), sign_in(lead).get(f"{url}?format=csv")

    assert list(page.context["listing"].shown) == [ours.question]
    assert [line["Question"] for line in lines_of(table)] == [words_of(ours.question)]


@pytest.mark.parametrize("name", ["priorities:theme", "priorities:theme-edit"])
def test_an_unknown_theme_is_not_found(coordinator_client, name):
    assert coordinator_client.get(reverse(name, args=["elsewhere"])).status_code == 404


@pytest.mark.parametrize("name", ["coordinator", "lead", "academic"])
def test_an_empty_list_says_what_a_theme_is(request, name):
    response = request.getfixturevalue(f"{name}_client").get(LIST)

    assert_well_made(response)
    assert "No themes yet" in response.content.decode()


def test_themes_in_force_stand_first(coordinator_client):
    ThemeFactory(name="Arson", ends_on=date(2024, 2, 1))
    ThemeFactory(name="Bribes", starts_on=date(2999, 1, 1))
    ThemeFactory(name="Tax")
    ThemeFactory(name="Guns")

    response = coordinator_client.get(LIST)

    names = [theme.name for theme in response.context["listing"].shown]
    assert names == ["Guns", "Tax", "Arson", "Bribes"]
