"""The whole ranking: order, ties, thin and empty profiles, and what must not matter."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Corpus, Document, HashingEncoder, Person, Question, rank
from matching.engine.text import count_words

QUESTION = Question("q1", "Gold", "Who smuggles gold through airports, and who pays the couriers?")


def ids(ranking):
    return [match.person_id for match in ranking.matches]


def test_best_match_comes_first_and_ranks_count_from_one(profile):
    people = [
        profile("a", "I study barley."),
        profile("b", "I study couriers."),
        profile("c", "I study gold smuggled through airports by paid couriers."),
        profile("d", "Gold mining economics."),
    ]
    ranking = rank(QUESTION, people, HashingEncoder())
    assert ranking.question_id == "q1"
    assert ids(ranking)[0] == "c"
    assert [match.rank for match in ranking.matches] == list(range(1, len(ranking.matches) + 1))
    scores = [match.score for match in ranking.matches]
    assert scores == sorted(scores, reverse=True)


def test_parts_add_up_to_the_score(profile):
    people = [profile("a", "Gold and couriers.", ("Gold", "Airports")), profile("b", "Airports.")]
    for match in rank(QUESTION, people, HashingEncoder()).matches:
        assert set(match.parts) == {"meaning", "words"}
        assert match.score == pytest.approx(sum(match.parts.values()), abs=1e-6)


def test_ties_go_to_the_lower_id(profile):
    people = [profile(name, "Gold couriers.") for name in ("b", "c", "a")]
    assert ids(rank(QUESTION, people, HashingEncoder())) == ["a", "b", "c"]


def test_statement_alone_ranks_and_so_does_an_output_alone(profile):
    people = [profile("a", "Gold couriers."), profile("b", "", ("Gold smuggling", ""))]
    assert sorted(ids(rank(QUESTION, people, HashingEncoder()))) == ["a", "b"]


@pytest.mark.parametrize(
    "documents",
    [(), (Document("1", "statement", "", " \n"),), (Document("1", "publication", "…", "the of"),)],
)
def test_profile_with_nothing_to_read_has_too_little_and_is_not_dropped(documents, profile):
    people = [Person("z", documents), profile("m", "Gold."), Person("b")]
    ranking = rank(QUESTION, people, HashingEncoder())
    assert ids(ranking) == ["m"]
    assert ranking.too_little == ("b", "z")


def test_person_like_the_question_in_nothing_has_too_little(profile):
    people = [profile("a", "Barley."), profile("b", "Gold.")]
    ranking = rank(QUESTION, people, HashingEncoder())
    assert ids(ranking) == ["b"]
    assert ranking.too_little == ("a",)


def test_nobody_to_rank_gives_an_empty_ranking():
    assert rank(QUESTION, [], HashingEncoder()).matches == ()
    assert rank(QUESTION, [Person("a")], HashingEncoder()).too_little == ("a",)


def test_question_without_a_word_is_refused(profile):
    with pytest.raises(ValueError, match="no words"):
        rank(Question("q", " ", "?!"), [profile("a", "Gold.")], HashingEncoder())


def test_two_people_with_one_id_are_refused(profile):
    with pytest.raises(ValueError, match="same id"):
        Corpus.prepare([profile("a", "Gold."), profile("a", "Barley.")], HashingEncoder())


def test_evidence_is_for_the_best_only(profile):
    people = [profile(name, f"Gold {name} couriers are paid.") for name in "abcd"]
    ranking = rank(QUESTION, people, HashingEncoder(), evidence_for=2)
    assert [bool(match.evidence) for match in ranking.matches] == [True, True, False, False]


def test_one_corpus_ranks_many_questions_as_one_by_one(profile):
    people = [profile("a", "Gold couriers."), profile("b", "Airports."), profile("c", "Barley.")]
    questions = [QUESTION, Question("q2", "Barley", ""), Question("q3", "", "Airports and gold?")]
    corpus = Corpus.prepare(people, HashingEncoder())
    alone = [rank(question, people, HashingEncoder()) for question in questions]
    assert list(corpus.rank_many(questions)) == alone
    assert [corpus.rank(question) for question in reversed(questions)] == alone[::-1]


def test_progress_is_told_for_documents_questions_and_evidence(profile):
    seen = []
    people = [profile("a", "Gold couriers."), profile("b", "Airports.")]
    corpus = Corpus.prepare(people, HashingEncoder(), on_progress=lambda *now: seen.append(now))
    assert seen == [(2, 2)]
    list(corpus.rank_many([QUESTION], on_progress=lambda *now: seen.append(now)))
    assert seen[1:] == [(1, 1)]
    corpus.rank(QUESTION, on_progress=lambda *now: seen.append(now))
    assert seen[2:] == [(3, 3)]


def test_encoder_is_asked_once_for_each_stage(profile):
    calls = []

    def encode(texts):
        calls.append(list(texts))
        return HashingEncoder().encode(texts)

    spy = SimpleNamespace(name="spy", dimensions=HashingEncoder.dimensions, encode=encode)
    rank(QUESTION, [profile("a", "Gold couriers.", ("Gold", "Airports."))], spy)
    documents, question, evidence = calls
    assert documents == ["Gold. Airports.", "Gold couriers."]
    assert question == ["Gold. Who smuggles gold through airports, and who pays the couriers?"]
    assert set(evidence) == {
        "Who smuggles gold through airports, and who pays the couriers?",
        "Gold couriers.",
        "Airports.",
    }


def feedback_changes_scores(question):
    """Tell whether a question's meaning was moved: the plain cosine then no longer holds."""
    texts = ["gold couriers", "gold ring", *(f"matter{number} here" for number in range(60))]
    people = [Person(f"{n:02}", (Document("1", "statement", "", t),)) for n, t in enumerate(texts)]
    corpus = Corpus.prepare(people, HashingEncoder())
    vector = HashingEncoder().encode([question.text])[0]
    cosines = (corpus.vectors @ vector).astype(float)
    expected = (cosines[0] + 0.5 * cosines.mean()) / 1.5
    found = next(m for m in corpus.rank(question).matches if m.person_id == "00")
    return not np.isclose(found.parts["meaning"], expected, atol=1e-5)


def test_only_a_question_under_forty_words_is_moved_towards_its_nearest():
    short = Question("q", "", "gold couriers " + "the " * 37)
    long = replace(short, text=short.text + "the")
    assert (count_words(short.text), count_words(long.text)) == (39, 40)
    assert feedback_changes_scores(short)
    assert not feedback_changes_scores(long)


def test_a_copy_of_somebody_else_changes_only_what_is_shared(profile):
    people = [profile("a", "Gold couriers."), profile("b", "Airports and gold.")]
    before = rank(QUESTION, people, HashingEncoder())
    after = rank(QUESTION, [*people, profile("z")], HashingEncoder())
    assert after == replace(before, too_little=("z",))


VOCABULARY = "gold courier airport barley ring cash the port farm".split()  # noqa: SIM905
TEXTS = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)
PEOPLE = st.lists(st.lists(TEXTS, max_size=5), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(PEOPLE, TEXTS, st.randoms(use_true_random=False))
def test_order_of_people_and_documents_changes_nothing(texts, asked, random):
    people = [
        Person(f"p{place}", tuple(Document(str(n), "project", "", t) for n, t in enumerate(held)))
        for place, held in enumerate(texts)
    ]
    shuffled = [
        replace(person, documents=tuple(random.sample(person.documents, len(person.documents))))
        for person in random.sample(people, len(people))
    ]
    question = Question("q", "gold", asked)
    assert rank(question, shuffled, HashingEncoder()) == rank(question, people, HashingEncoder())


@settings(max_examples=60, deadline=None)
@given(PEOPLE, TEXTS)
def test_everybody_has_exactly_one_place(texts, asked):
    people = [
        Person(f"p{place}", tuple(Document(str(n), "project", "", t) for n, t in enumerate(held)))
        for place, held in enumerate(texts)
    ]
    ranking = rank(Question("q", "gold", asked), people, HashingEncoder(), evidence_for=1)
    assert sorted([*ids(ranking), *ranking.too_little]) == sorted(person.id for person in people)
    order = [(-match.score, match.person_id) for match in ranking.matches]
    assert order == sorted(order)
