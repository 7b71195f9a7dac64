"""A question is written in five short steps, each kept as it is saved, and sent once."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.markings import Marking
from priorities import services
from priorities.models import Draft, Question
from priorities.stages import Maturity
from priorities.steps import EXAMPLES, Kind, Step, digest
from tests.answers import errors_of, page_of
from tests.drafts import check, save, send, step
from tests.factories import (
    AcademicFactory,
    DraftFactory,
    PoliceLeadFactory,
    QuestionFactory,
    words_of,
)
from tests.html_rules import assert_well_made, get

pytestmark = pytest.mark.django_db

NEW = reverse("priorities:question-new")


@pytest.fixture
def draft(lead):
    return DraftFactory(author=lead)


def test_from_the_first_page_to_the_question_each_step_leads_to_the_next(lead, lead_client):
    answer = lead_client.post(NEW, {"kind": "horizon", "submission": str(uuid4())})
    draft = Draft.objects.get()
    said = {
        "seeing": {"background": "We see tills."},
        "asking": {"words": "Why here? And why now."},
        "sharing": {"marking": "0", "is_shared_with_organisation": "on"},
        "deciding": {"needed_by": "27/3/2027", "decides": "The head of prevention"},
        "people": {"involved": "Trading standards"},
    }
    for name in Step:
        assert answer.url == step(draft, name)
        assert_well_made(lead_client.get(answer.url))
        answer = save(lead_client, draft, name, **said[name])
    assert answer.url == check(draft)
    shown = lead_client.get(answer.url)
    assert_well_made(shown)
    for words in ("We see tills.", "And why now.", "PUBLIC", "27 March 2027", "Trading standards"):
        assert words in shown.content.decode()

    posted = send(lead_client, draft)

    question = Question.objects.get()
    assert posted.url == reverse("priorities:question", args=[question.pk])
    text = question.full_text
    assert (text.background, text.words) == ("We see tills.", "Why here? And why now.")
    assert (str(text.needed_by), text.decides) == ("2027-03-27", "The head of prevention")
    assert (text.involved, question.marking) == ("Trading standards", Marking.PUBLIC)
    assert not Draft.objects.exists()


def test_a_second_click_finds_the_question_that_the_first_made(lead, lead_client, draft):
    seen = {"seen": digest(draft.answers)}
    first, second = (lead_client.post(check(draft), seen) for _ in range(2))
    late = services.send(draft=draft, by=lead, summary="", words="Why?", marking=1)

    assert first.url == second.url == lead_client.get(step(draft, "asking")).url
    assert late == Question.objects.get()


def test_one_page_begun_twice_is_one_draft(lead_client):
    for _ in range(2):
        lead_client.post(NEW, {"submission": "12345678-1234-4234-8234-123456789012"})

    assert Draft.objects.count() == 1


def test_what_two_windows_write_is_lost_by_neither(lead_client, draft):
    seen = lead_client.get(step(draft, "asking")).context["seen"]
    lead_client.post(step(draft, "asking"), {"words": "Why in the north?", "seen": seen})

    answer = lead_client.post(step(draft, "asking"), {"words": "Why in the south?", "seen": seen})

    assert answer.status_code == 422
    assert_well_made(answer)
    assert "Why in the north?" in answer.content.decode()
    assert answer.context["form"]["words"].value() == "Why in the south?"
    draft.refresh_from_db()
    assert draft.answers["asking"]["words"] == ["Why in the north?"]
    again = {"words": "Why in north and south?", "seen": answer.context["seen"]}
    assert lead_client.post(step(draft, "asking"), again).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["asking"]["words"] == ["Why in north and south?"]


@pytest.mark.parametrize("page", ["asking", "check"])
def test_what_was_thrown_away_in_the_middle_of_saving_is_gone(
    lead_client, lead, draft, page, monkeypatch
):
    act = "save_step" if page == "asking" else "send"
    save_or_send = getattr(services, act)

    def late(**asked):
        services.throw_away(draft=asked["draft"], by=lead)
        return save_or_send(**asked)

    monkeypatch.setattr(f"priorities.services.{act}", late)
    path = check(draft) if page == "check" else step(draft, page)
    seen = digest(draft.answers if page == "check" else draft.answers[page])
    answer = lead_client.post(path, {"words": "Why?", "seen": seen}, follow=True)

    assert answer.redirect_chain == [(path, 302)]
    assert answer.status_code == 404
    assert not Question.objects.exists()


def test_what_was_saved_meanwhile_is_looked_at_before_it_is_sent(lead_client, draft):
    seen = lead_client.get(check(draft)).context["seen"]
    save(lead_client, draft, "asking", words="Why in the north?")

    answer = lead_client.post(check(draft), {"seen": seen})

    assert answer.status_code == 422
    assert "Why in the north?" in answer.content.decode()
    assert not Question.objects.exists()
    assert send(lead_client, draft).status_code == 302
    assert words_of(Question.objects.get()) == "Why in the north?"


def test_what_is_lacking_is_named_and_nothing_is_sent(lead, lead_client):
    draft = DraftFactory(author=lead, answers={"seeing": {"background": ["Tills."]}})

    page = lead_client.get(check(draft))
    answer = send(lead_client, draft)

    assert_well_made(page)
    assert page.context["lacking"] == [Step.ASKING, Step.SHARING]
    assert (answer.status_code, Question.objects.exists()) == (422, False)


def test_a_marking_above_its_author_is_said_on_the_last_page(lead_client, draft, settings):
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = "The chief"
    draft.answers["sharing"]["marking"] = ["2"]
    draft.save()

    answer = send(lead_client, draft)

    assert answer.status_code == 422
    assert_well_made(answer)
    assert "not cleared" in answer.content.decode()
    assert Draft.objects.exists()


def test_one_can_stop_and_go_on_another_day_or_throw_it_away(lead_client, draft):
    later = {"involved": "The council", "later": "1", "seen": digest(None)}

    assert lead_client.post(step(draft, "people"), later).url == NEW
    page = lead_client.get(NEW)
    assert_well_made(page)
    assert "Why do the tills never empty?" in page.content.decode()
    assert "The council" in lead_client.get(step(draft, "people")).content.decode()
    gone = reverse("priorities:draft-delete", args=[draft.pk])
    assert_well_made(lead_client.get(gone))
    for _ in range(2):
        assert lead_client.post(gone).url == NEW
    assert not Draft.objects.exists()


def test_a_draft_is_its_authors_alone(sign_in, draft):
    for other in (PoliceLeadFactory(), PoliceLeadFactory()):
        client = sign_in(other)
        for page in (step(draft, "asking"), check(draft)):
            assert client.get(page).status_code == 404
            assert client.post(page, {"words": "Mine"}).status_code == 404
        client.post(reverse("priorities:draft-delete", args=[draft.pk]))
    assert sign_in(AcademicFactory()).get(step(draft, "asking")).status_code == 403
    assert Draft.objects.get().answers == draft.answers


def test_each_kind_has_an_example_and_is_no_condition(lead_client, draft):
    assert set(EXAMPLES) == set(Kind)
    Draft.objects.update(kind="method")

    assert EXAMPLES["method"] in page_text(lead_client.get(step(draft, "asking")))
    assert lead_client.get(f"/questions/drafts/{draft.pk}/nowhere").status_code == 404


def page_text(answer):
    return answer.content.decode().replace("&#x27;", "'")


def test_how_far_along_it_is_takes_one_click_and_is_kept_as_it_was(lead_client, draft):
    save(lead_client, draft, "deciding", maturity="signal", outlook="speculative")
    wrong = save(lead_client, draft, "deciding", maturity="gap", outlook="current", horizon="2035")
    save(
        lead_client,
        draft,
        "deciding",
        maturity="signal",
        outlook="speculative",
        horizon="2035",
        look_back_on="1/1/2035",
    )
    send(lead_client, draft)

    assert list(errors_of(wrong)) == ["horizon"]
    question = Question.objects.get()
    assert question.maturity == question.maturity_when_posted == Maturity.SIGNAL
    assert (question.horizon, question.look_back_on.year) == (2035, 2035)


def test_what_was_said_at_posting_stays_when_the_matter_goes_on(lead, lead_client):
    question = QuestionFactory(posted_by=lead, maturity="signal", maturity_when_posted="signal")
    page = reverse("priorities:question-maturity", args=[question.pk])

    assert_well_made(lead_client.get(page))
    lead_client.post(page, {"maturity": "live", "outlook": "current"})
    shown = lead_client.get(reverse("priorities:question", args=[question.pk])).content.decode()
    found = [
        len(
            lead_client.get(reverse("priorities:questions"), {"maturity": one})
            .context["listing"]
            .shown
        )
        for one in ("live", "signal")
    ]

    assert "A live problem" in shown
    assert "(when posted: A signal" in shown
    assert found == [1, 0]


def test_no_title_no_category_and_one_thing_at_a_time(lead_client, draft):
    names = [
        [get(control, "name") for control in page_of(lead_client.get(step(draft, name))).controls()]
        for name in Step
    ]

    asked = {name for page in names for name in page} - {"later"}
    assert not asked & {"title", "theme", "category"}
    assert [len(set(page) - {"later"}) for page in names] == [1, 2, 7, 6, 1]
