"""Every page for everybody: well made, titled for itself, and with a steady number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import world as worlds
from tests.answers import page_of
from tests.factories import (
    AccessEventFactory,
    ApproachFactory,
    AuditorFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    DecisionFactory,
    ExpertiseFactory,
    MatchRunFactory,
    MembershipFactory,
    OutputFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ResearcherFactory,
    SuggestionFactory,
    ThemeFactory,
    UserFactory,
    VerifierFactory,
)
from tests.html_rules import assert_well_made, get, problems, title
from tests.world import ROLES

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
# By the end of an address. Whatever shows questions asks apart for full texts and for summaries,
# so that each is kept to its readers: the coordinator's home does so for each of its lists.
MORE_QUERIES = {"home": 20, "matches": 29, "shortlist": 22, "my-matches": 14, "people": 13}
# Fragments: they are swapped into a page.
PARTS = {"matching:run"}


@pytest.fixture
def world():
    return worlds.build()


def pages(world, role):
    """Give every whole page that the person gets by name, and one refusal of each kind."""
    browser = world.browser(role)
    answers = {n: browser.get(a) for n, a in world.addresses().items() if n not in PARTS}
    return {
        name if answer.status_code == 200 else str(answer.status_code): answer
        for name, answer in answers.items()
        if answer.content and answer["Content-Type"].startswith("text/html")
    }


def faults(answer, user):
    """Give what is wrong with a page: its markup, its headers, and who it says is signed in."""
    content = answer.content.decode()
    yield from problems(content)
    if user and (str(user) not in content or "Sign out" not in content):
        yield "It does not say who is signed in and how to leave."
    if user and "private" not in answer["Cache-Control"]:
        yield "It may be kept in a cache."
    # django-csp writes its directives in no order, so the last may be any of them.
    if "script-src 'self'" not in answer["Content-Security-Policy"].split("; "):
        yield "Its scripts may come from elsewhere."


@pytest.mark.parametrize("role", ROLES)
def test_every_page_keeps_the_rules_of_the_house_and_has_a_title_of_its_own(world, role):
    found = pages(world, role)

    broken = {name: list(faults(answer, world.users.get(role))) for name, answer in found.items()}

    titles = [title(answer.content.decode()) for answer in found.values()]
    assert {name: wrong for name, wrong in broken.items() if wrong} == {}
    assert {words for words in titles if titles.count(words) > 1} == set()


@pytest.mark.parametrize("role", ROLES)
def test_no_page_offers_a_link_that_its_reader_may_not_follow(world, role):
    browser = world.browser(role)
    offered = {link for answer in pages(world, role).values() for link in links(answer)}

    refused = {link for link in offered if browser.get(link).status_code not in {200, 302}}

    assert refused == set()


def links(answer):
    hrefs = {get(element, "href") or "" for element in page_of(answer).all("a")}
    return {href.split("#")[0] for href in hrefs if href.startswith(("/", "?")) and href != "/"}


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_question_whose_run_is_under_way_shows_its_progress(coordinator_client, state):
    run = MatchRunFactory(**{state: True}, question__shared=True)

    page = coordinator_client.get(reverse("matching:matches", args=[run.question_id]))

    assert_well_made(page)
    assert reverse("matching:run", args=[run.pk]) in page.content.decode()


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_question_whose_run_stopped_says_so(coordinator_client, state):
    run = MatchRunFactory(state=state, note="Its worker was lost.", question__shared=True)

    page = coordinator_client.get(reverse("matching:matches", args=[run.question_id]))

    assert_well_made(page)
    assert "The last search" in page.content.decode()


@pytest.mark.parametrize("name", ["coordinator", "lead", "academic"])
@pytest.mark.parametrize("page", ["home", "questions", "people", "themes"])
def test_pages_without_anything_on_them_are_well_made_too(request, name, page):
    client = request.getfixturevalue(f"{name}_client")

    assert_well_made(client.get(f"/{page}"))


class Scene:
    """People and one question to look at, and a way to add a row of each kind."""

    def __init__(self):
        self.coordinator = CoordinatorFactory()
        self.auditor = AuditorFactory()
        self.lead = PoliceLeadFactory()
        self.verifier = VerifierFactory()
        self.academic = ResearcherFactory()
        self.run = MatchRunFactory(question__posted_by=self.lead, question__shared=True)

    def add_reading(self):
        AccessEventFactory(actor=UserFactory().pk)

    def add_question(self):
        """Of each kind one: never matched, under way, matched without a shortlist, not released."""
        MatchRunFactory(running=True, question__shared=True)
        MatchRunFactory(question__shared=True)
        QuestionFactory()
        ReadingFactory(question__posted_by=self.lead, question__published=True)
        ReadingFactory(question=QuestionFactory(posted_by=self.lead, shared=True))

    def add_person(self):
        person = ResearcherFactory()
        ExpertiseFactory(researcher=person, is_primary=False)
        person.approaches.add(ApproachFactory())
        OutputFactory(researcher=person)
        return person

    def add_contact_point(self):
        MembershipFactory(is_contact_point=True)

    def add_theme(self):
        ReadingFactory(theme=ThemeFactory())

    def add_clearance(self):
        """One of each kind, of somebody and of the academic."""
        person = self.add_person().user
        for kind in ({}, {"ended": True}, {"revoked": True}):
            ClearanceFactory(person=person, **kind)
            ClearanceFactory(person=self.academic.user, **kind)

    def add_ceiling_change(self):
        CeilingChangeFactory(confirmed=True)
        CeilingChangeFactory(dropped=True)

    def add_match(self):
        """Somebody whom every voice has spoken on, and somebody with too little."""
        suggestion = SuggestionFactory(run=self.run, researcher=self.add_person())
        self.speak(suggestion)
        SuggestionFactory(run=self.run, too_little=True)

    def add_own_match(self):
        run = MatchRunFactory(question__shared=True)
        SuggestionFactory(run=run, researcher=self.academic)

    def add_answered_own_match(self):
        run = MatchRunFactory(question__shared=True)
        self.speak(SuggestionFactory(run=run, researcher=self.academic))

    def speak(self, suggestion):
        by = {"by": self.coordinator}
        DecisionFactory(suggestion=suggestion, **by)
        DecisionFactory(suggestion=suggestion, voice="lead", answer="no", reason="Busy", **by)
        DecisionFactory(suggestion=suggestion, voice="researcher", answer="could-help", **by)


LISTS = [
    ("coordinator", "/home", ["add_question", "add_match"]),
    ("lead", "/home", ["add_question", "add_match"]),
    ("academic", "/home", ["add_own_match", "add_answered_own_match"]),
    ("coordinator", "/questions", ["add_question"]),
    ("lead", "/questions", ["add_question"]),
    ("academic", "/questions", ["add_question"]),
    ("coordinator", "/people", ["add_person"]),
    ("lead", "/people", ["add_person"]),
    ("coordinator", "/themes", ["add_theme"]),
    ("academic", "/organisations", ["add_contact_point"]),
    ("academic", "/themes", ["add_theme"]),
    ("verifier", "/home", ["add_clearance", "add_ceiling_change"]),
    ("verifier", "/clearances", ["add_clearance"]),
    ("verifier", "/clearances/ceilings", ["add_ceiling_change"]),
    ("academic", "/account", ["add_clearance"]),
    ("coordinator", "/questions/{}/matches", ["add_match"]),
    ("coordinator", "/questions/{}/shortlist", ["add_match"]),
    ("lead", "/questions/{}/shortlist", ["add_match"]),
    ("auditor", "/access-log", ["add_reading"]),
    ("academic", "/my-matches", ["add_own_match", "add_answered_own_match"]),
]


@pytest.mark.parametrize("query", ["", "?format=csv"])
@pytest.mark.parametrize(("role", "address", "add"), LISTS)
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(sign_in, role, address, add, query):
    scene = Scene()
    user = getattr(scene, role)
    browser = sign_in(getattr(user, "user", user))
    url = address.format(scene.run.question_id) + query

    def queries():
        for name in add:
            getattr(scene, name)()
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url).status_code == 200
        # The test itself runs in a transaction, so each request's own is a savepoint in it.
        return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]

    one, _, three = queries(), queries(), queries()

    assert len(three) == len(one), "\n".join(three)
    most = MORE_QUERIES.get(address.rpartition("/")[2], MOST_QUERIES)
    assert len(one) <= most, "\n".join(one)
