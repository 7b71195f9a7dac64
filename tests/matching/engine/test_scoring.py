"""Feedback and pooling, reckoned by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.scoring import move_towards_nearest, pool


def pooled(meaning, owners, people, words=None):
    meaning = np.array(meaning, float)
    words = np.zeros(len(meaning)) if words is None else np.array(words, float)
    return pool(meaning, words, np.array(owners), people)


def test_person_scores_mean_of_best_three_shrunk_towards_the_average():
    result = pooled([0.9, 0.1, 0.6, 0.3, 0.5], [0, 0, 0, 0, 1], 2)
    average = (0.9 + 0.1 + 0.6 + 0.3 + 0.5) / 5
    assert result.score[0] == pytest.approx((0.9 + 0.6 + 0.3 + 0.5 * average) / 3.5, abs=1e-6)
    assert result.score[1] == pytest.approx((0.5 + 0.5 * average) / 1.5, abs=1e-6)
    assert result.best.tolist() == [[0, 2, 3], [4, -1, -1]]


def test_one_lucky_document_does_not_beat_three_good_ones():
    score = pooled([0.62, 0.6, 0.6, 0.6, 0.0, 0.0], [0, 1, 1, 1, 2, 2], 3).score
    assert score[1] > score[0] > score[2]


def test_words_count_half_and_the_parts_add_up():
    result = pooled([0.4, 0.2], [0, 1], 2, words=[0.2, 0.8])
    assert result.words[0] == pytest.approx((0.5 * 0.2 + 0.5 * 0.5 * 0.5) / 1.5, abs=1e-6)
    np.testing.assert_allclose(result.meaning + result.words, result.score, atol=1e-9)


def test_best_documents_are_chosen_by_both_parts_and_ties_by_order():
    result = pooled([0.3, 0.3, 0.2, 0.3], [0, 0, 0, 0], 1, words=[0, 0, 0.4, 0])
    assert result.best.tolist() == [[2, 0, 1]]


def test_person_like_the_question_in_nothing_is_marked():
    assert pooled([0, 0.1, 0], [0, 1, 2], 3, words=[0, 0, 0.1]).alike.tolist() == [
        False,
        True,
        True,
    ]


@given(st.lists(st.lists(st.integers(-99, 99), min_size=1, max_size=6), min_size=1, max_size=8))
def test_pooling_agrees_with_the_rule_written_plainly(people):
    flat = [score / 100 for person in people for score in person]
    owners = [place for place, person in enumerate(people) for _ in person]
    average = sum(flat) / len(flat)
    for person, score in zip(people, pooled(flat, owners, len(people)).score, strict=True):
        best = sorted((one / 100 for one in person), reverse=True)[:3]
        assert score == pytest.approx((sum(best) + 0.5 * average) / (len(best) + 0.5), abs=2e-6)


def test_feedback_moves_the_question_half_way_to_its_ten_nearest():
    near, far = np.eye(3, dtype=np.float32)[1], np.eye(3, dtype=np.float32)[2]
    question = np.array([0.8, 0.6, 0], np.float32)
    documents = np.stack([far] * 30 + [near] * 10)
    expected = question + 0.5 * near
    np.testing.assert_allclose(
        move_towards_nearest(question, documents), expected / np.linalg.norm(expected), rtol=1e-6
    )


def test_feedback_needs_forty_documents():
    question, document = np.eye(2, dtype=np.float32)
    documents = np.stack([document] * 40)
    assert move_towards_nearest(question, documents[:39]) is question
    assert move_towards_nearest(question, documents)[1] > 0


def test_feedback_leaves_a_question_that_is_like_nothing():
    nothing = np.zeros(2, np.float32)
    assert move_towards_nearest(nothing, np.zeros((40, 2), np.float32)) is nothing
