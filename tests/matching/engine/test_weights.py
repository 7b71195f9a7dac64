"""What counts more, and what counts less, and that nothing changes where all count the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Corpus, Document, HashingEncoder, Person, Question, rank
from matching.engine.scoring import DECIMALS, SHRINKAGE, _best_documents, pool

QUESTION = Question("q", "Gold", "Who smuggles gold through airports, and who pays the couriers?")
COSINES = st.floats(-1, 1, allow_subnormal=False)


def as_before_weights(meaning, words, owners, people):
    """The rule as it stood when every document counted the same."""
    words = 0.5 * words
    best = _best_documents(meaning + words, owners, people)
    held = best >= 0
    parts = [
        (
            (np.where(held, part[best], 0).sum(axis=1) + SHRINKAGE * part.mean())
            / (held.sum(axis=1) + SHRINKAGE)
        ).round(DECIMALS)
        for part in (meaning, words)
    ]
    return parts[0], parts[1], np.round(parts[0] + parts[1], DECIMALS), best


@given(st.lists(st.lists(st.tuples(COSINES, COSINES), min_size=1, max_size=5), min_size=1))
def test_where_everything_counts_once_scores_are_to_the_bit_what_they_were(people):
    flat = np.array([pair for person in people for pair in person])
    owners = np.repeat(np.arange(len(people)), [len(person) for person in people])
    meaning, words = flat.T

    got = pool(
        meaning,
        words,
        owners,
        len(people),
        of_documents=np.ones(len(flat)),
        of_people=np.ones(len(people)),
    )

    before = as_before_weights(meaning, words, owners, len(people))
    for now, then in zip((got.meaning, got.words, got.score, got.best), before, strict=True):
        assert now.tobytes() == then.tobytes()


def test_a_document_counts_times_its_weight_in_the_best_and_in_the_average():
    got = pool(
        np.array([0.4, 0.6, 0.2]),
        np.array([0.2, 0.0, 0.0]),
        np.array([0, 0, 1]),
        2,
        of_documents=np.array([1.25, 0.6, 1.0]),
    )

    average = (1.25 * 0.4 + 0.6 * 0.6 + 0.2) / 3, (1.25 * 0.5 * 0.2) / 3
    meaning = (1.25 * 0.4 + 0.6 * 0.6 + 0.5 * average[0]) / 2.5
    assert got.meaning[0] == pytest.approx(meaning, abs=1e-6)
    assert got.words[0] == pytest.approx((1.25 * 0.5 * 0.2 + 0.5 * average[1]) / 2.5, abs=1e-6)
    assert got.best[0].tolist() == [0, 1, -1]


def test_a_persons_score_counts_times_theirs_and_the_parts_still_add_up():
    numbers = np.array([0.4, 0.4]), np.array([0.3, 0.3]), np.array([0, 1]), 2

    got = pool(*numbers, of_people=np.array([1.0, 0.9]))

    assert got.score[1] == pytest.approx(0.9 * got.score[0], abs=2e-6)
    np.testing.assert_array_equal(np.round(got.meaning + got.words, DECIMALS), got.score)


@pytest.mark.parametrize("weight", [0.5, 2.0])
def test_no_weight_turns_the_order_of_what_is_unlike_the_question(weight):
    unlike = np.array([-0.2, -0.2]), np.array([0.0, 0.0]), np.array([0, 1]), 2

    got = pool(*unlike, of_documents=np.array([1.0, weight]), of_people=np.array([1.0, weight]))

    assert got.score[0] == got.score[1] < 0


def test_of_two_alike_the_one_that_was_pinned_comes_first_and_the_stale_one_last(profile):
    stale, plain, pinned = (profile(name, "I study gold couriers.") for name in "abc")
    pinned = replace(pinned, documents=(replace(pinned.documents[0], weight=1.25),))

    ranking = rank(QUESTION, [replace(stale, weight=0.9), plain, pinned], HashingEncoder())

    assert [match.person_id for match in ranking.matches] == ["c", "b", "a"]
    for match in ranking.matches:
        assert round(sum(match.parts.values()), DECIMALS) == match.score


def test_the_evidence_says_what_a_document_counts_for_and_why():
    pinned = Document("1", "project", "Gold", "Couriers carry gold.", 2024, 1.25, "pinned")

    found = rank(QUESTION, [Person("a", (pinned,))], HashingEncoder()).matches[0].evidence

    assert {(one.weight, one.note) for one in found} == {(1.25, "pinned")}


def test_evidence_for_one_person_is_what_the_ranking_finds(profile):
    people = [
        profile("a", "I study barley. I study couriers."),
        profile("b", "Gold smuggled through airports.", ("Couriers", "Who pays them?")),
        profile("c", ""),
    ]
    corpus = Corpus.prepare(people, HashingEncoder())

    ranked = {match.person_id: match.evidence for match in corpus.rank(QUESTION).matches}

    assert {name: corpus.evidence_for(QUESTION, name) for name in "ab"} == ranked
    assert corpus.evidence_for(QUESTION, "c") == corpus.evidence_for(QUESTION, "z") == ()


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(weight):
    with pytest.raises(ValueError, match="weight must be above 0"):
        Corpus.prepare(
            [Person("a", (Document("1", "media", "Gold", ""),), weight)], HashingEncoder()
        )
