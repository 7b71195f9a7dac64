from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from priorities.models import FullText, Question
from tests.answers import errors_of, lines_of, page_of, ticked
from tests.answers import words_of as words_on
from tests.factories import (
    SOURCE,
    OrganisationFactory,
    PoliceLeadFactory,
    QuestionFactory,
    ReadingFactory,
    ThemeFactory,
)
from tests.html_rules import assert_well_made, get, title

pytestmark = pytest.mark.django_db

LIST = reverse("priorities:questions")
NEW = reverse("priorities:question-new")


def listed(response):
    return [question.text.words for question in response.context["listing"].shown]


@pytest.fixture
def three(db):
    """Give three questions: of two forces, about two things, two of them read under themes."""
    east, west = OrganisationFactory(slug="east"), OrganisationFactory(slug="west")
    tax, guns = ThemeFactory(slug="tax", name="Tax"), ThemeFactory(slug="guns", name="Guns")
    shops = QuestionFactory(words="Why so many shops?", organisation=east, shared=True)
    barns = QuestionFactory(
        words="Why so many barns?", organisation=west, background="Tills, too", shared=True
    )
    boats = QuestionFactory(words="Why so many boats?", organisation=east, shared=True)
    ReadingFactory(question=shops, theme=tax)
    ReadingFactory(question=shops, theme=guns)
    ReadingFactory(question=barns, theme=guns)
    return {"shops": shops, "barns": barns, "boats": boats}


FILTERS = [
    ("", {"shops", "barns", "boats"}),
    ("words=BOATS", {"boats"}),
    ("words=tills", set()),  # in its full text only, which no coordinator reads
    ("words=100%25", set()),
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
    words = {three[name].words for name in expected}

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


def test_filters_count_only_what_the_reader_may_see(three, sign_in):
    QuestionFactory(words="Why so many hidden boats?")
    lead = PoliceLeadFactory(organisation=three["shops"].organisation)

    response = sign_in(lead).get(f"{LIST}?words=boats")

    assert response.context["listing"].sentence == "1 question, 2 more hidden by filters"


def test_who_reads_all_of_a_question_finds_it_by_all_of_its_words(three, sign_in):
    lead = PoliceLeadFactory(organisation=three["barns"].organisation)

    assert listed(sign_in(lead).get(f"{LIST}?words=tills")) == ["Why so many barns?"]


def test_organisations_whose_questions_are_hidden_are_not_offered_as_a_filter(three, sign_in):
    QuestionFactory(organisation=OrganisationFactory(slug="north"))

    page = page_of(sign_in(PoliceLeadFactory()).get(LIST))

    offered = [get(box, "value") for box in page.controls() if get(box, "name") == "organisation"]
    assert sorted(offered) == ["east", "west"]


def test_an_unknown_filter_is_said_and_hides_nothing(coordinator_client, three):
    response = coordinator_client.get(f"{LIST}?theme=elsewhere&words={'x' * 101}")

    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: ")
    assert len(listed(response)) == 3
    assert errors_of(response) == {
        "words": ["Words in the question must be 100 characters or fewer"],
        "theme": ["Read under a theme must be one of those on the list"],
    }


def test_the_newest_question_stands_first(coordinator_client, three):
    assert listed(coordinator_client.get(LIST)) == [
        three[name].words for name in ("boats", "barns", "shops")
    ]


def test_the_csv_holds_every_column_of_a_question(coordinator_client):
    question = QuestionFactory(
        published=True,
        organisation=OrganisationFactory(name="East"),
        posted_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
    )
    ReadingFactory(question=question, theme__name="Guns")
    ReadingFactory(question=question, theme__name="Tax")

    [line] = lines_of(coordinator_client.get(f"{LIST}?format=csv"))

    assert line == {
        "Marking": "FOR PUBLIC RELEASE",
        "Question": question.words,
        "Background": "",
        "What would help": "",
        "Posted by": "East",
        "Police lead": question.lead.name,
        "Posted on": "2026-07-01",
        "Themes": "Guns; Tax",
        "Source": question.summary.source_title,
        "Source address": question.summary.source_url,
        "Licence": question.summary.source_licence,
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


def test_a_hidden_question_and_an_unknown_one_get_one_same_answer(academic_client):
    hidden = QuestionFactory()

    hidden, unknown = (
        academic_client.get(reverse("priorities:question", args=[pk]))
        for pk in (hidden.pk, uuid4())
    )

    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert words_on(hidden) == words_on(unknown)


def test_a_lead_posts_a_question(lead, lead_client):
    response = lead_client.post(
        NEW,
        {
            "words": "  Why here? ",
            "background": "We see tills.",
            "wanted": "A talk",
            "summary": "Why in some places?",
            "marking": "1",
            "submission": uuid4(),
        },
        follow=True,
    )

    question = Question.objects.get()
    assert response.redirect_chain == [(reverse("priorities:question", args=[question.pk]), 302)]
    assert "Your question is posted." in response.content.decode()
    text = question.full_text
    assert (text.words, text.background, text.wanted) == ("Why here?", "We see tills.", "A talk")
    assert (question.marking, question.released_at) == (1, None)
    assert [release.words for release in question.releases.open()] == ["Why in some places?"]
    assert question.posted_by == lead


def test_a_question_posted_twice_is_posted_once(lead_client):
    form = {"words": "Why here?", "marking": "1", "submission": uuid4()}

    first, second = lead_client.post(NEW, form), lead_client.post(NEW, form)

    assert first.url == second.url
    assert Question.objects.count() == 1


def test_a_page_sent_again_with_other_words_keeps_them_and_leads_to_what_it_made_before(
    lead_client,
):
    form = {"words": "Why here?", "marking": "1", "submission": uuid4()}
    first = lead_client.post(NEW, form)

    response = lead_client.post(NEW, form | {"words": "Why there?"})

    assert response.status_code == 422
    assert_well_made(response)
    assert response.context["form"]["words"].value() == "Why there?"
    assert f'href="{first.url}"' in response.content.decode()
    assert Question.objects.count() == 1

    sent = {name: response.context["form"][name].value() for name in form}
    assert lead_client.post(NEW, sent).status_code == 302
    assert {text.words for text in FullText.objects.all()} == {"Why here?", "Why there?"}


def test_somebody_elses_token_tells_nothing(lead_client):
    theirs = QuestionFactory()
    form = {"words": "Why here?", "marking": "1", "submission": theirs.submission}

    response = lead_client.post(NEW, form)

    assert response.status_code == 302
    assert str(theirs.pk) not in response.url


def test_two_forms_make_two_questions(lead_client):
    pages = [page_of(lead_client.get(NEW)) for _ in range(2)]
    tokens = {
        get(e, "value")
        for page in pages
        for e in page.all("input")
        if get(e, "name") == "submission"
    }

    assert len(tokens) == 2


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"words": ""}, {"words": ["Enter what you want to know"]}),
        ({"words": "   "}, {"words": ["Enter what you want to know"]}),
        ({"words": "?! …"}, {"words": ["Enter what you want to know in words"]}),
        (
            {"words": "x" * 2001},
            {"words": ["What you want to know must be 2,000 characters or fewer"]},
        ),
        (
            {"background": "x" * 5001},
            {"background": ["What you are seeing must be 5,000 characters or fewer"]},
        ),
        (
            {"wanted": "x" * 1001},
            {"wanted": ["What would help must be 1,000 characters or fewer"]},
        ),
        ({"marking": ""}, {"marking": ["Select marking"]}),
        ({"marking": "3"}, {"marking": ["Marking must be one of those on the list"]}),
        ({"marking": "2"}, {"marking": ["Marking must be one of those on the list"]}),
        ({"words": "a\0b"}, {"words": ["Null characters are not allowed."]}),
    ],
    ids=[
        "none",
        "spaces",
        "no word",
        "words",
        "background",
        "wanted",
        "no marking",
        "SECRET",
        "OFFICIAL-SENSITIVE",
        "null",
    ],
)
def test_a_wrong_form_is_explained_beside_the_field_and_keeps_what_was_typed(
    lead_client, wrong, error
):
    right = {
        "words": "Why here?",
        "background": "Tills.",
        "wanted": "A talk",
        "marking": "1",
    }
    token = str(uuid4())

    response = lead_client.post(NEW, right | wrong | {"submission": token})

    assert response.status_code == 422
    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: ")
    assert errors_of(response) == error
    bound = response.context["form"]
    kept = {name: bound[name].value() for name in right}
    assert kept == right | wrong
    assert f'value="{token}"' in response.content.decode()
    assert not Question.objects.exists()


def test_words_at_their_longest_are_taken(lead_client):
    form = {"words": "Wh" * 1000, "background": "x" * 5000, "wanted": "x" * 1000}

    response = lead_client.post(NEW, form | {"marking": "1", "submission": uuid4()})

    assert response.status_code == 302


def test_no_title_and_no_category_is_asked_for(lead_client):
    page = page_of(lead_client.get(NEW))

    names = {get(control, "name") for control in page.controls()}
    assert not names & {"title", "theme", "themes", "category"}


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
    question = QuestionFactory(shared=True)
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
