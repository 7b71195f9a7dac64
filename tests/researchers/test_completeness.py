import pytest

from researchers.completeness import Held, Piece, lacking, states, worth_adding

FULL = {
    "is_begun": True,
    "name": "Ada Marsh",
    "statement": "I study how small shops keep their books. " * 6,
    "has_discipline": True,
    "has_approach": True,
    "evidence": [Piece("Ledgers", is_told=True), Piece("Tills", is_told=True)],
    "has_capacity": True,
}


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (Held(), ["Now", *["Not started"] * 4]),
        (Held(is_begun=True, name="Ada"), ["Completed", "Now", *["Not started"] * 3]),
        (
            Held(**FULL | {"evidence": []}),
            ["Completed", "Completed", "Now", "Completed", "Not started"],
        ),
        (Held(**FULL), [*["Completed"] * 4, "Now"]),
        (Held(**FULL, is_sent=True), ["Completed"] * 5),
        (
            Held(**FULL | {"statement": " ", "topics": "tills"}),
            [*["Completed"] * 4, "Now"],
        ),
    ],
)
def test_the_first_step_that_is_not_completed_is_now(held, expected):
    assert list(states(held).values()) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {}),
        ({"evidence": [], "has_approach": False, "has_capacity": False}, {}),
        ({"has_discipline": False}, {"expertise": "Give a main discipline"}),
        ({"statement": ""}, {"expertise": "Give a line or two on what you can help with"}),
        (
            {"statement": "", "has_discipline": False, "is_begun": False},
            {
                "about": "Save your name and kind of work",
                "expertise": "Give a main discipline and a line or two on what you can help with",
            },
        ),
    ],
)
def test_an_entry_needs_a_name_a_discipline_and_some_words(changed, expected):
    assert lacking(Held(**FULL | changed)) == expected


@pytest.mark.parametrize(
    ("changed", "begins"),
    [
        ({}, []),
        ({"statement": ""}, ["A statement would let", "One more piece of evidence"]),
        ({"statement": "I count tills."}, ["Two more sentences in your statement"]),
        ({"evidence": []}, ["One project with a few lines about it"]),
        ({"evidence": [Piece("Tills", is_told=True)]}, ["One more piece of evidence would count"]),
        (
            {"evidence": [Piece("Tills", is_told=False), Piece("Books", is_told=True)]},
            ["A few lines about “Tills”"],
        ),
        ({"has_discipline": False}, ["A main discipline"]),
        ({"has_approach": False}, ["One approach"]),
        ({"has_capacity": False}, ["Saying how much time"]),
        ({"statement": "", "evidence": []}, ["A statement of two or three", "One project"]),
    ],
)
def test_the_panel_says_what_one_more_thing_would_change(changed, begins):
    said = worth_adding(Held(**FULL | changed))

    assert len(said) == len(begins)
    assert all(line.startswith(begin) for line, begin in zip(said, begins, strict=True))
    assert not any("%" in line for line in said)
