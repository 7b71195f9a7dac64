import pytest
from hypothesis import given
from hypothesis import strategies as st

from researchers.lenses import Found, Lens, suggest

LENSES = [
    Lens("networks", ("network", "network of firms")),
    Lens("supply-chains", ("supply chain",)),
    Lens("evaluation", ("evaluation",)),
    Lens("forensic", ("DNA",)),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I map the Networks of firms.", [("networks", "Networks of firms")]),
        ("Supply-chains, mostly", [("supply-chains", "Supply-chains")]),
        ("We evaluate police work by evaluation.", [("evaluation", "evaluate")]),
        ("dna and its limits", [("forensic", "dna")]),
        ("The supply. Chain stores", []),
        ("supply\nchain", []),
        ("networking", [("networks", "networking")]),
        ("artworks and patchwork", []),
        ("", []),
        (
            "Supply chains as networks",
            [("supply-chains", "Supply chains"), ("networks", "networks")],
        ),
    ],
)
def test_cues_are_found_word_by_word_in_any_form(text, found):
    assert suggest(text, LENSES) == [Found(*one) for one in found]


def test_a_lens_without_cues_is_never_suggested():
    assert suggest("anything at all", [Lens("mute", ()), Lens("blank", ("", " . "))]) == []


@given(st.text(max_size=200))
def test_what_is_quoted_stands_in_the_text(text):
    for found in suggest(f"{text} network of firms", LENSES):
        assert found.words in f"{text} network of firms"
