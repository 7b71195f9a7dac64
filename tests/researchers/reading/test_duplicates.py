import pytest

from researchers.reading.duplicates import Likeness, Shelf, Work, folded

LEDGERS = Work("1", "publication", "Ledgers of the High Street", 2019, "Smith, Ann", "10.5555/x")


def work(**fields):
    given = {"key": "2", "kind": "publication", "title": LEDGERS.title, "year": 2019}
    return Work(**given | {"people": "", "doi": ""} | fields)


@pytest.mark.parametrize(
    ("fields", "likeness"),
    [
        ({"title": "Something else entirely", "doi": "10.5555/x"}, Likeness.SAME),
        ({}, Likeness.SAME),
        ({"title": "LEDGERS, of the “high street”!", "kind": "project"}, Likeness.SAME),
        ({"title": "Lédgers of the High Street", "people": "A. Smith; B. Jones"}, Likeness.SAME),
        ({"title": "ledgers of the high street", "people": "Jones, B."}, Likeness.LIKE),
        ({"title": "ledgers of the high street", "doi": "10.5555/other"}, Likeness.LIKE),
        ({"doi": "10.5555/other"}, Likeness.SAME),  # the list can hold them once only
        ({"year": 2020}, Likeness.LIKE),
        ({"year": None}, Likeness.LIKE),
        ({"title": "Ledgers of the high street: what they tell"}, Likeness.LIKE),
        ({"title": "Ledgers of the high street: what they tell", "year": 2020}, Likeness.LIKE),
        ({"title": "Ledgers of the high street: what they tell", "year": 2024}, None),
        ({"title": "Ledgers"}, None),
        ({"title": "Ledgers of the low street"}, None),
    ],
)
def test_works_are_the_same_or_alike_or_neither(fields, likeness):
    found = Shelf.of([LEDGERS]).find(work(**fields))
    assert (found and found.likeness) == likeness
    assert found is None or found.of == LEDGERS


def test_works_without_a_year_are_the_same_only_where_the_list_can_hold_one():
    shelf = Shelf.of([work(key="1", year=None)])
    assert shelf.find(work(year=None)).likeness == Likeness.SAME
    assert shelf.find(work(year=None, kind="project")).likeness == Likeness.LIKE


def test_short_titles_are_not_alike_for_how_they_begin():
    assert Shelf.of([work(title="Police: a history")]).find(work(title="Police: a future")) is None


def test_folding_keeps_letters_of_every_script():
    assert folded("  Ёж – № 5: Ärger! ") == "еж no 5 arger"
    assert folded("研究") == "研究"
