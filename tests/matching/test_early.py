"""How early researchers came in: counted over what the reader sees, a median with its number."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching import early
from priorities.models import Question
from tests.answers import lines_of
from tests.factories import (
    CoordinatorFactory,
    DecisionFactory,
    MatchRunFactory,
    QuestionFactory,
    ReadingFactory,
    ResearcherFactory,
    SuggestionFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def named(question, after, **how):
    """Let somebody be shortlisted, or answer otherwise, so many days after the posting."""
    run = MatchRunFactory(question=question, requested_at=NOW)
    found = SuggestionFactory(run=run, researcher=ResearcherFactory())
    return DecisionFactory(suggestion=found, at=question.posted_at + timedelta(days=after), **how)


@pytest.fixture
def posted():
    """Make a question that was posted a month ago, when its matter was so far along."""

    def make(maturity="", **how):
        month = NOW - timedelta(days=30)
        return QuestionFactory(
            posted_at=month, released_at=month, shared=True, maturity_when_posted=maturity, **how
        )

    return make


def rows(user):
    return {one.pk: one for one in early.questions(user)}


def test_the_first_name_counts_and_themes_that_came_later_do_not_matter(posted):
    before, after, never = posted(), posted(), posted()
    for days in (9, 4):
        named(before, days)
    named(after, 6)
    ReadingFactory(question=before, at=before.posted_at + timedelta(days=5))
    ReadingFactory(question=after, at=after.posted_at + timedelta(days=5))

    found = rows(CoordinatorFactory())

    assert [early.days(found[one.pk]) for one in (before, after, never)] == [4, 6, None]
    assert [found[one.pk].named_first for one in (before, after, never)] == [True, False, None]


def test_only_a_shortlisting_is_a_name_and_an_offer_stands_beside_it(posted):
    question = posted()
    named(question, 2, answer="declined", reason="No time.")
    named(question, 3, voice="researcher", answer="could-help")

    found = rows(CoordinatorFactory())[question.pk]

    assert found.named_at is None
    assert (found.offered_at - question.posted_at).days == 3


def test_shares_are_medians_with_their_numbers(posted):
    for days in (1, 2, 10):
        named(posted("signal"), days)
    posted("signal")
    posted()
    summed = Question.objects.filter(pk__in=rows(user := CoordinatorFactory()))
    values = ("maturity_when_posted", "posted_at", "named_at", "named_first")
    every = early.questions(user).filter(pk__in=summed).values_list(*values)

    shares = {one.label: one for one in early.shares(every)}

    assert shares["A signal"] == early.Share("A signal", 4, 3, 3, 2.0)
    assert shares[early.UNSAID] == early.Share(early.UNSAID, 1, 0, 0, None)
    assert shares["A gap"].count == 0


def test_a_coordinator_reads_it_and_takes_it_away_as_csv(coordinator_client, posted):
    question = posted("gap", words="Why there?", summary="Why there?")
    named(question, 3)
    QuestionFactory(words="Which shop?")  # not released, so its matches are not theirs to see

    page = coordinator_client.get("/questions/early")
    lines = lines_of(coordinator_client.get("/questions/early?format=csv"))

    assert_well_made(page)
    words = " ".join(page.content.decode().split())
    assert "median 3 days (n = 1) · 1 of 1 named before any theme" in words
    (line,) = lines
    assert line["Days to the first name"] == "3"
    assert line["Named before any theme was read into it"] == "yes"


def test_its_queries_do_not_grow_with_its_rows(
    coordinator_client, posted, django_assert_max_num_queries
):
    named(posted(), 1)
    with django_assert_max_num_queries(13) as few:  # two of them open and close a savepoint
        coordinator_client.get("/questions/early")
    for _ in range(12):
        named(posted(), 1)

    with django_assert_max_num_queries(len(few)):
        coordinator_client.get("/questions/early")


def test_nobody_else_is_shown_it(lead_client, academic_client):
    for client in (lead_client, academic_client):
        assert client.get("/questions/early").status_code == 403
