"""What a page does beside its answer, and whose suggestions somebody sees.

Who may open what is the table in `tests/security/declared.py`.
"""

from urllib.parse import quote

import pytest
from django.db import connection, transaction

from accounts.models import AccessEvent
from accounts.permissions import Role
from matching.models import MatchRun, Suggestion
from tests import world as worlds
from tests.factories import (
    DecisionFactory,
    MatchRunFactory,
    MembershipFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ResearcherFactory,
    SuggestionFactory,
    UserFactory,
)
from tests.security.declared import ROWS
from tests.world import ROLES

pytestmark = pytest.mark.django_db

LISTS = {
    "matching:matches",
    "matching:shortlist",
    "matching:my-matches",
    "priorities:questions",
    "priorities:themes",
    "priorities:theme",
    "researchers:people",
    "clearances:ceilings",
    "clearances:people",
}
REFUSED = {403, 404, 405, 422}
EMPTY = {"csrfmiddlewaretoken": "sent by every browser"}


@pytest.fixture
def world():
    return worlds.build()


def everything_stored():
    """Give a fingerprint of all rows of each table but the access log, which readings go into."""
    with connection.cursor() as cursor:
        prints = {}
        tables = {*connection.introspection.table_names(cursor)} - {AccessEvent._meta.db_table}
        for table in tables:
            rows = f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t"
            cursor.execute(rows)
            prints[table] = cursor.fetchone()[0]
    return prints


def posted(world, role, address):
    """Give what a POST with nothing filled in answers, and undo what it did."""
    with transaction.atomic():
        status = world.browser(role).post(address, EMPTY).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("role", ROLES)
def test_a_get_writes_nothing(world, role):
    browser = world.browser(role)
    before = everything_stored()

    for address in world.addresses().values():
        browser.get(address)

    assert everything_stored() == before


@pytest.mark.parametrize("role", ROLES)
def test_a_refused_post_writes_nothing(world, role):
    browser = world.browser(role)
    refused = [a for a in world.addresses().values() if posted(world, role, a) in REFUSED]
    before = everything_stored()

    for address in refused:
        browser.post(address, EMPTY)

    assert everything_stored() == before


@pytest.mark.parametrize("role", ROLES)
def test_lists_as_csv_and_as_fragments_open_for_the_same_people_and_write_nothing(world, role):
    browser, addresses = world.browser(role), world.addresses()
    lists = {name: addresses[name] for name in LISTS}
    pages = {name: browser.get(address).status_code for name, address in lists.items()}
    before = everything_stored()

    as_csv = {n: browser.get(a, {"format": "csv"}).status_code for n, a in lists.items()}
    fragments = {n: browser.get(a, headers={"HX-Request": "true"}) for n, a in lists.items()}
    parts = {n: 302 if "HX-Redirect" in f else f.status_code for n, f in fragments.items()}

    assert as_csv == parts == pages
    assert everything_stored() == before


def test_who_is_not_signed_in_is_asked_to_and_led_back(world):
    browser = world.browser("anonymous")
    asked = [a for name, a in world.addresses().items() if not ROWS[name].is_public]

    led = {address: browser.get(address).url for address in asked}

    assert led == {address: f"/?next={quote(address)}" for address in asked}


def test_every_form_refuses_a_post_without_its_token(world):
    browser = world.browser("coordinator")
    browser.handler.enforce_csrf_checks = True

    got = {browser.post(address).status_code for address in world.addresses().values()}

    assert got == {403}


@pytest.fixture
def suggestions():
    """Give suggestions of every kind for Ada's and Lee's eyes, by name."""
    ada, lee = ResearcherFactory(), PoliceLeadFactory()
    open_, closed = QuestionFactory(posted_by=lee, shared=True), QuestionFactory(posted_by=lee)
    runs = {question: MatchRunFactory(question=question) for question in (open_, closed)}
    elsewhere = MatchRunFactory(question__shared=True)
    made = {
        "ada, open": SuggestionFactory(run=runs[open_], researcher=ada),
        "bob, open, shortlisted": SuggestionFactory(run=runs[open_]),
        "cat, open, declined": SuggestionFactory(run=runs[open_]),
        "dan, open, no longer shortlisted": SuggestionFactory(run=runs[open_]),
        "ada, closed, shortlisted": SuggestionFactory(run=runs[closed], researcher=ada),
        "ada, elsewhere, last shown": SuggestionFactory(run=elsewhere, researcher=ada, rank=15),
        "bob, elsewhere, shortlisted": SuggestionFactory(run=elsewhere),
        "ada, further down": SuggestionFactory(
            run=MatchRunFactory(question__shared=True), researcher=ada, rank=16
        ),
        "ada, too little": SuggestionFactory(
            run=MatchRunFactory(question__shared=True), researcher=ada, too_little=True
        ),
    }
    for name, suggestion in made.items():
        if "shortlisted" in name:
            decision = DecisionFactory(suggestion=suggestion)
        if "no longer" in name:
            DecisionFactory(suggestion=suggestion, answer="undone", follows=decision)
        if "declined" in name:
            DecisionFactory(suggestion=suggestion, answer="declined", reason="Another field")
    return {"ada": ada.user, "lee": lee, "made": made}


def seen(suggestions, user):
    visible = set(Suggestion.objects.visible_to(user))
    return {name for name, suggestion in suggestions["made"].items() if suggestion in visible}


ADAS = {"ada, open", "ada, elsewhere, last shown"}
LEES = {"bob, open, shortlisted"}
# Found for a summary that is no longer out.
NOBODYS = {"ada, closed, shortlisted"}


@pytest.mark.parametrize(("who", "expected"), [("ada", ADAS), ("lee", LEES)])
def test_a_researcher_sees_their_own_matches_and_a_lead_their_own_shortlists(
    suggestions, who, expected
):
    assert seen(suggestions, suggestions[who]) == expected


def test_who_is_both_sees_both(suggestions):
    ada = suggestions["ada"]
    lees_question = suggestions["made"]["ada, open"].run.question
    MembershipFactory(user=ada, role=Role.POLICE_LEAD, organisation=lees_question.organisation)
    lees_question.lead = ada
    lees_question.save()

    assert seen(suggestions, ada) == ADAS | LEES


def test_a_lead_who_moved_to_another_force_sees_no_shortlist_of_the_first(suggestions):
    lee = suggestions["lee"]
    lee.memberships.update(ends_on="2024-02-01")
    MembershipFactory(user=lee)

    assert seen(suggestions, lee) == set()


def test_a_coordinator_sees_every_suggestion(suggestions):
    user = MembershipFactory(role=Role.COORDINATOR).user

    assert seen(suggestions, user) == set(suggestions["made"]) - NOBODYS


def test_a_colleague_of_the_lead_sees_the_question_but_not_its_shortlist(suggestions):
    force = suggestions["lee"].memberships.get().organisation

    assert seen(suggestions, PoliceLeadFactory(organisation=force)) == set()


@pytest.mark.parametrize("who", ["ada", "lee"])
def test_without_a_current_role_nobody_sees_a_suggestion(suggestions, who):
    suggestions[who].memberships.update(ends_on="2024-02-01")

    assert seen(suggestions, suggestions[who]) == set()


def test_who_never_had_a_role_sees_no_suggestion(suggestions):
    assert seen(suggestions, UserFactory()) == set()


@pytest.mark.usefixtures("suggestions")
def test_only_the_newest_finished_run_of_a_question_counts():
    old = SuggestionFactory(run__finished_at="2025-01-01T12:00Z")
    new = SuggestionFactory(run__question=old.run.question)
    SuggestionFactory(run__question=old.run.question, run__running=True)

    newest = MatchRun.objects.newest_done().filter(question=old.run.question)

    assert list(newest) == [new.run]
