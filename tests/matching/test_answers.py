"""The three voices' answers as pages: with htmx, without it, refused, late and taken back."""

import pytest

from matching.models import Decision
from tests.answers import errors_of, ticked
from tests.factories import (
    CoordinatorFactory,
    DecisionFactory,
    MatchRunFactory,
    PoliceLeadFactory,
    ResearcherFactory,
)
from tests.matching.reading import well_made, words

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
# Each voice with its yes, its no, and where it is led back to.
VOICES = {
    "coordinator": ("shortlisted", "declined", "/questions/{}/matches"),
    "lead": ("yes", "no", "/questions/{}/shortlist"),
    "researcher": ("could-help", "not-me", "/my-matches"),
}
# What the yes of a voice is given with: an offer carries a paragraph about the question.
BRINGS = {"researcher": "I have counted tills."}
EACH_VOICE = pytest.mark.parametrize("voice", VOICES)


@pytest.fixture
def client(clients, suggestion, voice):
    """The browser of who speaks with this voice; for a lead the person is on the shortlist."""
    if voice == "lead":
        DecisionFactory(suggestion=suggestion)
    return clients[voice]


def address(suggestion, voice):
    return f"/suggestions/{suggestion.pk}/{voice}"


def back(suggestion, voice):
    return f"{VOICES[voice][2].format(suggestion.run.question_id)}#{suggestion.pk}"


def agreed(voice):
    return {"answer": VOICES[voice][0], "reason": BRINGS.get(voice, "")}


def said(voice):
    return list(Decision.objects.filter(voice=voice).order_by("at").values_list("answer", "reason"))


@EACH_VOICE
def test_without_scripts_an_answer_has_a_page_and_leads_back_to_its_row(client, suggestion, voice):
    yes, no, _ = VOICES[voice]
    asked = well_made(client.get(address(suggestion, voice) + f"?answer={no}"))
    assert ticked(asked) == [no]
    assert suggestion.researcher.statement in words(asked)
    response = client.post(address(suggestion, voice), agreed(voice))
    assert (response.status_code, response["Location"]) == (302, back(suggestion, voice))
    assert said(voice) == [(yes, BRINGS.get(voice, ""))]
    row = well_made(client.get(response["Location"])).content.decode()
    assert f'id="{suggestion.pk}"' in row
    assert f'action="{address(suggestion, voice)}/undo"' in row


@EACH_VOICE
def test_with_htmx_an_answer_brings_the_row_and_says_it_aloud(client, suggestion, voice):
    yes, *_ = VOICES[voice]
    response = client.post(address(suggestion, voice), agreed(voice), headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert f'id="{suggestion.pk}"' in html
    assert "Undo" in html
    assert 'hx-swap-oob="innerHTML:#spoken"' in html
    assert said(voice) == [(yes, BRINGS.get(voice, ""))]


@EACH_VOICE
def test_a_refusal_without_a_reason_is_asked_for_one(client, suggestion, voice):
    no = VOICES[voice][1]
    response = well_made(client.post(address(suggestion, voice), {"answer": no, "reason": "  "}))
    assert response.status_code == 422
    assert errors_of(response) == {"reason": ["Enter why: it is kept beside the answer"]}
    assert ticked(response) == [no]
    assert said(voice) == []


@EACH_VOICE
def test_a_refusal_with_a_reason_is_kept_with_it(client, suggestion, voice):
    no = VOICES[voice][1]
    response = client.post(address(suggestion, voice), {"answer": no, "reason": " Busy "})
    assert response.status_code == 302
    assert said(voice) == [(no, "Busy")]
    assert "“Busy”" in words(client.get(response["Location"]))


@EACH_VOICE
def test_what_was_typed_is_kept_when_it_is_too_long(client, suggestion, voice):
    typed = "No. " * (376 if voice == "researcher" else 126)
    answer = {"answer": VOICES[voice][1], "reason": typed}
    response = well_made(client.post(address(suggestion, voice), answer))
    assert response.status_code == 422
    most = {"researcher": "What you write must be 1,500 characters or fewer"}
    told = most.get(voice, "The reason must be 500 characters or fewer")
    assert errors_of(response) == {"reason": [told]}
    assert typed.strip() in response.content.decode()


@EACH_VOICE
def test_no_answer_at_all_is_asked_for_one(client, suggestion, voice):
    response = well_made(client.post(address(suggestion, voice), {"reason": "Busy"}))
    assert errors_of(response) == {"answer": ["Select an answer"]}
    assert "Busy" in response.content.decode()


@EACH_VOICE
def test_an_answer_of_another_voice_is_not_taken(client, suggestion, voice):
    others = [answer for name, (*both, _) in VOICES.items() if name != voice for answer in both]
    for answer in [*others, "undone", "perhaps"]:
        response = client.post(address(suggestion, voice), {"answer": answer, "reason": "So"})
        assert response.status_code == 422
    assert said(voice) == []


def test_a_refusal_by_htmx_without_a_reason_leads_to_the_page(clients, suggestion):
    where = address(suggestion, "coordinator")
    response = clients["coordinator"].post(where, {"answer": "declined"}, headers=HTMX)
    assert response["HX-Redirect"] == where
    assert "Enter why: it is kept" in words(well_made(clients["coordinator"].get(where)))
    assert said("coordinator") == []


def test_who_comes_second_is_told_and_may_then_decide_anew(clients, suggestion):
    first = DecisionFactory(suggestion=suggestion, by__name="Quick Colleague")
    where = address(suggestion, "coordinator")
    late = {"answer": "declined", "reason": "Too far off", "follows": ""}
    told = well_made(clients["coordinator"].post(where, late))
    assert told.status_code == 422
    assert "Someone has already decided this one." in words(told)
    assert "Shortlisted by Quick Colleague" in words(told)
    assert "Too far off" in told.content.decode()
    assert f'name="follows" value="{first.pk}"' in told.content.decode()
    response = clients["coordinator"].post(where, late | {"follows": str(first.pk)})
    assert response.status_code == 302
    assert [answer for answer, _ in said("coordinator")] == ["shortlisted", "declined"]


def test_who_comes_second_by_htmx_is_led_to_the_page_that_says_so(clients, suggestion):
    DecisionFactory(suggestion=suggestion, by__name="Quick Colleague")
    where = address(suggestion, "coordinator")
    response = clients["coordinator"].post(where, {"answer": "shortlisted"}, headers=HTMX)
    assert response["HX-Redirect"] == where
    told = words(clients["coordinator"].get(where))
    assert "Someone has already decided this one." in told
    assert "Shortlisted by Quick Colleague" in told


def test_the_same_click_twice_is_one_decision(clients, suggestion):
    for _ in range(2):
        response = clients["coordinator"].post(
            address(suggestion, "coordinator"), {"answer": "shortlisted"}
        )
        assert response.status_code == 302
    assert said("coordinator") == [("shortlisted", "")]


@EACH_VOICE
@pytest.mark.parametrize("htmx", [True, False])
def test_an_answer_can_be_taken_back_and_given_again(client, suggestion, voice, htmx):
    yes, no, _ = VOICES[voice]
    headers = HTMX if htmx else {}
    where = address(suggestion, voice)
    client.post(where, agreed(voice), headers=headers)
    stands = Decision.objects.standing().get(voice=voice)
    undone = client.post(f"{where}/undo", {"follows": str(stands.pk)}, headers=headers)
    if htmx:
        assert "Undone" in undone.content.decode()
        again = f"?answer={yes}" if voice in BRINGS else f'value="{yes}"'
        assert again in undone.content.decode()
    else:
        assert (undone.status_code, undone["Location"]) == (302, back(suggestion, voice))
    stands = Decision.objects.standing().get(voice=voice)
    again = {"answer": no, "reason": "On reflection", "follows": str(stands.pk)}
    assert client.post(where, again).status_code == 302
    first = (yes, BRINGS.get(voice, ""))
    assert said(voice) == [first, ("undone", ""), (no, "On reflection")]


def test_an_offer_without_a_paragraph_is_asked_for_one(clients, suggestion):
    where = address(suggestion, "researcher")
    response = well_made(clients["researcher"].post(where, {"answer": "could-help"}))
    assert response.status_code == 422
    assert errors_of(response) == {"reason": ["Enter what you would bring to this question"]}
    assert ticked(response) == ["could-help"]
    assert said("researcher") == []


@pytest.mark.parametrize("follows", ["", "nonsense", "7c2b7a3e-3a86-4b57-9c52-0d6a1f2f6a11"])
def test_an_undo_of_what_does_not_stand_changes_nothing(clients, suggestion, follows):
    DecisionFactory(suggestion=suggestion)
    undo = f"{address(suggestion, 'coordinator')}/undo"
    response = clients["coordinator"].post(undo, {"follows": follows}, follow=True)
    assert "Someone has already decided this one." in words(response)
    assert said("coordinator") == [("shortlisted", "")]


def test_undo_is_a_press_of_a_button(clients, suggestion):
    undo = f"{address(suggestion, 'coordinator')}/undo"
    assert clients["coordinator"].get(undo).status_code == 405


def test_a_page_that_was_open_while_people_were_compared_again_still_works(clients, suggestion):
    MatchRunFactory(question=suggestion.run.question)
    response = clients["coordinator"].post(
        address(suggestion, "coordinator"), {"answer": "shortlisted"}
    )
    assert response.status_code == 302
    assert said("coordinator") == [("shortlisted", "")]


def test_there_are_three_voices_and_each_is_its_own_roles(clients, suggestion):
    assert clients["coordinator"].get(address(suggestion, "chair")).status_code == 404
    for name, client in clients.items():
        for voice in VOICES:
            if voice != name:
                assert client.get(address(suggestion, voice)).status_code == 403
                assert client.post(address(suggestion, voice)).status_code == 403
                assert client.post(f"{address(suggestion, voice)}/undo").status_code == 403


def test_a_lead_answers_on_their_own_shortlist_only(sign_in, clients, suggestion):
    where = address(suggestion, "lead")
    assert clients["lead"].post(where, {"answer": "yes"}).status_code == 404
    DecisionFactory(suggestion=suggestion)
    colleague = PoliceLeadFactory(organisation=suggestion.run.question.organisation)
    for other in (colleague, PoliceLeadFactory()):
        assert sign_in(other).get(where).status_code == 404
        assert sign_in(other).post(where, {"answer": "yes"}).status_code == 404
    assert clients["lead"].post(where, {"answer": "yes"}).status_code == 302


def test_a_researcher_answers_for_themselves_only(sign_in, suggestion):
    other = ResearcherFactory().user
    where = address(suggestion, "researcher")
    assert sign_in(other).get(where).status_code == 404
    assert sign_in(other).post(where, {"answer": "could-help"}).status_code == 404


def test_a_coordinator_who_is_a_lead_too_speaks_as_lead_on_their_own_questions_only(
    sign_in, suggestion
):
    both = CoordinatorFactory()
    DecisionFactory(suggestion=suggestion)
    both.memberships.create(
        organisation=suggestion.run.question.organisation,
        role="police-lead",
        starts_on="2024-01-01",
    )
    assert sign_in(both).post(address(suggestion, "lead"), {"answer": "yes"}).status_code == 404
    response = sign_in(both).post(address(suggestion, "coordinator"), {"answer": "shortlisted"})
    assert response.status_code == 422


def test_an_answer_that_is_none_of_the_choices_is_explained(clients, suggestion):
    response = clients["coordinator"].post(
        f"/suggestions/{suggestion.pk}/coordinator", {"answer": "perhaps"}
    )

    assert response.status_code == 422
    assert response.context["form"].errors["answer"] == [
        "Your answer must be one of those on the list"
    ]
