"""Sentences are verbatim pieces of a text, cut where a reader would cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.sentences import sentences

WRAPPED = "A line as long as the page is wide, which some program has wrapped for\nMr Ali."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n\t ", []),
        ("... --- !!!", []),
        ("One sentence without a stop", ["One sentence without a stop"]),
        ("One is. Two are! Three? Yes.", ["One is.", "Two are!", "Three?", "Yes."]),
        ("Maps, e.g. of heat. Then more.", ["Maps, e.g. of heat.", "Then more."]),
        ("It is new, i.e. Recent work by Dr. Ali.", ["It is new, i.e. Recent work by Dr. Ali."]),
        ("Smith et al. (2019) agree. So do we.", ["Smith et al. (2019) agree.", "So do we."]),
        ("It grew 3.5 per cent. It fell .5 too.", ["It grew 3.5 per cent.", "It fell .5 too."]),
        ("J. R. Jones wrote it. We read it.", ["J. R. Jones wrote it.", "We read it."]),
        ("See Fig. 2 and No. 7 here. Done.", ["See Fig. 2 and No. 7 here.", "Done."]),
        ("They said no. Then they left.", ["They said no.", "Then they left."]),
        ("Forces in the U.K. Police use it. Good.", ["Forces in the U.K. Police use it.", "Good."]),
        ("Wait... Now go. but not this one.", ["Wait...", "Now go. but not this one."]),
        ('He said "Stop." (So I hear.) He ran.', ['He said "Stop."', "(So I hear.)", "He ran."]),
        ("Sell it via example.com/a. Next one.", ["Sell it via example.com/a.", "Next one."]),
        ("Über Geld. Änderung folgt.", ["Über Geld.", "Änderung folgt."]),
        ("我们研究洗钱。他们不。", ["我们研究洗钱。", "他们不。"]),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_would_end_them(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Background\nWe study ports.", ["Background", "We study ports."]),
        ("A title\n\nA text", ["A title", "A text"]),
        ("We want:\n- maps\n- people", ["We want:", "- maps", "- people"]),
        ("Aims\n1. Map the trade\n2) Ask people", ["Aims", "1. Map the trade", "2) Ask people"]),
        ("A line that is wrapped\nand runs on.", ["A line that is wrapped\nand runs on."]),
        ("Ports, parcels,\nHaulage.", ["Ports, parcels,\nHaulage."]),
        (WRAPPED, [WRAPPED]),
        ("One.\r\nTwo.\r\n\r\nThree", ["One.", "Two.", "Three"]),
    ],
)
def test_line_breaks_end_headings_and_points_but_not_wrapped_lines(text, expected):
    assert sentences(text) == expected


@given(st.text())
def test_every_sentence_is_a_verbatim_piece_of_the_text(text):
    place = 0
    for sentence in sentences(text):
        place = text.index(sentence, place) + len(sentence)
        assert sentence == sentence.strip()


@given(st.text(alphabet="aB. !?\n-1()é。'"))
def test_no_letter_or_digit_is_lost(text):
    kept = "".join(sentences(text))
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize("text", ["." * 50_000, "e.g. " * 20_000, "\n" * 50_000, "a\n" * 30_000])
def test_odd_long_texts_are_cut_in_reasonable_time(text):
    assert len(sentences(text)) <= len(text)
