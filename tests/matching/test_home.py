"""What waits for whoever signs in: a queue for each role, what has waited longest first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.answers import page_of
from tests.factories import (
    DecisionFactory,
    MatchRunFactory,
    MembershipFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReplyFactory,
    ResearcherFactory,
    SuggestionFactory,
    UserFactory,
    words_of,
)
from tests.html_rules import text, walk
from tests.matching.reading import well_made, words

pytestmark = pytest.mark.django_db


def home(client):
    return well_made(client.get("/home"))


def waiting(response, heading):
    """The lines of the queue under a heading, in order."""
    sections = page_of(response).all("section")
    part = next(s for s in sections if any(heading in text(h) for h in found(s, "h2")))
    return [text(line) for line in found(part, "li")]


def found(part, name):
    return [element for element in walk(part) if element.name == name]


def headline(question):
    return words_of(question)[:110]


def place(response, heading, question):
    """Where a question stands in a queue, None if it is not there."""
    lines = waiting(response, heading)
    return next((n for n, line in enumerate(lines) if headline(question) in line), None)


def test_with_nothing_to_do_it_says_so(coordinator_client):
    said = words(home(coordinator_client))
    assert "Every question has been matched." in said
    assert "Every matched question has a shortlist." in said
    assert (
        "When a researcher says that they could help, it stands here until somebody replies."
        in said
    )


def test_each_question_stands_in_one_queue(coordinator_client):
    never, failed, active, again, done, listed = QuestionFactory.create_batch(6, shared=True)
    MatchRunFactory(question=failed, state="failed")
    MatchRunFactory(question=active, queued=True)
    MatchRunFactory(question=again)
    MatchRunFactory(question=again, running=True)
    MatchRunFactory(question=done)
    DecisionFactory(suggestion=SuggestionFactory(run=MatchRunFactory(question=listed)))
    page = home(coordinator_client)
    assert [place(page, "Nobody has looked", q) for q in (never, failed)] == [0, 1]
    assert "Nobody has looked for people yet (2)" in words(page)
    assert "Being compared now (2)" in words(page)
    assert [place(page, "Being compared", q) for q in (active, again)] == [0, 1]
    assert place(page, "Matched, nobody shortlisted yet", done) is not None
    assert headline(listed) not in words(page)


def test_a_question_with_a_new_summary_waits_as_if_nobody_had_looked(coordinator_client):
    question = MatchRunFactory().question
    assert place(home(coordinator_client), "Nobody has looked", question) is None
    question.released_at = timezone.now() + timedelta(minutes=1)
    question.save()
    assert place(home(coordinator_client), "Nobody has looked", question) == 0


def test_a_question_that_is_compared_again_waits_in_one_queue_only(coordinator_client):
    question = QuestionFactory(shared=True, posted_at=timezone.now() - timedelta(minutes=1))
    MatchRunFactory(question=question, requested_at=timezone.now())
    MatchRunFactory(question=question, running=True)
    assert words(home(coordinator_client)).count(headline(question)) == 1


def test_what_was_taken_back_waits_again(coordinator_client):
    first = DecisionFactory(suggestion=SuggestionFactory())
    page = home(coordinator_client)
    assert headline(first.question) not in words(page)
    DecisionFactory(
        question=first.question, researcher=first.researcher, answer="undone", follows=first
    )
    assert place(home(coordinator_client), "Matched", first.question) == 0


def test_the_ten_that_have_waited_longest_are_shown(coordinator_client):
    questions = QuestionFactory.create_batch(12, shared=True)
    page = home(coordinator_client)
    assert "Nobody has looked for people yet (12)" in words(page)
    assert "The 10 that have waited longest." in words(page)
    lines = waiting(page, "Nobody has looked")
    assert len(lines) == 10
    assert all(headline(q) in line for q, line in zip(questions, lines, strict=False))


def test_offers_and_refusals_stand_beside_the_oldest_first(coordinator_client):
    old, new, refused = SuggestionFactory.create_batch(3)
    DecisionFactory(suggestion=refused)
    first = DecisionFactory(suggestion=old, voice="researcher", answer="could-help")
    DecisionFactory(
        suggestion=new,
        voice="researcher",
        answer="could-help",
        at=first.at + timedelta(minutes=1),
    )
    DecisionFactory(
        suggestion=refused, voice="lead", answer="no", reason="We know them", by__name="Lee"
    )
    said = words(home(coordinator_client))
    assert said.index(str(old.researcher)) < said.index(str(new.researcher))
    assert "“We know them” Lee," in said


def test_what_a_coordinator_has_dealt_with_waits_no_more(coordinator_client):
    offered, refused = SuggestionFactory.create_batch(2)
    DecisionFactory(suggestion=offered, answer="declined", reason="Not now")
    ReplyFactory(offer__suggestion=offered)
    DecisionFactory(suggestion=refused, voice="lead", answer="no", reason="We know them")
    said = words(home(coordinator_client))
    assert str(offered.researcher) not in said
    assert "We know them" not in said


def test_with_no_question_it_says_how_to_begin(lead_client):
    said = words(home(lead_client))
    assert "You have not posted a question yet" in said
    assert "Post a question" in said


def test_it_counts_the_names_that_wait(lead_client, lead):
    run = MatchRunFactory(question=QuestionFactory(shared=True, posted_by=lead))
    suggestions = SuggestionFactory.create_batch(4, run=run)
    for suggestion in suggestions[:3]:
        DecisionFactory(suggestion=suggestion)
    DecisionFactory(suggestion=suggestions[0], voice="lead", answer="yes")
    assert "2 names to answer" in words(home(lead_client))
    DecisionFactory(suggestion=suggestions[1], voice="lead", answer="no", reason="Known")
    assert "1 name to answer" in words(home(lead_client))


def test_an_answer_that_was_taken_back_waits_again(lead_client, lead):
    run = MatchRunFactory(question=QuestionFactory(shared=True, posted_by=lead))
    suggestion = SuggestionFactory(run=run)
    DecisionFactory(suggestion=suggestion)
    said = DecisionFactory(suggestion=suggestion, voice="lead", answer="yes")
    assert "to answer" not in words(home(lead_client))
    DecisionFactory(suggestion=suggestion, voice="lead", answer="undone", follows=said)
    assert "1 name to answer" in words(home(lead_client))


def test_a_question_with_names_to_answer_is_not_lost_below_newer_ones(lead_client, lead):
    old, *_, newest = QuestionFactory.create_batch(12, posted_by=lead, shared=True)
    DecisionFactory(suggestion=SuggestionFactory(run=MatchRunFactory(question=old)))
    said = words(home(lead_client))
    assert said.index(headline(old)) < said.index(headline(newest))
    assert "1 name to answer" in said
    assert "All my questions" in said


def test_questions_of_others_are_not_theirs(lead_client, lead):
    force = lead.memberships.get().organisation
    other = QuestionFactory(shared=True, posted_by=PoliceLeadFactory(organisation=force))
    assert headline(other) not in words(home(lead_client))


def test_with_no_match_it_leads_to_the_profile(academic_client):
    assert "No question matches you yet" in words(home(academic_client))


def test_it_counts_what_is_not_answered(academic_client, academic):
    first, second = (
        SuggestionFactory(
            run__question=QuestionFactory(shared=True), researcher=academic.researcher
        )
        for _ in range(2)
    )
    assert "(2 to answer)" in words(home(academic_client))
    said = DecisionFactory(suggestion=first, voice="researcher", answer="could-help")
    assert "(1 to answer)" in words(home(academic_client))
    assert headline(first.run.question) not in words(home(academic_client))
    DecisionFactory(suggestion=second, voice="researcher", answer="not-me", reason="Busy")
    assert "You have answered every one." in words(home(academic_client))
    DecisionFactory(suggestion=first, voice="researcher", answer="undone", follows=said)
    assert "(1 to answer)" in words(home(academic_client))


def test_questions_that_are_not_released_are_not_told(academic_client, academic):
    hidden = QuestionFactory()
    for basis in ("summary", "full-text"):
        run = MatchRunFactory(question=hidden, basis=basis)
        SuggestionFactory(run=run, researcher=academic.researcher)
    said = words(home(academic_client))
    assert headline(hidden) not in said
    assert "No question matches you yet" in said


def test_who_has_several_roles_finds_a_queue_for_each(sign_in):
    person = ResearcherFactory()
    for role in ("coordinator", "police-lead"):
        MembershipFactory(user=person.user, role=role)
    said = words(home(sign_in(person.user)))
    assert "Nobody has looked for people yet" in said
    assert "Your questions" in said
    assert "Questions that you match" in said


def test_who_has_no_role_is_told_whom_to_ask(sign_in):
    said = words(home(sign_in(UserFactory())))
    assert "You have no role in an organisation today." in said


def test_a_role_that_has_ended_opens_no_queue(sign_in, coordinator):
    coordinator.memberships.update(ends_on="2024-12-31")
    assert "Nothing waits for you" in words(home(sign_in(coordinator)))


def test_a_question_whose_lead_left_waits_to_be_handed_over(coordinator_client):
    question, led = QuestionFactory.create_batch(2, shared=True)
    question.lead.memberships.update(ends_on="2024-02-01")

    content = coordinator_client.get("/home").content.decode()

    assert f'href="/questions/{question.pk}/lead"' in content
    assert f'href="/questions/{led.pk}/lead"' not in content
