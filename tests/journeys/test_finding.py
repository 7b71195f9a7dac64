"""The pages on which people are found or find themselves, wide and narrow, against every rule."""

import pytest
from django.test import Client

from tests import browser
from tests.factories import (
    CoordinatorFactory,
    DecisionFactory,
    ExclusionFactory,
    FirstLookFactory,
    GlimpseFactory,
    InterestFactory,
    OutputFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ResearcherFactory,
    SuggestionFactory,
)
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(chromium, live_server):
    """Give somebody a browser in which they are signed in already."""
    with browser.open_context(chromium) as context:
        visitor = Visitor(context, live_server.url)

        def as_user(user):
            client = Client()
            client.force_login(user)
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
            return visitor

        yield as_user
        browser.assert_quiet(visitor.said)


@pytest.fixture
def person():
    return ResearcherFactory(user__name="Ada Academic", sent_at=None)


def test_the_first_look(visit, person):
    ada = visit(person.user)
    ada.go("/register/matches")
    ada.look("first-look-none")
    begun = FirstLookFactory(researcher=person, running=True, done=12, total=66)
    ada.go("/register/matches")
    ada.look("first-look-working")
    begun.state, begun.token = "done", None
    begun.save()
    for place in (1, 4):
        GlimpseFactory(look=begun, place=place, share=1 / place**0.2)
    ada.go("/register/matches")
    ada.look("first-look")


def test_exclusions_interests_and_the_record(visit, person):
    ada, questions = visit(person.user), [QuestionFactory(shared=True) for _ in range(2)]
    ExclusionFactory(researcher=person, organisation=questions[0].organisation, reason="A brother")
    ada.go("/me/exclusions")
    ada.look("exclusions")
    InterestFactory(person=person.user, organisation=questions[0].organisation, note="Since May")
    ada.go("/me/interests")
    ada.look("interests")
    for voice, answer in (("coordinator", "shortlisted"), ("lead", "yes")):
        DecisionFactory(question=questions[0], researcher=person, voice=voice, answer=answer)
    DecisionFactory(
        question=questions[1], researcher=person, voice="researcher", answer="could-help"
    )
    ada.go("/me/record")
    ada.look("record")


def test_a_coordinator_is_told_beside_a_name_and_searches_by_meaning(visit):
    lead = PoliceLeadFactory(name="Lee Lead")
    suggestion = SuggestionFactory(
        run__question__posted_by=lead, researcher__confirmed_at="2025-01-01T12:00Z"
    )
    suggestion.evidence[0] |= {"weight": 1.25, "why": "pinned"}
    suggestion.save()
    asked = suggestion.run.question
    InterestFactory(person=suggestion.researcher.user, other_person=lead)
    ExclusionFactory(question=asked, reason="A brother")
    OutputFactory(researcher=suggestion.researcher)
    cora = visit(CoordinatorFactory())
    cora.go(f"/questions/{asked.pk}/matches")
    cora.look("matches-warned")
    cora.go("/people")
    cora.look("people-by-meaning")
    cora.page.get_by_label("What do you need to know?").fill("Who keeps the books of shops?")
    cora.page.get_by_role("button", name="Search by meaning").click()
    cora.page.wait_for_url("**/people/search/*")
    cora.look("people-search-working")
    cora.go("/people/search")
    cora.look("people-search")
