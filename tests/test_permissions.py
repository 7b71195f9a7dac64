"""Who may open what: every address of the product for everybody, and whose rows they see."""

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
from tests.world import ROLES

pytestmark = pytest.mark.django_db

EVERYBODY = (200, 200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN = (302, 200, 200, 200, 200, 200, 200, 200, 200)
ACADEMICS = (302, 403, 200, 200, 403, 403, 403, 403, 403)
LEADS = (302, 403, 403, 403, 200, 200, 403, 403, 403)
COORDINATORS = (302, 403, 403, 403, 403, 403, 200, 403, 403)
VERIFIERS = (302, 404, 404, 404, 404, 404, 404, 200, 404)
AUDITORS = (302, 403, 403, 403, 403, 403, 403, 403, 200)
BY_POST_ONLY = (302, 405, 405, 405, 405, 405, 405, 405, 405)
NOT_THERE = (302, 404, 404, 404, 404, 404, 404, 404, 404)
# Of the question that is not released: coordinators know that it is there and may do nothing to it.
OF_THE_LEAD = (302, 404, 404, 404, 200, 404, 403, 404, 404)
FORM_OF_THE_LEAD = (302, 404, 404, 404, 422, 404, 403, 404, 404)
ACT_OF_THE_LEAD = (302, 404, 404, 404, 302, 404, 403, 404, 404)
BEHIND_IT = (302, 404, 404, 404, 200, 404, 404, 404, 404)
# The worker's health: no worker runs beside the tests, unless one just did.
WELL_OR_NOT = ({200, 503},) * 9

# What a GET answers, in the order of ROLES:
#  anonymous, expired, academic, other academic, lead, other lead, coordinator, verifier,
#  auditor
GET = {
    "accounts:sign-in": (200, 302, 302, 302, 302, 302, 302, 302, 302),
    "accounts:sign-out": BY_POST_ONLY,
    "accounts:access-log": AUDITORS,
    "accounts:organisations": SIGNED_IN,
    "clearances:account": SIGNED_IN,
    "clearances:people": VERIFIERS,
    "clearances:person": VERIFIERS,
    "clearances:record": VERIFIERS,
    "clearances:revoke": VERIFIERS,
    "clearances:ceilings": VERIFIERS,
    "clearances:propose": VERIFIERS,
    "clearances:confirm": VERIFIERS,
    "clearances:drop": (302, 404, 404, 404, 404, 404, 404, 405, 404),
    "matching:home": SIGNED_IN,
    "matching:find-people": BY_POST_ONLY,
    "matching:matches": (302, 404, 404, 404, 200, 404, 200, 404, 404),
    "matching:shortlist": (302, 404, 404, 404, 200, 404, 200, 404, 404),
    "matching:my-matches": ACADEMICS,
    # A fragment: a plain browser is led to the page on which it stands.
    "matching:run": (302, 404, 404, 404, 302, 404, 302, 404, 404),
    "matching:run-cancel": BY_POST_ONLY,
    "matching:suggestion-answer coordinator": COORDINATORS,
    "matching:suggestion-answer lead": (302, 403, 403, 403, 200, 404, 403, 403, 403),
    "matching:suggestion-answer researcher": (302, 403, 200, 404, 403, 403, 403, 403, 403),
    "matching:suggestion-answer nobody": NOT_THERE,
    "matching:suggestion-undo coordinator": BY_POST_ONLY,
    "matching:suggestion-undo lead": BY_POST_ONLY,
    "matching:suggestion-undo researcher": BY_POST_ONLY,
    "matching:suggestion-undo nobody": BY_POST_ONLY,
    "priorities:questions": SIGNED_IN,
    "priorities:question-new": LEADS,
    "priorities:question-import": COORDINATORS,
    "priorities:question": (302, 404, 200, 200, 200, 200, 200, 200, 200),
    "priorities:question-lead": COORDINATORS,
    "priorities:question-readings": COORDINATORS,
    "priorities:themes": SIGNED_IN,
    "priorities:theme-new": COORDINATORS,
    "priorities:theme": SIGNED_IN,
    "priorities:theme-edit": COORDINATORS,
    "priorities:theme-history": COORDINATORS,
    "researchers:people": SIGNED_IN,
    "researchers:person": (302, 404, 200, 200, 200, 200, 200, 200, 200),
    "researchers:profile": ACADEMICS,
    "livez": EVERYBODY,
    "readyz": EVERYBODY,
    "healthz/worker": WELL_OR_NOT,
    "how-matching-works": EVERYBODY,
    "accessibility": EVERYBODY,
    "privacy": EVERYBODY,
    "security": EVERYBODY,
    "priorities:question-release": OF_THE_LEAD,
    "priorities:question-withdraw": (302, 404, 404, 404, 302, 404, 403, 404, 404),
    "priorities:question-marking": OF_THE_LEAD,
    "priorities:question-handling": OF_THE_LEAD,
    "priorities:question-close": BY_POST_ONLY,
    "priorities:question-reopen": BY_POST_ONLY,
    "priorities:question-history": OF_THE_LEAD,
    "priorities:question-readers": OF_THE_LEAD,
    "priorities:question-break-glass": (302, 404, 404, 404, 403, 404, 200, 404, 404),
    "priorities:question-notes": OF_THE_LEAD,
    "priorities:question-attachments": OF_THE_LEAD,
    "priorities:release-settle": BEHIND_IT,
    "priorities:release-drop": BY_POST_ONLY,
    "priorities:remarking-settle": BEHIND_IT,
    "priorities:remarking-drop": BY_POST_ONLY,
    "priorities:grant-revoke": BEHIND_IT,
    "priorities:break-glass": COORDINATORS,
    "priorities:glass-settle": (302, 404, 404, 404, 404, 404, 200, 404, 404),
    "priorities:glass-drop": BY_POST_ONLY,
    "priorities:attachment": BEHIND_IT,
}

# What a POST with nothing filled in does: 422 asks for an answer, 302 has acted.
POST = {
    "accounts:sign-in": (422, 302, 302, 302, 302, 302, 302, 302, 302),
    "accounts:sign-out": (302, 302, 302, 302, 302, 302, 302, 302, 302),
    "clearances:record": (302, 404, 404, 404, 404, 404, 404, 422, 404),
    "clearances:revoke": (302, 404, 404, 404, 404, 404, 404, 422, 404),
    "clearances:propose": (302, 404, 404, 404, 404, 404, 404, 422, 404),
    "clearances:confirm": (302, 404, 404, 404, 404, 404, 404, 302, 404),
    "clearances:drop": (302, 404, 404, 404, 404, 404, 404, 302, 404),
    "matching:find-people": (302, 404, 404, 404, 302, 404, 302, 404, 404),
    "matching:run-cancel": (302, 404, 404, 404, 302, 404, 302, 404, 404),
    "matching:suggestion-answer coordinator": (302, 403, 403, 403, 403, 403, 422, 403, 403),
    "matching:suggestion-answer lead": (302, 403, 403, 403, 422, 404, 403, 403, 403),
    "matching:suggestion-answer researcher": (302, 403, 422, 404, 403, 403, 403, 403, 403),
    "matching:suggestion-answer nobody": NOT_THERE,
    "matching:suggestion-undo coordinator": (302, 403, 403, 403, 403, 403, 302, 403, 403),
    "matching:suggestion-undo lead": (302, 403, 403, 403, 302, 404, 403, 403, 403),
    "matching:suggestion-undo researcher": (302, 403, 302, 404, 403, 403, 403, 403, 403),
    "matching:suggestion-undo nobody": NOT_THERE,
    "priorities:question-new": (302, 403, 403, 403, 422, 422, 403, 403, 403),
    "priorities:question-import": (302, 403, 403, 403, 403, 403, 422, 403, 403),
    "priorities:question-lead": (302, 403, 403, 403, 403, 403, 422, 403, 403),
    "priorities:question-readings": (302, 403, 403, 403, 403, 403, 302, 403, 403),
    "priorities:theme-new": (302, 403, 403, 403, 403, 403, 422, 403, 403),
    "priorities:theme-edit": (302, 403, 403, 403, 403, 403, 422, 403, 403),
    "researchers:profile": (302, 403, 422, 422, 403, 403, 403, 403, 403),
    "priorities:question-release": FORM_OF_THE_LEAD,
    "priorities:question-withdraw": ACT_OF_THE_LEAD,
    "priorities:question-marking": FORM_OF_THE_LEAD,
    "priorities:question-handling": ACT_OF_THE_LEAD,
    "priorities:question-close": ACT_OF_THE_LEAD,
    "priorities:question-reopen": ACT_OF_THE_LEAD,
    "priorities:question-readers": FORM_OF_THE_LEAD,
    "priorities:question-break-glass": (302, 404, 404, 404, 403, 404, 422, 404, 404),
    "priorities:question-notes": FORM_OF_THE_LEAD,
    "priorities:question-attachments": FORM_OF_THE_LEAD,
    # Nobody confirms what they proposed themselves.
    "priorities:release-settle": (302, 404, 404, 404, 403, 404, 404, 404, 404),
    "priorities:release-drop": (302, 404, 404, 404, 302, 404, 404, 404, 404),
    "priorities:remarking-settle": (302, 404, 404, 404, 403, 404, 404, 404, 404),
    "priorities:remarking-drop": (302, 404, 404, 404, 302, 404, 404, 404, 404),
    "priorities:grant-revoke": (302, 404, 404, 404, 302, 404, 404, 404, 404),
    "priorities:glass-settle": (302, 404, 404, 404, 404, 404, 302, 404, 404),
    "priorities:glass-drop": (302, 404, 404, 404, 404, 404, 302, 404, 404),
}
LISTS = {
    "access-log",
    "ceilings",
    "matches",
    "my-matches",
    "organisations",
    "people",
    "questions",
    "shortlist",
    "theme",
    "themes",
}
EMPTY = {"csrfmiddlewaretoken": "sent by every browser"}


@pytest.fixture
def world():
    return worlds.build()


def column(table, role):
    return {name: row[ROLES.index(role)] for name, row in table.items()}


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


def test_every_address_has_a_row_in_the_table(world):
    assert set(world.addresses()) == set(GET)


@pytest.mark.parametrize("role", ROLES)
def test_a_get_opens_just_what_the_table_says_and_writes_nothing(world, role):
    browser = world.browser(role)
    before = everything_stored()

    got = {name: browser.get(address).status_code for name, address in world.addresses().items()}

    expected = column(GET, role)
    either = {name for name, status in expected.items() if isinstance(status, set)}
    assert {name: got.pop(name) in expected.pop(name) for name in either} == dict.fromkeys(
        either, True
    )
    assert got == expected
    assert everything_stored() == before


@pytest.mark.parametrize("role", ROLES)
def test_a_post_does_just_what_the_table_says(world, role):
    addresses = world.addresses()

    got = {}
    for name in POST:
        with transaction.atomic():
            got[name] = world.browser(role).post(addresses[name], EMPTY).status_code
            transaction.set_rollback(True)

    assert got == column(POST, role)


@pytest.mark.parametrize("role", ROLES)
def test_a_refused_post_writes_nothing(world, role):
    browser, addresses = world.browser(role), world.addresses()
    refused = [name for name, status in column(POST, role).items() if status in {403, 404, 422}]
    before = everything_stored()

    for name in refused:
        browser.post(addresses[name], EMPTY)

    assert everything_stored() == before


@pytest.mark.parametrize("role", ROLES)
def test_a_post_to_a_page_that_takes_none_writes_nothing(world, role):
    browser = world.browser(role)
    before = everything_stored()

    for name, address in world.addresses().items():
        if name not in POST:
            browser.post(address, EMPTY)

    assert everything_stored() == before


@pytest.mark.parametrize("role", ROLES)
def test_lists_as_csv_and_as_fragments_open_for_the_same_people_and_write_nothing(world, role):
    browser = world.browser(role)
    lists = {
        name: address
        for name, address in world.addresses().items()
        if name.split(":")[-1]
        in {
            "matches",
            "shortlist",
            "my-matches",
            "questions",
            "themes",
            "theme",
            "people",
            "ceilings",
        }
    }
    before = everything_stored()

    as_csv = {n: browser.get(a, {"format": "csv"}).status_code for n, a in lists.items()}
    fragments = {n: browser.get(a, headers={"HX-Request": "true"}) for n, a in lists.items()}
    parts = {n: 302 if "HX-Redirect" in f else f.status_code for n, f in fragments.items()}

    expected = {name: status for name, status in column(GET, role).items() if name in lists}
    assert as_csv == parts == expected
    assert everything_stored() == before


def test_who_is_not_signed_in_is_asked_to_and_led_back(world):
    browser = world.browser("anonymous")
    asked = [address for name, address in world.addresses().items() if GET[name][0] == 302]

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
