"""What leaves an entry in the access log, and what an entry never holds."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessEvent
from matching.models import Suggestion
from priorities.models import FullText, Question, Summary, Theme
from tests import world as worlds
from tests.factories import (
    PASSWORD,
    AssentFactory,
    CoordinatorFactory,
    PoliceLeadFactory,
    QuestionFactory,
    UserFactory,
)
from tests.security.declared import ROWS
from tests.world import ROLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """As everywhere, with a question of which there is more to read than its summary."""
    made = worlds.build()
    FullText.objects.get_or_create(question=made.question, defaults={"words": "Why here?"})
    return made


@pytest.fixture
def entries():
    """Give the entries made since it was last asked: verb, thing, id, facet and more."""
    seen = set()

    def new():
        found = AccessEvent.objects.exclude(pk__in=seen).order_by("id")
        seen.update(event.pk for event in found)
        return [
            (e.actor, e.verb, e.object_type, e.object_id, e.facet, e.reason) for e in list(found)
        ]

    return new


QUESTION, THEME, NOTHING = "priorities.question", "priorities.theme", ""
# Who opens which page: what it is about, and as what it counts.
READINGS = [
    ("lead", "priorities:question", QUESTION, "full-text"),
    ("coordinator", "matching:matches", QUESTION, "matches"),
    ("coordinator", "matching:shortlist", QUESTION, "matches"),
    ("lead", "matching:shortlist", QUESTION, "matches"),
    ("academic", "matching:my-matches", NOTHING, "matches"),
    ("academic", "matching:home", NOTHING, "matches"),
    ("coordinator", "matching:suggestion-answer coordinator", QUESTION, "matches"),
    ("lead", "matching:suggestion-answer lead", QUESTION, "matches"),
    ("academic", "matching:suggestion-answer researcher", QUESTION, "matches"),
    ("auditor", "accounts:access-log", NOTHING, "access-log"),
]
EXPORTS = [
    ("coordinator", "matching:matches", QUESTION, "matches", 3),
    ("lead", "matching:shortlist", QUESTION, "matches", 1),
    ("academic", "matching:my-matches", NOTHING, "matches", 1),
    ("academic", "priorities:questions", NOTHING, "", 1),
    ("lead", "priorities:themes", NOTHING, "", 1),
    ("lead", "priorities:theme", THEME, "", 1),
    ("verifier", "researchers:people", NOTHING, "", 4),
    ("auditor", "accounts:access-log", NOTHING, "access-log", 1),
]
REFUSALS = [
    ("academic", "matching:matches", "not-found", True),
    ("lead", "matching:suggestion-answer coordinator", "refused", True),
    ("lead", "researchers:profile", "refused", False),
    ("coordinator", "accounts:access-log", "refused", False),
    ("other lead", "priorities:question", "not-found", True),
    ("other lead", "matching:shortlist", "not-found", True),
    ("coordinator", "clearances:people", "not-found", False),
    ("coordinator", "clearances:person", "not-found", True),
    ("other academic", "matching:suggestion-answer researcher", "not-found", True),
]


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_reading_that_counts_leaves_one_entry(world, entries, reading, headers):
    role, page, thing, facet = reading
    if headers and "answer" in page:
        pytest.skip("A row has no room for it: the browser is sent to the page.")
    browser = world.browser(role)
    entries()

    browser.get(world.addresses()[page], headers=headers)

    about = str(world.question.pk) if thing else ""
    assert entries() == [(world.users[role].pk, "read", thing, about, facet, "")]


@pytest.mark.parametrize("export", EXPORTS)
def test_a_download_leaves_one_entry_with_the_list_and_how_many_rows(world, entries, export):
    role, page, thing, facet, rows = export
    browser = world.browser(role)
    entries()

    lines = browser.get(world.addresses()[page], {"format": "csv"}).content.splitlines()

    [(by, verb, of, about, counted_as, reason)] = entries()
    ids = {QUESTION: str(world.question.pk), THEME: str(world.theme.pk), NOTHING: ""}
    assert (by, verb, of, about) == (world.users[role].pk, "export", thing, ids[thing])
    assert (counted_as, reason) == (facet, f"{page}, rows: {rows}")
    assert len(lines) >= rows + 1


def hide(world):
    """Take the question's summary back, so that only its police leads know what it says."""
    Question.objects.filter(pk=world.question.pk).update(released_at=None)


# A page that takes no form says so to everybody, which is no refusal, unless it hides.
TAKES_FORMS = {name for name, row in ROWS.items() if row.post or row.hides}
ASKED = [("GET", one) for one in REFUSALS]
ASKED += [("POST", one) for one in REFUSALS if one[1] in TAKES_FORMS]


@pytest.mark.parametrize(("method", "refusal"), ASKED)
def test_a_refusal_leaves_one_entry_with_what_was_asked_for(world, entries, refusal, method):
    role, page, verb, has_id = refusal
    browser = world.browser(role)
    hide(world)
    entries()

    address = world.addresses()[page]
    browser.generic(method, address)

    asked = next((part for part in address.split("/") if len(part) == 36), "")
    assert bool(asked) is has_id
    name = page.split()[0]
    assert entries() == [(world.users[role].pk, verb, name, asked, "", method)]


def test_what_is_hidden_and_what_never_was_are_noted_alike(world, entries):
    browser = world.browser("other lead")
    hide(world)
    entries()
    hidden, absent = world.question.pk, uuid4()

    asked = []
    for pk in (hidden, absent):
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("priorities:question", args=[pk]))
        asked.append([query["sql"].split()[0] for query in captured])

    first, second = entries()
    assert (first[3], second[3]) == (str(hidden), str(absent))
    assert first[:3] + first[4:] == second[:3] + second[4:]
    assert asked[0] == asked[1]


NOT_COUNTED = {
    "coordinator": [
        "matching:home",
        "priorities:question",
        "priorities:questions",
        "priorities:question-readings",
    ],
    "academic": ["priorities:question"],
    "lead": ["matching:home", "priorities:themes", "priorities:theme", "researchers:people"],
    "verifier": ["researchers:person", "privacy", "livez"],
    "other academic": ["matching:home"],
    "anonymous": ["accounts:sign-in", "priorities:question", "matching:matches"],
}


@pytest.mark.parametrize("role", NOT_COUNTED)
def test_what_does_not_count_leaves_none(world, entries, role):
    browser, addresses = world.browser(role), world.addresses()
    Suggestion.objects.filter(researcher__user=world.users.get("other academic")).delete()
    entries()

    for page in NOT_COUNTED[role]:
        browser.get(addresses[page])
    browser.get("/no-such-page")

    assert entries() == []


def test_a_wrong_filter_shows_no_rows_and_leaves_no_entry(world, entries):
    browser = world.browser("auditor")
    entries()

    browser.get("/access-log", {"person": "Ada"}, headers={"HX-Request": "true"})

    assert entries() == []


def test_signing_in_and_out_leave_an_entry_each(entries):
    user, client = UserFactory(), Client()

    client.post("/", {"username": user.email, "password": PASSWORD})
    client.post(reverse("accounts:sign-out"))
    client.post(reverse("accounts:sign-out"))

    me = (user.pk, "accounts.user", str(user.pk))
    assert entries() == [
        (me[0], "sign-in", *me[1:], "", ""),
        (me[0], "sign-out", *me[1:], "", ""),
    ]


def test_a_failed_sign_in_names_the_account_that_was_tried_and_nobody_as_actor(entries):
    user, closed = UserFactory(), UserFactory(is_active=False)

    for typed in (user.email.upper(), closed.email, "canary@typed.example"):
        Client().post("/", {"username": typed, "password": "six ducks"})

    assert entries() == [
        (None, "sign-in-failed", "accounts.user", str(user.pk), "", ""),
        (None, "sign-in-failed", "accounts.user", str(closed.pk), "", ""),
        (None, "sign-in-failed", "", "", "", ""),
    ]


def test_a_failed_sign_in_asks_as_much_of_the_database_with_an_account_as_without():
    asked = []
    # Each from an address of its own: the tries of one are counted in one row.
    for place, typed in {"10.0.0.1": UserFactory().email, "10.0.0.2": "nobody@a.example"}.items():
        with CaptureQueriesContext(connection) as captured:
            Client(REMOTE_ADDR=place).post("/", {"username": typed, "password": "six ducks"})
        asked.append([query["sql"].split()[0] for query in captured])

    assert asked[0] == asked[1]


def test_an_entry_says_in_short_what_it_is(world):
    world.browser("lead").get(world.addresses()["priorities:question"])

    said = str(AccessEvent.objects.get(verb="read"))

    assert said == f"read priorities.question {world.question.pk}"


def test_reading_the_full_text_leaves_one_entry_and_reading_the_summary_none(sign_in, entries):
    question = QuestionFactory(shared=True)
    colleague = PoliceLeadFactory(organisation=question.organisation)
    browsers = [sign_in(user) for user in (question.lead, colleague, CoordinatorFactory())]
    entries()

    for browser in browsers:
        browser.get(reverse("priorities:question", args=[question.pk]))

    about = ("read", QUESTION, str(question.pk), "full-text", "")
    assert entries() == [(reader.pk, *about) for reader in (question.lead, colleague)]


def test_nothing_logged_holds_a_name_an_address_or_words_of_anybody(world):
    """Everybody opens everything; the log afterwards holds none of the words planted before."""
    plant(world)
    for role in ROLES:
        browser = world.browser(role)
        addresses = world.addresses()
        addresses.pop("accounts:sign-out")
        for address in addresses.values():
            browser.get(address, {"words": "canary"})
            browser.get(address, {"format": "csv", "words": "canary", "thing": "canary"})
            browser.post(address, {"words": "canary", "reason": "canary"})
        browser.get("/canary")
        browser.get("/themes/canary")
    Client().post("/", {"username": "canary@typed.example", "password": "canary"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, '|'), count(*) FROM accounts_accessevent e")
        log, count = cursor.fetchone()
    assert count > 100
    assert "canary" not in log.lower()
    assert "@" not in log


def plant(world):
    for user in world.users.values():
        user.name, user.email = "Canary Nomen", f"canary.{user.pk}@canary.example"
        user.save()
    question, person = world.question, world.suggestion.researcher
    asked = "Where do canary birds go at night?"
    Summary.objects.filter(question=question).update(words=asked, source_title="canary")
    AssentFactory(version__question=question, version__words=asked)
    FullText.objects.filter(question=question).update(
        background=asked, wanted=asked, handling_note=asked
    )
    person.name, person.statement = "Canary Nomen", "I study canary birds."
    person.save()
    Theme.objects.filter(pk=world.theme.pk).update(name="Canary", slug="canary-theme")
    world.theme.refresh_from_db()
