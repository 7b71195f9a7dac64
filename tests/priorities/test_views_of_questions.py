from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from priorities.models import Question
from tests import answers
from tests.answers import errors_of, lines_of, page_of, ticked
from tests.factories import (
    SOURCE,
    OrganisationFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ThemeFactory,
    words_of,
)
from tests.html_rules import assert_well_made, get, title

pytestmark = pytest.mark.django_db

LIST = reverse("priorities:questions")


def listed(response):
    return [words_of(question) for question in response.context["listing"].shown]


@pytest.fixture
def three(db):
    """Three released questions, of two forces and about two things, two read under themes."""
    east, west = OrganisationFactory(slug="east"), OrganisationFactory(slug="west")
    tax, guns = ThemeFactory(slug="tax", name="Tax"), ThemeFactory(slug="guns", name="Guns")
    shops = QuestionFactory(words="Why so many shops?", organisation=east, shared=True)
    barns = QuestionFactory(words="Why so many barns?", organisation=west, shared=True)
    boats = QuestionFactory(words="Why so many boats?", organisation=east, shared=True)
    ReadingFactory(question=shops, theme=tax)
    ReadingFactory(question=shops, theme=guns)
    ReadingFactory(question=barns, theme=guns)
    return {"shops": shops, "barns": barns, "boats": boats}


FILTERS = [
    ("", {"shops", "barns", "boats"}),
    ("words=BOATS", {"boats"}),
    ("words=BARNS", {"barns"}),
    ("words=100%25", set()),
    ("words=many+shop", {"shops"}),  # all of the words, in another form and order
    ("words=boat+-shop", {"boats"}),
    ("words=the", set()),  # a word that says nothing finds only its letters
    ("organisation=east", {"shops", "boats"}),
    ("organisation=east&organisation=west", {"shops", "barns", "boats"}),
    ("theme=tax", {"shops"}),
    ("theme=tax&theme=guns", {"shops", "barns"}),
    ("organisation=east&theme=guns", {"shops"}),
    ("words=boats&organisation=east&theme=guns", set()),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters_narrow_the_list_the_csv_and_the_fragment_alike(
    coordinator_client, three, query, expected
):
    words = {words_of(three[name]) for name in expected}

    page = coordinator_client.get(f"{LIST}?{query}")
    table = coordinator_client.get(f"{LIST}?{query}&format=csv")
    fragment = coordinator_client.get(f"{LIST}?{query}", headers={"HX-Request": "true"})

    assert_well_made(page)
    assert set(listed(page)) == words
    assert {line["Question"] for line in lines_of(table)} == words
    assert set(listed(fragment)) == words
    assert b"<html" not in fragment.content


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "3 questions"),
        ("words=boats", "1 question, 2 more hidden by filters"),
        ("words=nothing", "0 questions, 3 more hidden by filters"),
    ],
)
def test_the_list_says_how_many_questions_filters_hide(coordinator_client, three, query, sentence):
    response = coordinator_client.get(f"{LIST}?{query}")

    assert f">{sentence}<" in response.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_each_filter_in_use_says_how_many_it_hides_by_itself(coordinator_client, three, headers):
    # A second reading of the same question counts it once.
    query = "words=boats&organisation=east&theme=guns&theme=tax"

    response = coordinator_client.get(f"{LIST}?{query}", headers=headers)

    said = [(one.label, one.hidden, one.total) for one in response.context["listing"].kept_back]
    assert said == [
        ("Words in the question", 2, 3),
        ("Posted by", 1, 3),
        ("Read under", 1, 3),
    ]
    assert "<li>Read under: hides 1 of 3</li>" in response.content.decode()


@pytest.fixture
def unreleased(three):
    Question.objects.update(released_at=None)


@pytest.mark.usefixtures("unreleased")
def test_filters_count_only_what_the_reader_may_see(three, sign_in):
    lead = PoliceLeadFactory(organisation=three["shops"].organisation)

    response = sign_in(lead).get(f"{LIST}?words=boats")

    assert response.context["listing"].sentence == "1 question, 1 more hidden by filters"


@pytest.mark.usefixtures("unreleased")
def test_nobody_finds_a_question_by_words_of_it_that_they_may_not_read(
    coordinator_client, three, sign_in
):
    lead = PoliceLeadFactory(organisation=three["shops"].organisation)

    found = [client.get(f"{LIST}?words=shops") for client in (coordinator_client, sign_in(lead))]

    assert [listed(response) for response in found] == [[], ["Why so many shops?"]]
    assert [page.context["listing"].kept_back[0].hidden for page in found] == [3, 1]


@pytest.mark.usefixtures("unreleased")
def test_a_coordinator_lists_what_is_not_released_without_a_word_of_it(coordinator_client, three):
    page, table = coordinator_client.get(LIST), coordinator_client.get(f"{LIST}?format=csv")

    assert len(page.context["listing"].shown) == 3
    assert "many" not in page.content.decode() + table.content.decode()
    assert page.content.decode().count("A question that is not released") == 3


@pytest.mark.usefixtures("unreleased")
def test_organisations_whose_questions_are_hidden_are_not_offered_as_a_filter(three, sign_in):
    lead = PoliceLeadFactory(organisation=three["shops"].organisation)

    page = page_of(sign_in(lead).get(LIST))

    offered = [get(box, "value") for box in page.controls() if get(box, "name") == "organisation"]
    assert offered == ["east"]


def test_an_unknown_filter_is_said_and_hides_nothing(coordinator_client, three):
    response = coordinator_client.get(f"{LIST}?theme=elsewhere&words={'x' * 101}")

    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: ")
    assert len(listed(response)) == 3
    assert errors_of(response) == {
        "words": ["Words in the question must be 100 characters or fewer"],
        "theme": ["Read under must be one of those on the list"],
    }


def test_the_newest_question_stands_first(coordinator_client, three):
    assert listed(coordinator_client.get(LIST)) == [
        words_of(three[name]) for name in ("boats", "barns", "shops")
    ]


def test_the_csv_holds_every_column_of_a_question(sign_in):
    question = QuestionFactory(
        shared=True,
        background="We see tills.",
        wanted="A talk",
        maturity="gap",
        posted_by=PoliceLeadFactory(organisation=OrganisationFactory(name="East")),
        posted_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
    )
    ReadingFactory(question=question, theme__name="Guns")
    ReadingFactory(question=question, theme__name="Tax")

    [line] = lines_of(sign_in(question.lead).get(f"{LIST}?format=csv"))

    assert line == {
        "Marking": "OFFICIAL",
        "Question": words_of(question),
        "Background": "We see tills.",
        "What would help": "A talk",
        "Needed by": "",
        "Who decides with the answer": "",
        "Who is involved": "",
        "State": "Open",
        "Posted by": "East",
        "Police lead": question.lead.name,
        "Posted on": "2026-07-01",
        "How far along": "A gap: we know that we do not know",
        "How far along when posted": "",
        "Outlook": "",
        "Priority": "",
        "Themes": "Guns; Tax",
        "Source": "",
        "Source address": "",
        "Licence": "",
    }


@pytest.mark.parametrize("name", ["coordinator", "lead", "academic"])
def test_an_empty_list_says_what_will_stand_there(request, name):
    response = request.getfixturevalue(f"{name}_client").get(LIST)

    assert_well_made(response)
    assert "No questions yet" in response.content.decode()


def test_a_question_shows_its_first_words_its_source_and_its_licence(academic_client):
    question = QuestionFactory(published=True, source=SOURCE | {"is_paraphrase": True})

    content = academic_client.get(reverse("priorities:question", args=[question.pk])).content

    source = question.summary
    shown = (source.words, source.source_title, source.source_url, source.source_licence)
    assert [words for words in shown if words not in content.decode()] == []
    assert "In our words, after the source." in content.decode()


def test_words_of_a_question_are_shown_as_text_not_as_markup(coordinator_client):
    question = QuestionFactory(words="Why <script>alert(1)</script> here?", shared=True)

    content = coordinator_client.get(reverse("priorities:question", args=[question.pk])).content

    assert b"<script>alert" not in content
    assert b"&lt;script&gt;alert(1)" in content


def test_who_answers_for_a_question_reads_it_all_and_a_member_only_its_summary(
    academic_client, sign_in
):
    question = QuestionFactory(
        words="Why in Mill Street?", background="Tills", summary="Why in shops?", shared=True
    )
    url = reverse("priorities:question", args=[question.pk])

    whole, part = (client.get(url).content for client in (sign_in(question.lead), academic_client))

    secret = (b"Mill Street", b"Tills")
    assert [words in whole for words in (*secret, b"Why in shops?")] == [True] * 3
    assert [words in part for words in (*secret, b"Why in shops?")] == [False, False, True]


def test_a_coordinator_sees_of_what_is_not_released_who_posted_it_and_no_word(coordinator_client):
    question = QuestionFactory(words="Why in Mill Street?")

    page = coordinator_client.get(reverse("priorities:question", args=[question.pk]))

    assert_well_made(page)
    assert "No word of it is released to you" in page.content.decode()
    assert question.lead.name in page.content.decode()
    assert "Mill Street" not in page.content.decode()
    readings = reverse("priorities:question-readings", args=[question.pk])
    assert readings not in page.content.decode()
    assert coordinator_client.get(readings).status_code == 404


def test_a_hidden_question_and_an_unknown_one_get_one_same_answer(academic_client):
    hidden = QuestionFactory()

    hidden, unknown = (
        academic_client.get(reverse("priorities:question", args=[pk]))
        for pk in (hidden.pk, uuid4())
    )

    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert answers.words_of(hidden) == answers.words_of(unknown)


def test_readings_are_saved_and_shown_with_their_reader(coordinator_client, three):
    url = reverse("priorities:question-readings", args=[three["boats"].pk])

    response = coordinator_client.post(url, {"themes": ["tax", "guns"]}, follow=True)

    assert [reading.theme.slug for reading in response.context["readings"]] == ["guns", "tax"]
    assert "Cora Coordinator" in response.content.decode()


def test_readings_shown_are_those_that_stand(coordinator_client, three):
    response = coordinator_client.get(
        reverse("priorities:question-readings", args=[three["barns"].pk])
    )

    assert_well_made(response)
    assert ticked(response) == ["guns"]


def test_all_readings_may_be_taken_away(coordinator_client, three):
    url = reverse("priorities:question-readings", args=[three["shops"].pk])

    coordinator_client.post(url, {"shown": ["tax", "guns"]})

    assert not three["shops"].readings.exists()


def test_a_reading_that_a_colleague_added_meanwhile_stays(coordinator_client, three):
    url = reverse("priorities:question-readings", args=[three["shops"].pk])
    opened = page_of(coordinator_client.get(url))
    shown = [get(e, "value") for e in opened.all("input") if get(e, "name") == "shown"]
    ReadingFactory(question=three["shops"], theme=ThemeFactory(slug="boats"))

    coordinator_client.post(url, {"themes": ["guns"], "shown": shown})

    assert {r.theme.slug for r in three["shops"].readings.all()} == {"guns", "boats"}


def test_a_coordinator_hands_a_question_to_a_colleague_of_its_lead(coordinator_client):
    question = QuestionFactory()
    colleague = PoliceLeadFactory(organisation=question.organisation)
    elsewhere = PoliceLeadFactory()
    url = reverse("priorities:question-lead", args=[question.pk])

    page = coordinator_client.get(url)
    refused = coordinator_client.post(url, {"lead": elsewhere.pk})
    response = coordinator_client.post(url, {"lead": colleague.pk}, follow=True)

    assert_well_made(page)
    offered = [get(e, "value") for e in page_of(page).all("input") if get(e, "name") == "lead"]
    assert offered == [str(colleague.pk)]
    assert (refused.status_code, list(errors_of(refused))) == (422, ["lead"])
    assert f"Lead: {colleague.name}" in response.content.decode()


def test_a_force_without_another_lead_is_said_to_have_none(coordinator_client):
    question = QuestionFactory()

    page = coordinator_client.get(reverse("priorities:question-lead", args=[question.pk]))

    assert_well_made(page)
    assert "has no other police lead" in page.content.decode()


def test_a_coordinator_is_told_of_a_question_that_nobody_can_answer_for(coordinator_client):
    question = QuestionFactory()
    url = reverse("priorities:question", args=[question.pk])
    before = coordinator_client.get(url).content.decode()

    question.lead.memberships.update(ends_on="2024-02-01")

    assert "No longer a police lead" not in before
    assert "No longer a police lead" in coordinator_client.get(url).content.decode()


def test_an_unknown_theme_changes_no_reading(coordinator_client, three):
    url = reverse("priorities:question-readings", args=[three["shops"].pk])

    response = coordinator_client.post(url, {"themes": ["tax", "elsewhere"]})

    assert response.status_code == 422
    assert_well_made(response)
    assert three["shops"].readings.count() == 2
