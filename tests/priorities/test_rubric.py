"""How pressing a question is held to be: scored in words, shown with how sure somebody was."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from priorities import services
from priorities.forms.rubric import ScoringForm
from priorities.models import Question, RubricWord, Scoring, words_on
from tests.answers import errors_of, lines_of, ticked
from tests.factories import (
    GrantFactory,
    PoliceLeadFactory,
    QuestionFactory,
    RubricWordFactory,
    ScoringFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

LIST = reverse("priorities:questions")
WORDS = reverse("priorities:rubric-words")
HERE = {"where": "here", "harm": "4", "likelihood": "3", "position": "2", "confidence": "low"}
ELSEWHERE = {"where": "elsewhere", "band": "very-high"}
SAID = {"harm": 4, "likelihood": 3, "position": 2, "confidence": "low"}
LINE = "Harm 4, Likelihood 3, Organisational position 2: 9 of 15; confidence low"


def page(question):
    return reverse("priorities:question-priority", args=[question.pk])


def shown(client, question):
    response = client.get(reverse("priorities:question", args=[question.pk]))
    assert_well_made(response)
    return " ".join(response.content.decode().split())


def scored(question, by, seen=None, submission=None, **fields):
    return services.score(
        question=question, seen=seen, submission=submission or uuid4(), by=by, **(fields or SAID)
    )


@pytest.fixture
def question(lead):
    return QuestionFactory(posted_by=lead)


@pytest.mark.usefixtures("words")
def test_a_question_is_scored_in_words_with_how_sure_one_is_beside_the_sum(lead_client, question):
    before, empty = shown(lead_client, question), lead_client.get(page(question))
    typed = HERE | {"submission": str(uuid4())}
    for _ in range(2):
        assert lead_client.post(page(question), typed).url.endswith(f"/{question.pk}")
    after = shown(lead_client, question)

    assert_well_made(empty)
    assert b"4. Grave harm, or harm to many people" in empty.content
    assert "Not scored. It is matched all the same" in before
    assert LINE in after
    assert "Harm 4: Grave harm, or harm to many people" in after
    assert "Organisational position 2: We can do most of what is needed" in after
    assert Scoring.objects.get().total == 9
    assert AuditEvent.objects.filter(action="question.scored").count() == 1


def test_a_score_that_is_held_elsewhere_gives_its_band_alone(lead_client, question):
    lead_client.post(page(question), HERE | ELSEWHERE)
    kept = Scoring.objects.get()

    assert (kept.held_elsewhere, kept.band, kept.harm, kept.confidence) == (
        True,
        "very-high",
        None,
        "",
    )
    assert "Held elsewhere: band very high" in shown(lead_client, question)


def test_a_band_is_not_kept_with_a_score_of_our_own(lead_client, question):
    lead_client.post(page(question), HERE | {"band": "low"})

    assert Scoring.objects.get().band == ""


def test_the_newest_stands_and_the_older_ones_stay_readable(lead_client, question):
    old = ScoringFactory(question=question, elsewhere=True)
    form = lead_client.get(page(question))
    lead_client.post(page(question), HERE | {"seen": str(old.pk)})
    after = shown(lead_client, question)

    assert_well_made(form)
    assert "Stands now: Held elsewhere: band high (Lee Lead" in form.content.decode()
    assert ticked(form) == ["elsewhere", "high"]
    now, before = after.split("What was said before")
    assert LINE in now
    assert "Held elsewhere: band high" in before
    assert [str(one) for one in Scoring.objects.standing()] == [LINE]


def test_of_two_who_score_at_once_the_second_sees_first_what_the_first_said(lead_client, question):
    typed = HERE | {"submission": str(uuid4())}
    other = ScoringFactory(question=question, elsewhere=True)

    late = lead_client.post(page(question), typed)
    again = {name: late.context["form"][name].value() for name in (*typed, "seen")}

    assert late.status_code == 422
    assert_well_made(late)
    assert "Somebody has just scored it." in late.content.decode()
    assert "Stands now: Held elsewhere" in late.content.decode()
    assert again["seen"] == str(other.pk)
    assert lead_client.post(page(question), again).status_code == 302
    assert str(Scoring.objects.standing().get()) == LINE


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"where": ""}, {"where": ["Select where it is scored"]}),
        ({"harm": ""}, {"harm": ["Select a value for harm"]}),
        (
            {"likelihood": "", "position": "", "confidence": ""},
            {
                "likelihood": ["Select a value for likelihood"],
                "position": ["Select a value for organisational position"],
                "confidence": ["Select how sure you are"],
            },
        ),
        ({"harm": "6"}, {"harm": ["If here: harm must be one of those on the list"]}),
        ({"where": "elsewhere"}, {"band": ["Select the band"]}),
    ],
)
def test_what_is_missing_is_said_beside_it_and_what_was_ticked_stays(
    lead_client, question, wrong, errors
):
    response = lead_client.post(page(question), HERE | wrong)

    assert response.status_code == 422
    assert_well_made(response)
    assert errors_of(response) == errors
    kept = {name: response.context["form"][name].value() for name in HERE}
    assert kept == HERE | {name: value for name, value in wrong.items() if name in HERE}
    assert not Scoring.objects.exists()


def test_one_form_scores_one_question_one_way(lead, question):
    form, other = uuid4(), QuestionFactory(posted_by=lead)
    first = scored(question, lead, submission=form)

    assert scored(question, lead, submission=form) == first
    for asked, said in ((question, SAID | {"harm": 5}), (other, SAID)):
        with pytest.raises(ValidationError, match="You have sent this form before"):
            scored(asked, lead, submission=form, **said)
    Question.objects.filter(pk=question.pk).update(lead=PoliceLeadFactory())
    Question.objects.filter(pk=question.pk).update(is_shared_with_organisation=False)
    with pytest.raises(ValidationError, match="You have sent this form before"):
        scored(other, lead, submission=form)
    assert Scoring.objects.count() == 1


def test_what_the_database_refuses_for_another_reason_is_a_fault(lead, question):
    with pytest.raises(IntegrityError, match="scoring_from_one_to_five"):
        scored(question, lead, **SAID | {"harm": 6})


def test_coordinators_score_what_they_may_not_read(coordinator_client, question):
    assert coordinator_client.post(page(question), HERE).status_code == 302

    assert LINE in shown(coordinator_client, question)


def test_whoever_reads_it_sees_the_score_and_others_do_not(sign_in):
    question = ScoringFactory(question__shared=True).question
    reader, stranger = GrantFactory(question=question).person, PoliceLeadFactory()

    assert LINE in shown(sign_in(reader), question)
    assert sign_in(reader).get(page(question)).status_code == 403
    assert "<h2" in shown(sign_in(stranger), question)
    assert "Priority" not in shown(sign_in(stranger), question)
    assert "Harm" not in sign_in(stranger).get(LIST).content.decode()
    with pytest.raises(PermissionDenied):
        scored(question, reader)


def test_no_row_is_changed_and_a_question_takes_its_scores_with_it():
    scoring, word = ScoringFactory(), RubricWordFactory()

    for change in (
        lambda: Scoring.objects.update(harm=5),
        lambda: RubricWord.objects.update(words="More"),
        word.delete,
    ):
        with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
            change()
    scoring.question.full_text.delete()
    scoring.question.delete()
    assert not Scoring.objects.exists()


@pytest.fixture
def four(lead):
    """The lead's own: scored, scored elsewhere since, not scored; and a stranger's, scored."""
    names = ("scored", "elsewhere", "plain")
    made = {name: QuestionFactory(posted_by=lead, words=f"Why {name}?") for name in names}
    ScoringFactory(question=made["scored"])
    an_hour_ago = timezone.now() - timedelta(hours=1)
    ScoringFactory(question=made["elsewhere"], at=an_hour_ago)
    ScoringFactory(question=made["elsewhere"], elsewhere=True)
    other = QuestionFactory(shared=True, words="Why closed to them?", summary="Why?")
    ScoringFactory(question=other)
    return made | {"other": other}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("scored=scored", {"scored"}),
        ("scored=elsewhere", {"elsewhere"}),
        ("scored=not", {"plain"}),
        ("scored=scored&scored=not", {"scored", "plain"}),
        ("scored=scored&scored=elsewhere&scored=not", {"scored", "elsewhere", "plain"}),
        ("", {"scored", "elsewhere", "plain", "other"}),
    ],
)
def test_the_filter_looks_at_scores_that_the_reader_may_see_and_says_what_it_hides(
    lead_client, four, query, found
):
    response = lead_client.get(f"{LIST}?{query}")
    listing = response.context["listing"]

    assert_well_made(response)
    assert {one.pk for one in listing.shown} == {four[name].pk for name in found}
    assert listing.hidden == 4 - len(found)
    assert [one.hidden for one in listing.kept_back] == ([4 - len(found)] if query else [])


def test_a_coordinator_is_shown_every_score_by_the_filter(coordinator_client, four):
    listing = coordinator_client.get(f"{LIST}?scored=scored").context["listing"]
    rest = coordinator_client.get(f"{LIST}?scored=not").context["listing"]

    assert {one.pk for one in listing.shown} == {four["scored"].pk, four["other"].pk}
    assert [one.pk for one in rest.shown] == [four["plain"].pk]


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize("where", [LIST, reverse("priorities:my-questions")])
def test_lists_and_their_csv_hold_the_score_in_one_cell_with_how_sure(lead_client, where):
    rows = lines_of(lead_client.get(f"{where}?format=csv"))
    text = lead_client.get(where).content.decode()

    cells = {row["Question"]: row["Priority"] for row in rows}
    cells.pop("Why?", None)
    elsewhere = "Held elsewhere: band high"
    assert cells == {"Why scored?": LINE, "Why elsewhere?": elsewhere, "Why plain?": ""}
    assert text.count(f"Priority: {LINE}") == 1
    assert text.count(f"Priority: {elsewhere}") == 1


def test_no_list_is_ordered_by_the_score(lead, lead_client):
    questions = [QuestionFactory(posted_by=lead) for _ in range(3)]
    before = [one.pk for one in lead_client.get(LIST).context["listing"].shown]
    for harm, one in zip((1, 5), questions, strict=False):
        ScoringFactory(question=one, harm=harm)

    assert [one.pk for one in lead_client.get(LIST).context["listing"].shown] == before


@pytest.mark.usefixtures("words")
def test_coordinators_change_words_and_old_scores_keep_those_of_their_time(
    coordinator_client, lead_client, question
):
    ScoringFactory(question=question)
    form = coordinator_client.get(WORDS)
    sent = fields_of(form) | {"harm-4": "Many are hurt"}
    for _ in range(2):
        assert coordinator_client.post(WORDS, sent).url == WORDS
    told = coordinator_client.get(WORDS)
    lead_client.post(page(question), HERE | {"seen": str(Scoring.objects.get().pk)})

    now, before = shown(lead_client, question).split("What was said before")
    assert_well_made(form)
    assert_well_made(told)
    assert "Cora Coordinator: Harm 4: Many are hurt" in told.content.decode()
    assert "Harm 4: Many are hurt" in now
    assert "Harm 4: Grave harm, or harm to many people" in before
    assert RubricWord.objects.exclude(by=None).count() == 1
    assert AuditEvent.objects.filter(action="rubric.word-changed").count() == 1


@pytest.mark.usefixtures("words")
def test_nobody_sets_back_what_a_colleague_changed_meanwhile(coordinator_client):
    first, second = (fields_of(coordinator_client.get(WORDS)) for _ in range(2))
    coordinator_client.post(WORDS, first | {"harm-1": "Next to none"})
    coordinator_client.post(WORDS, second | {"harm-2": "Some"})

    stands = words_on(timezone.now(), RubricWord.objects.all())
    assert (stands["harm", 1], stands["harm", 2]) == ("Next to none", "Some")


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("", "Enter what organisational position 5 means"),
        ("x" * 121, "Organisational position 5 must be 120 characters or fewer"),
    ],
)
def test_a_value_keeps_words(coordinator_client, wrong, said):
    sent = fields_of(coordinator_client.get(WORDS)) | {"position-5": wrong, "harm-1": "None"}

    response = coordinator_client.post(WORDS, sent)

    assert response.status_code == 422
    assert_well_made(response)
    assert errors_of(response) == {"position-5": [said]}
    assert response.context["form"]["harm-1"].value() == "None"
    assert not RubricWord.objects.exclude(by=None).exists()


@pytest.mark.usefixtures("words")
def test_each_value_has_words_of_its_own_from_the_first_day():
    kept = RubricWord.objects.all()

    assert len({word.words for word in kept}) == 15
    assert {(word.part, word.value) for word in kept} == {
        (part, value) for part in ("harm", "likelihood", "position") for value in range(1, 6)
    }


def test_without_words_the_values_stand_alone():
    scoring = ScoringFactory()

    assert [said for *_, said in scoring.in_words([])] == ["", "", ""]
    assert ScoringForm(stands=None, words={})["harm"].field.choices[0] == (1, "1")


def test_a_score_older_than_all_words_has_the_first():
    old = ScoringFactory(at=timezone.now() - timedelta(days=400))
    words = [RubricWord(part="harm", value=4, words=said, at=timezone.now()) for said in "ab"]

    assert old.in_words(words)[0][2] == "a"


def fields_of(response):
    """What a browser sends of a form of words, with what was shown."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return values | {f"initial-{name}": value for name, value in values.items()}
