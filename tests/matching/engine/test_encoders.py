"""One conformance test for every encoder, and what is particular to each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import HASHING, MINILM, HashingEncoder, ModelMissing, RememberingEncoder
from matching.engine import load_encoder as load
from matching.engine.encoders import encode_all

TEXTS = [
    "Money laundering through gold.",
    "Soil moisture on farms",
    "漢字 and émigrés 🙂",
    "word " * 5_000,
]


@pytest.fixture(params=[HASHING, MINILM, "remembering"])
def encoder(request, model_folder):
    if request.param == "remembering":
        return RememberingEncoder(HashingEncoder())
    return load(request.param, model_folder)


def test_encoder_keeps_the_protocol(encoder):
    vectors = encoder.encode(TEXTS)
    assert encoder.name
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    assert not encoder.encode(["", " \n\t"]).any()
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_vector_of_a_text_depends_on_that_text_alone(encoder):
    together = encoder.encode(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        np.testing.assert_array_equal(encoder.encode([text])[0], row)
    np.testing.assert_array_equal(encoder.encode(TEXTS[::-1])[::-1], together)


def test_like_texts_are_nearer_than_unlike_ones(encoder):
    laundering, cleaning, soil = encoder.encode(
        ["Money laundering by gangs", "Gangs launder money", "Soil moisture on farms"]
    )
    assert laundering @ cleaning > laundering @ soil


def test_threads_change_nothing(model_folder):
    one, three = (load(MINILM, model_folder, threads=count).encode(TEXTS) for count in (1, 3))
    np.testing.assert_array_equal(one, three)


def test_model_is_the_published_one_within_the_8_bits(minilm):
    # The figures for the full model stand on its card: 0.695, 0.943, 0.257.
    person, *others = minilm.encode(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )
    np.testing.assert_allclose(
        [person @ other for other in others], [0.695, 0.943, 0.257], atol=0.05
    )


def test_model_reads_256_tokens_and_no_more(minilm):
    head = "gold " * 300
    within, beyond = "gold " * 200 + "zebra " * 20, head + "zebra " * 20
    vectors = minilm.encode([head, beyond, within])
    np.testing.assert_array_equal(vectors[0], vectors[1])
    assert (vectors[0] != vectors[2]).any()


def test_missing_model_names_the_command_that_makes_it(tmp_path):
    with pytest.raises(ModelMissing, match=r"python manage\.py build_model"):
        load(MINILM, tmp_path)


def test_unknown_encoder_is_an_error_and_never_a_default(tmp_path):
    with pytest.raises(ValueError, match="no encoder called 'word2vec'"):
        load("word2vec", tmp_path)


def test_remembering_encoder_reads_each_text_once():
    class Counting(HashingEncoder):
        asked = ()

        def encode(self, texts):
            self.asked += tuple(texts)
            return super().encode(texts)

    inner = Counting()
    encoder = RememberingEncoder(inner)
    first = encoder.encode(["gold", "ring", "gold"])
    again = encoder.encode(["ring", "coin"])
    assert inner.asked == ("gold", "ring", "coin")
    np.testing.assert_array_equal(first[1], again[0])
    np.testing.assert_array_equal(first[0], first[2])


def test_encode_all_tells_progress_up_to_the_end():
    seen = []
    texts = [f"text {number}" for number in range(130)]
    vectors = encode_all(HashingEncoder(), texts, lambda *progress: seen.append(progress))
    assert seen == [(64, 130), (128, 130), (130, 130)]
    np.testing.assert_array_equal(vectors, HashingEncoder().encode(texts))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_hashing_encoder_gives_unit_rows_or_zeros_for_any_text(texts):
    lengths = np.linalg.norm(HashingEncoder().encode(texts), axis=1)
    assert np.all(np.isclose(lengths, 1) | (lengths == 0))
