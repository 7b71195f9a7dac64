"""tf-idf, reckoned by hand on corpora small enough for it."""

from math import log, sqrt

import numpy as np
import pytest

from matching.engine.words import WordIndex


def weight(tf: int, df: int, documents: int) -> float:
    return (1 + log(tf)) * log((documents + 1) / (df + 0.5))


def test_cosine_follows_the_formula_over_words_and_pairs():
    index = WordIndex([("", "gold smuggling gold"), ("", "gold ring")])
    # First document: gold twice (in both), smuggl, and the pairs "gold smuggl", "smuggl gold".
    one = [weight(2, 2, 2), weight(1, 1, 2), weight(1, 1, 2), weight(1, 1, 2)]
    # Question: gold, smuggl, and their pair.
    asked = [weight(1, 2, 2), weight(1, 1, 2), weight(1, 1, 2)]
    product = one[0] * asked[0] + one[1] * asked[1] + one[2] * asked[2]
    expected = product / sqrt(sum(w * w for w in one)) / sqrt(sum(w * w for w in asked))
    cosines = index.cosines(index.terms("", "smuggling of gold gold smuggling"))
    assert cosines[0] != pytest.approx(expected)
    cosines = index.cosines(index.terms("", "gold smuggling"))
    assert cosines[0] == pytest.approx(expected, abs=1e-6)
    two = [weight(1, 2, 2), weight(1, 1, 2), weight(1, 1, 2)]
    share = two[0] * asked[0] / sum(w * w for w in two)
    assert cosines[1] == pytest.approx(share, abs=1e-6)


def test_title_counts_twice():
    by_title, by_text = WordIndex([("gold", "ring")]), WordIndex([("", "gold gold")])
    assert by_text.cosines(by_text.terms("", "gold"))[0] < 1
    title_heavy = by_title.cosines(by_title.terms("", "gold"))[0]
    text_only = by_title.cosines(by_title.terms("", "ring"))[0]
    heavy, light = weight(2, 1, 1), weight(1, 1, 1)
    assert title_heavy == pytest.approx(heavy / sqrt(heavy**2 + light**2), abs=1e-6)
    assert text_only == pytest.approx(light / sqrt(heavy**2 + light**2), abs=1e-6)


def test_no_pair_reaches_from_the_title_into_the_text():
    index = WordIndex([("gold", "ring"), ("", "gold ring")])
    apart, together = index.cosines(index.terms("", "gold ring"))
    assert apart < together


def test_words_no_document_has_lower_the_likeness_and_match_nothing():
    index = WordIndex([("", "gold ring"), ("", "silver coin")])
    plain = index.cosines(index.terms("", "gold"))
    diluted = index.cosines(index.terms("", "gold zebra"))
    assert plain[0] > diluted[0] > 0
    assert diluted[1] == 0
    assert not index.cosines(index.terms("", "zebra quagga")).any()


def test_a_document_is_wholly_like_itself():
    passages = [("Gold rings", "Rings of gold are sold."), ("", "Coins and rings.")]
    index = WordIndex(passages)
    for place, passage in enumerate(passages):
        assert index.cosines(index.terms(*passage))[place] == pytest.approx(1, abs=1e-6)


def test_likeness_of_passages_agrees_with_cosines_of_documents():
    passages = [("", "gold ring sold"), ("", "silver coin"), ("", "gold coin")]
    index = WordIndex(passages)
    asked = index.terms("", "gold coin sold")
    held = [index.terms(*passage) for passage in passages]
    np.testing.assert_allclose(index.likeness(held, asked), index.cosines(asked), atol=1e-6)


def test_empty_corpus_and_empty_passages_give_zeros():
    assert WordIndex([]).cosines(WordIndex([]).terms("", "gold")).shape == (0,)
    index = WordIndex([("", "the of and"), ("", "gold")])
    assert index.cosines(index.terms("", "and"))[1] == 0
    assert index.likeness([], index.terms("", "gold")).shape == (0,)
    assert index.cosines(index.terms("", "gold")).tolist() == [0, 1]
