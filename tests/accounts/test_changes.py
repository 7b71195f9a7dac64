"""What became of a row, as people read it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import history
from accounts.acting import acting_as
from accounts.history import Step, changes
from accounts.models import Membership
from accounts.permissions import Role
from accounts.tracking import BASELINE
from priorities.models import Theme
from tests.answers import page_of
from tests.factories import MembershipFactory, OrganisationFactory, ThemeFactory, UserFactory
from tests.html_rules import assert_well_made, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return ThemeFactory(name="Before", description="Words.", starts_on=date(2026, 9, 1))


def change(theme, by, **fields):
    with acting_as(by.pk, act="tests.change"):
        Theme.objects.filter(pk=theme.pk).update(**fields)


def test_changes_say_who_did_what_from_what_to_what_the_newest_first(theme, coordinator):
    change(theme, coordinator, name="After", ends_on=date(2026, 12, 31))
    change(theme, coordinator, ends_on=None)

    newest, middle, first = changes(theme)

    assert (newest.verb, newest.by, newest.act) == ("Changed", "Cora Coordinator", "tests.change")
    assert newest.steps == [Step("Ends on", "31 December 2026", "")]
    assert middle.steps == [
        Step("Name", "Before", "After"),
        Step("Ends on", "", "31 December 2026"),
    ]
    assert (first.verb, first.by) == ("Added", "")
    assert Step("Starts on", "", "1 September 2026") in first.steps


def test_people_organisations_choices_and_ticks_are_told_in_words(coordinator):
    membership = MembershipFactory(
        user=UserFactory(name="Ada"),
        organisation=OrganisationFactory(name="Here"),
        role=Role.POLICE_LEAD,
    )
    there = OrganisationFactory(name="There")
    Membership.objects.update(organisation=there, role=Role.ACADEMIC, is_contact_point=True)

    newest, first = changes(membership)

    assert Step("User", "", "Ada") in first.steps
    assert newest.steps == [
        Step("Organisation", "Here", "There"),
        Step("Role", "Police lead", "Researcher"),
        Step("Is contact point", "No", "Yes"),
    ]


def test_what_was_there_when_the_history_began_is_compared_with(theme, coordinator):
    with connection.cursor() as cursor:
        baseline = {"rows": "priorities_theme", "events": "priorities_themeevent"}
        cursor.execute(BASELINE.format(**baseline))
    change(theme, coordinator, name="After")

    newest, baseline, _ = changes(theme)

    assert newest.steps == [Step("Name", "Before", "After")]
    assert baseline.verb == "As it was when the history began"


def test_of_a_long_history_the_newest_are_shown_and_the_oldest_shown_says_from_what(
    theme, coordinator, monkeypatch
):
    monkeypatch.setattr(history, "SHOWN", 2)
    for name in ("One", "Two", "Three"):
        change(theme, coordinator, name=name)

    assert [change.steps for change in changes(theme)] == [
        [Step("Name", "Two", "Three")],
        [Step("Name", "One", "Two")],
    ]


def test_whose_account_is_gone_is_told_by_its_id(theme):
    user = UserFactory()
    change(theme, user, name="After")
    pk = user.pk
    user.delete()

    assert changes(theme)[0].by == str(pk)


def test_a_row_of_many_changes_costs_as_many_queries_as_one_of_few(theme):
    counts = []
    for number in range(3):
        change(theme, UserFactory(), name=f"Name {number}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            changes(theme)
        counts.append(len(queries))

    assert counts == [3, 3, 3]


def test_a_coordinator_reads_what_became_of_a_theme(theme, coordinator, coordinator_client):
    change(theme, coordinator, name="<b>After</b>", description="")

    response = coordinator_client.get(reverse("priorities:theme-history", args=[theme.slug]))

    assert_well_made(response)
    (main,) = page_of(response).all("main")
    said = " ".join(text(main).split())
    assert "by Cora Coordinator Name Before: Before After: <b>After</b>" in said
    assert "Description Before: Words. After: Emptied" in said
    assert "by a command, or when the product was set up" in said


def test_the_page_of_a_theme_leads_to_its_history_only_who_may_read_it(
    theme, coordinator_client, lead_client
):
    address = reverse("priorities:theme-history", args=[theme.slug])
    page = reverse("priorities:theme", args=[theme.slug])

    assert address in coordinator_client.get(page).content.decode()
    assert address not in lead_client.get(page).content.decode()
    assert coordinator_client.get("/themes/none/history").status_code == 404
