"""The words that the lexical part counts."""

import threading

import pytest

from matching.engine.text import content_words, count_words, whole_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The police and the thieves", ["polic", "thiev"]),
        ("Laundering launders LAUNDERED", ["launder", "launder", "launder"]),
        ("money-laundering", ["money", "launder"]),
        ("the courier's vans don't she'll they\u2019re", ["courier", "van"]),
        ("ill health, an ID and a shell firm", ["ill", "health", "id", "shell", "firm"]),
        ("café naïve", ["cafe", "naiv"]),
        ("a 3 x 2019 B", ["3", "2019"]),
        ("snake_case", ["snake", "case"]),
        ("洗钱 研究", ["洗钱", "研究"]),
        ("?!  ", []),
    ],
)
def test_content_words_are_folded_stemmed_and_rid_of_stop_words(text, expected):
    assert content_words(text) == expected


def test_count_words_counts_what_a_reader_would():
    assert count_words("What don't we know, e.g. of 3.5 kg?") == 10


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Title", "Text.", "Title. Text."),
        ("Who?", "We.", "Who? We."),
        (" ", " Text ", "Text"),
        ("Title", "", "Title"),
        ("Same", "Same", "Same"),
        ("", "", ""),
    ],
)
def test_whole_text_joins_title_and_text(title, text, expected):
    assert whole_text(title, text) == expected


def test_threads_that_stem_at_once_do_not_disturb_each_other():
    words = [f"nationalisations{number} launderings" for number in range(300)]
    expected = [content_words(word) for word in words]
    results = [[] for _ in range(4)]
    threads = [
        threading.Thread(target=lambda out=out: out.extend(map(content_words, words)))
        for out in results
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4
