"""Evidence: verbatim sentences of the right documents, few and telling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Document, Evidence, HashingEncoder, Person, Question, rank
from matching.engine.evidence import question_sentences, telling_sentences

QUESTION = Question(
    "q", "Gold smuggling", "How is gold smuggled through airports? Who pays the couriers of cash?"
)


def evidence_of(*documents: Document, question: Question = QUESTION) -> tuple[Evidence, ...]:
    other = Person("z", (Document("z", "statement", "", "Barley yields on wet clay soils."),))
    ranking = rank(question, [Person("a", documents), other], HashingEncoder())
    return next(match for match in ranking.matches if match.person_id == "a").evidence


def publication(id: str, title: str, text: str) -> Document:  # noqa: A002
    return Document(id, "publication", title, text, 2021)


def test_evidence_names_its_source_and_the_sentence_it_answers():
    found = evidence_of(
        publication("1", "Couriers", "We ask who pays couriers of cash. Farming is another topic.")
    )
    assert found[0] == Evidence(
        document_id="1",
        kind="publication",
        title="Couriers",
        sentence="We ask who pays couriers of cash.",
        question_sentence="Who pays the couriers of cash?",
        strength=found[0].strength,
    )
    assert found[0].strength > 0.5


def test_strength_is_the_score_of_one_sentence_with_another():
    found = evidence_of(publication("1", "", "How is gold smuggled through airports?"))
    assert found[0].strength == pytest.approx(1.5, abs=1e-5)


def test_at_most_two_from_a_document_and_three_in_all():
    text = (
        "Gold is smuggled through airports daily. Couriers of cash are paid in gold. "
        "Airports see gold smuggled by couriers."
    )
    found = evidence_of(
        publication("1", "", text),
        publication("2", "", text.replace("Gold", "Silver and gold").replace("daily", "weekly")),
    )
    sources = [one.document_id for one in found]
    assert len(sources) == 3
    assert max(sources.count("1"), sources.count("2")) == 2
    assert [one.strength for one in found] == sorted((o.strength for o in found), reverse=True)


def test_only_the_best_three_documents_speak():
    documents = [
        publication(
            str(number), "", "Gold is smuggled through airports." + " Cash couriers." * number
        )
        for number in range(1, 4)
    ]
    found = evidence_of(*documents, publication("9", "", "Barley yields fall, gold or no gold."))
    assert "9" not in {one.document_id for one in found}


def test_a_sentence_is_shown_once_however_often_it_was_written():
    text = "Gold is smuggled through airports."
    found = evidence_of(publication("1", "", text), publication("2", "", f"{text} {text}"))
    assert [one.sentence for one in found] == [text]
    assert found[0].document_id == "1"


def test_sentences_that_are_like_nothing_asked_are_not_evidence():
    found = evidence_of(
        publication("1", "", "Gold is smuggled everywhere. Barley yields fall on clay.")
    )
    assert [one.sentence for one in found] == ["Gold is smuggled everywhere."]


def test_a_document_with_a_title_only_is_spoken_for_by_its_title():
    found = evidence_of(publication("1", "Gold smuggled through airports", " "))
    assert [one.sentence for one in found] == ["Gold smuggled through airports"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Methods\nWe interview couriers of cash.", ["We interview couriers of cash."]),
        ("Methods\nGold", ["Methods", "Gold"]),
        ("We ask people here. We ask people here.", ["We ask people here."]),
        ("", ["A title"]),
    ],
)
def test_headings_and_scraps_speak_only_where_there_is_nothing_else(text, expected):
    assert telling_sentences(publication("1", "A title", text)) == expected


def test_a_very_long_text_is_read_some_way():
    text = " ".join(f"Sentence number {number} is here." for number in range(500))
    assert len(telling_sentences(publication("1", "", text))) == 40


def test_question_sentences_are_those_of_title_and_text():
    assert question_sentences(QUESTION) == [
        "How is gold smuggled through airports?",
        "Who pays the couriers of cash?",
    ]
    assert question_sentences(Question("q", "Gold", "")) == ["Gold"]


WORDS = st.sampled_from(
    ["gold", "smuggled", "airports", "é", "Dr.", "e.g.", "3.5", "Cash!", "\n", "?"]
)
PROSE = st.lists(WORDS, min_size=1, max_size=25).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=60
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PROSE, PROSE), min_size=1, max_size=5), PROSE)
def test_evidence_is_verbatim_from_the_document_it_names(outputs, asked):
    documents = [publication(str(place), *output) for place, output in enumerate(outputs)]
    question = Question("q", "Gold smuggled through airports", asked)
    ranking = rank(question, [Person("a", tuple(documents))], HashingEncoder())
    for match in ranking.matches:
        for one in match.evidence:
            document = documents[int(one.document_id)]
            assert one.title == document.title
            assert one.sentence in document.text or one.sentence in document.title
            assert one.question_sentence in question.text or one.question_sentence in question.title
