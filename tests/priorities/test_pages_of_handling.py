"""Pages on which a question is released, marked, handled and closed."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.markings import Marking
from accounts.models import AccessEvent
from priorities.models import Question, Release, Remarking, Summary
from tests.answers import errors_of
from tests.factories import (
    AcademicFactory,
    CoordinatorFactory,
    GrantFactory,
    OrganisationFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReleaseFactory,
    RemarkingFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

FULL = "Why do the tills of Elm Street never empty?"
SUMMARY = "Why do some shops take in more than they sell?"
RELEASE = {"words": SUMMARY, "marking": "1", "reason": "Researchers should see it."}
LOWER = {"marking": "0", "reason": "All of it is public."}
HANDLING = {
    "is_for_recipients_only": "on",
    "embargo_until": "27/3/2099",
    "handling_note": "Not in the open office.",
}


@pytest.fixture
def question(lead):
    return QuestionFactory(posted_by=lead, words=FULL, background="Eleven tills.")


@pytest.fixture
def second(question):
    """Give a second police lead of the same organisation."""
    return PoliceLeadFactory(organisation=question.organisation, name="Sam Second")


def url(name, row):
    return reverse(f"priorities:{name}", args=[row.pk])


OWNERS = ["question-release", "question-marking", "question-handling"]
OWNERS_POST = ["question-close", "question-reopen", "question-withdraw"]


@pytest.mark.parametrize("name", [*OWNERS, "question-withdraw", "question-history"])
def test_who_may_not_know_of_a_question_finds_no_page_of_it(sign_in, question, name):
    for stranger in (PoliceLeadFactory(), AcademicFactory()):
        assert sign_in(stranger).get(url(name, question)).status_code == 404
        # A page that only shows takes no form, whoever sends it.
        refused = {405} if name == "question-history" else {404}
        assert sign_in(stranger).post(url(name, question), RELEASE).status_code in refused


@pytest.mark.parametrize("name", [*OWNERS, *OWNERS_POST])
def test_who_knows_of_a_question_and_does_not_own_it_is_refused(sign_in, question, name):
    for other in (
        PoliceLeadFactory(organisation=question.organisation),
        GrantFactory(question=question).person,
        CoordinatorFactory(),
    ):
        answer = sign_in(other).post(url(name, question), RELEASE | HANDLING)
        assert answer.status_code == 403
    question.refresh_from_db()
    assert (question.closed_at, question.is_for_recipients_only) == (None, False)


@pytest.mark.parametrize("name", [*OWNERS, "question-history"])
def test_pages_show_the_words_under_the_marking_and_note_the_reading(lead_client, question, name):
    page = lead_client.get(url(name, question))

    assert_well_made(page)
    assert page.content.decode().count(">OFFICIAL<") >= 2
    assert AccessEvent.objects.filter(verb="read", object_id=question.pk).count() == 1


def test_a_release_takes_two_people_who_both_saw_full_text_and_summary(
    lead_client, sign_in, question, second
):
    first = lead_client.get(url("question-release", question)).content.decode()
    answer = lead_client.post(url("question-release", question), RELEASE, follow=True)
    release = Release.objects.get()
    assert FULL in first
    assert "Nothing is released until" in answer.content.decode()

    own = lead_client.get(url("release-settle", release)).content.decode()
    page = sign_in(second).get(url("release-settle", release))
    assert "Take it back" in own
    assert ">Release<" not in own
    assert_well_made(page)
    words = page.content.decode()
    assert FULL in words
    assert "Eleven tills." in words
    assert SUMMARY in words

    assert lead_client.post(url("release-settle", release)).status_code == 403
    sign_in(second).post(url("release-settle", release))

    assert Summary.objects.get().words == SUMMARY
    academic = sign_in(AcademicFactory()).get(url("question", question)).content.decode()
    assert SUMMARY in academic
    assert FULL not in academic


def test_a_release_sent_twice_is_one_and_confirmed_twice_is_out_once(
    lead_client, sign_in, question, second
):
    sent = [lead_client.post(url("question-release", question), RELEASE) for _ in range(2)]
    release = Release.objects.get()
    settled = [sign_in(second).post(url("release-settle", release)) for _ in range(2)]

    assert [one.status_code for one in sent + settled] == [302] * 4
    assert Summary.objects.count() == 1


def test_a_release_that_is_sent_back_is_dropped_and_a_later_one_told(sign_in, question, second):
    release = ReleaseFactory(question=question)
    third = PoliceLeadFactory(organisation=question.organisation)

    sign_in(second).post(url("release-drop", release))
    late = sign_in(third).post(url("release-settle", release), follow=True)

    assert "already settled" in late.content.decode()
    assert not Summary.objects.exists()
    assert sign_in(third).get(url("release-settle", release)).status_code == 302


@pytest.mark.parametrize("kind", ["release", "remarking"])
def test_a_proposal_is_hidden_from_who_may_not_read_and_refused_to_who_was_only_let_in(
    sign_in, question, kind
):
    factory = {"release": ReleaseFactory, "remarking": RemarkingFactory}[kind]
    proposal = factory(question=question)
    reader = sign_in(GrantFactory(question=question).person)

    for act in ("settle", "drop"):
        address = url(f"{kind}-{act}", proposal)
        for stranger in (CoordinatorFactory(), PoliceLeadFactory(), AcademicFactory()):
            assert sign_in(stranger).post(address).status_code == 404
        assert reader.post(address).status_code == 403
    proposal.refresh_from_db()
    assert proposal.is_open


def test_a_wrong_release_is_shown_again_as_it_was_typed(lead_client, question):
    typed = {"words": "1234", "marking": "1", "reason": ""}

    page = lead_client.post(url("question-release", question), typed)

    assert_well_made(page)
    assert page.status_code == 422
    assert errors_of(page) == {
        "words": ["Enter what you want to know in words"],
        "reason": ["Enter why"],
    }
    assert ">\n1234</textarea>" in page.content.decode()


def test_a_second_proposal_waits_for_the_first(lead_client, question):
    ReleaseFactory(question=question, words="Other words than those.")

    page = lead_client.post(url("question-release", question), RELEASE)

    assert page.status_code == 422
    assert "waits already" in page.content.decode()
    assert_well_made(page)


@pytest.mark.parametrize("marking", ["2", "7"])
def test_no_summary_is_marked_above_official(lead_client, question, marking):
    page = lead_client.post(url("question-release", question), RELEASE | {"marking": marking})

    assert page.status_code == 422
    assert "marking" in errors_of(page)


def test_a_published_question_is_neither_reworded_nor_withdrawn(lead, lead_client):
    question = QuestionFactory(posted_by=lead, published=True)

    for name in ("question-release", "question-withdraw"):
        assert lead_client.post(url(name, question), RELEASE).status_code == 403
        assert (
            url(name, question) not in lead_client.get(url("question", question)).content.decode()
        )
    assert Summary.objects.exists()


def test_withdrawing_asks_first_and_takes_the_summary_away(lead, lead_client):
    question = QuestionFactory(posted_by=lead, shared=True)

    page = lead_client.get(url("question-withdraw", question))
    assert_well_made(page)
    assert Summary.objects.exists()
    sent = [lead_client.post(url("question-withdraw", question)) for _ in range(2)]

    assert [one.status_code for one in sent] == [302, 302]
    assert not Summary.objects.exists()
    assert lead_client.get(url("question-withdraw", question)).status_code == 302


@pytest.fixture
def _sensitive(settings):
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = "A. Person, chief officer"


@pytest.mark.usefixtures("_sensitive")
def test_a_marking_is_raised_at_once_and_whoever_is_cleared_for_less_sees_no_word(
    lead_client, question
):
    raised = {"marking": "2", "reason": "It names a place."}

    before = lead_client.get(url("question-marking", question)).content.decode()
    sent = [lead_client.post(url("question-marking", question), raised) for _ in range(2)]
    after = lead_client.get(url("question", question))

    assert "holds at once" in before
    assert "SECRET" in before
    assert [one.status_code for one in sent] == [302, 302]
    assert Remarking.objects.count() == 1
    assert_well_made(after)
    words = after.content.decode()
    assert "Your clearance no longer reaches this marking" in words
    assert FULL not in words
    assert Question.objects.get().marking == Marking.OFFICIAL_SENSITIVE


@pytest.mark.usefixtures("_sensitive")
def test_an_owner_who_cannot_read_it_may_raise_close_and_revoke_but_not_lower_or_name(
    lead, lead_client
):
    question = QuestionFactory(posted_by=lead, marking=Marking.OFFICIAL_SENSITIVE)
    grant = GrantFactory(question=question)

    got = {
        name: lead_client.post(url(name, question), LOWER | RELEASE).status_code
        for name in ("question-release", "question-handling")
    }
    history = lead_client.get(url("question-history", question)).status_code
    lower = lead_client.post(url("question-marking", question), LOWER).status_code

    assert set(got.values()) == {403}
    assert (lower, history) == (403, 403)
    assert_well_made(lead_client.get(url("question-readers", question)))
    assert_well_made(lead_client.get(url("question-marking", question)))
    assert lead_client.post(url("grant-revoke", grant)).status_code == 302
    assert lead_client.post(url("question-close", question)).status_code == 302


def test_a_marking_is_lowered_by_two_people(lead_client, sign_in, question, second):
    sent = [lead_client.post(url("question-marking", question), LOWER) for _ in range(2)]
    proposal = Remarking.objects.get()
    assert Question.objects.get().marking == Marking.OFFICIAL
    assert_well_made(lead_client.get(url("question-marking", question)))

    page = sign_in(second).get(url("remarking-settle", proposal))
    assert_well_made(page)
    assert FULL in page.content.decode()
    assert lead_client.post(url("remarking-settle", proposal)).status_code == 403
    settled = [sign_in(second).post(url("remarking-settle", proposal)) for _ in range(2)]

    assert [one.status_code for one in sent + settled] == [302] * 4
    assert Question.objects.get().marking == Marking.PUBLIC


def test_the_same_marking_is_no_change_and_one_that_is_off_is_not_offered(lead_client, question):
    same = lead_client.post(url("question-marking", question), {"marking": "1", "reason": "So"})
    off = lead_client.post(url("question-marking", question), {"marking": "2", "reason": "So"})

    assert errors_of(same) == {"marking": ["That is its marking already"]}
    assert errors_of(off) == {"marking": ["Marking must be one of those on the list"]} or (
        off.status_code == 422
    )


def test_handling_is_changed_by_its_owner_and_shown_in_words(lead_client, question):
    east = OrganisationFactory(slug="east", short_name="East")

    page = lead_client.get(url("question-handling", question))
    answer = lead_client.post(
        url("question-handling", question), HANDLING | {"only_organisations": ["east"]}
    )
    changed = Question.objects.get()
    shown = lead_client.get(url("question", question)).content.decode()

    assert_well_made(page)
    assert answer.status_code == 302
    assert changed.embargo_until == date(2099, 3, 27)
    assert not changed.is_shared_with_organisation
    assert list(changed.only_organisations.all()) == [east]
    for words in (
        "Recipients only",
        "Only East.",
        "Embargo until 27 March 2099",
        "Not in the open office.",
    ):
        assert words in shown


def test_wrong_handling_is_shown_again(lead_client, question):
    page = lead_client.post(
        url("question-handling", question), HANDLING | {"embargo_until": "some day"}
    )

    assert_well_made(page)
    assert "embargo_until" in errors_of(page)
    assert 'value="some day"' in page.content.decode()


def test_of_two_owners_who_write_a_note_at_once_both_see_both(lead_client, question):
    page = url("question-handling", question)
    lead_client.post(page, HANDLING)
    seen = lead_client.get(page).context["form"]["seen"].value()
    lead_client.post(page, HANDLING | {"handling_note": "Ask the desk.", "seen": seen})

    answer = lead_client.post(page, HANDLING | {"handling_note": "Ask nobody.", "seen": seen})

    assert_well_made(answer)
    assert list(errors_of(answer)) == ["handling_note"]
    assert "Ask the desk." in answer.content.decode()
    assert answer.context["form"]["handling_note"].value() == "Ask nobody."
    question.refresh_from_db()
    assert question.full_text.handling_note == "Ask the desk."
    again = {"handling_note": "Ask both.", "seen": answer.context["form"]["seen"].value()}
    assert lead_client.post(page, HANDLING | again).status_code == 302


def test_a_question_is_closed_and_opened_again_by_a_button(lead_client, question):
    assert lead_client.get(url("question-close", question)).status_code == 405

    for _ in range(2):
        lead_client.post(url("question-close", question))
    closed = lead_client.get(url("question", question))
    assert "Closed on" in closed.content.decode()
    assert_well_made(closed)
    for _ in range(2):
        lead_client.post(url("question-reopen", question))

    assert Question.objects.get().closed_at is None


def test_the_history_is_for_those_who_read_all_of_it(lead_client, sign_in, question):
    lead_client.post(url("question-handling", question), HANDLING)

    page = lead_client.get(url("question-history", question))
    colleague = GrantFactory(question=question).person
    coordinator = sign_in(CoordinatorFactory()).get(url("question-history", question))

    assert_well_made(page)
    assert "Not in the open office." in page.content.decode()
    assert "Lee Lead" in page.content.decode()
    assert sign_in(colleague).get(url("question-history", question)).status_code == 200
    assert coordinator.status_code == 403


def test_a_coordinator_sees_bare_facts_and_no_word(sign_in, question):
    page = sign_in(CoordinatorFactory()).get(url("question", question))

    assert_well_made(page)
    words = page.content.decode()
    assert "Not released." in words
    assert FULL not in words
    assert url("question-break-glass", question) in words
    assert url("question-release", question) not in words
