"""What is in the files, without a database."""

import csv
import json
from collections import Counter

import pytest

from accounts.markings import Marking
from clearances.models import Scheme
from priorities.forms.published import published_fields
from seeds.demo import COORDINATORS, LEADS, demo_questions, demo_researchers
from seeds.reference import DATA

# Profiles as they come in life: one holds nothing, one no output yet.
WITHOUT_OUTPUTS = {"haneul-gwak", "kerry-ann-dunmore"}
WITHOUT_STATEMENT = {"haneul-gwak"}
FORCES = {
    "derbyshire-police",
    "leicestershire-police",
    "lincolnshire-police",
    "northamptonshire-police",
    "nottinghamshire-police",
}
UNIVERSITIES = {
    "de-montfort",
    "derby",
    "leicester",
    "lincoln",
    "loughborough",
    "northampton",
    "nottingham",
    "nottingham-trent",
}


def reference(name):
    return json.loads((DATA / "reference" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def people():
    return list(demo_researchers())


def repeated(values):
    return [value for value, count in Counter(values).items() if count > 1]


def test_the_two_files_of_researchers_do_not_clash(people):
    assert repeated(person["slug"] for person in people) == []
    assert repeated(person["name"].lower() for person in people) == []
    assert repeated(person["statement"] for person in people) == []
    titles = [output["title"].lower() for person in people for output in person["outputs"]]
    assert repeated(titles) == []


def test_no_researcher_bears_the_name_of_a_police_lead_or_coordinator(people):
    assert {person["name"] for person in people} & {*LEADS, *COORDINATORS} == set()


def test_there_are_sixty_researchers_of_twelve_fields_and_all_universities(people):
    assert len(people) >= 60
    assert len({person["disciplines"][0] for person in people}) >= 12
    assert {person["organisation"] for person in people} >= UNIVERSITIES


def test_researchers_have_three_to_eight_outputs_but_for_those_known_to_have_none(people):
    counts = {person["slug"]: len(person["outputs"]) for person in people}

    odd = {slug for slug, count in counts.items() if not 3 <= count <= 8}
    assert odd == WITHOUT_OUTPUTS
    assert {counts[slug] for slug in odd} == {0}


def test_researchers_have_a_statement_but_for_one(people):
    assert {person["slug"] for person in people if not person["statement"]} == WITHOUT_STATEMENT


def test_every_output_has_a_title_and_a_year_and_most_have_an_abstract(people):
    outputs = [output for person in people for output in person["outputs"]]

    assert [output for output in outputs if not output["title"] or not output["year"]] == []
    assert sum(bool(output["abstract"]) for output in outputs) > 0.85 * len(outputs)


@pytest.mark.parametrize("name", ["disciplines", "approaches"])
def test_what_people_name_is_in_the_reference_data(people, name):
    known = {row["slug"] for row in reference(name)}

    assert {slug for person in people for slug in person[name]} <= known


def test_every_organisation_that_is_named_is_there(people):
    invented = json.loads((DATA / "demo" / "organisations.json").read_text())
    known = {row["slug"] for row in reference("organisations") + invented}

    named = {person["organisation"] for person in people} | {*LEADS.values()}
    assert named | {*COORDINATORS.values()} <= known


def test_the_reference_data_hold_the_region():
    kinds = Counter(row["kind"] for row in reference("organisations"))
    slugs = {row["slug"] for row in reference("organisations")}

    assert (kinds["force"], kinds["unit"], kinds["pcc"], kinds["university"]) == (5, 1, 5, 8)
    assert slugs >= FORCES | UNIVERSITIES | {"emsou"}
    headings = Counter(row.get("kind", "theme") for row in reference("themes"))
    assert headings == {"theme": 6, "strand": 4, "threat": 10}


@pytest.mark.parametrize("name", ["organisations", "themes", "disciplines", "approaches"])
def test_reference_rows_have_links_and_names_of_their_own(name):
    rows = reference(name)

    assert repeated(row["slug"] for row in rows) == []
    assert repeated(row["name"].lower() for row in rows) == []


def test_approaches_are_parts_one_level_deep_and_say_what_suggests_them():
    rows = reference("approaches")
    parents = {row["slug"]: row.get("parent") for row in rows}

    assert Counter(parent is None for parent in parents.values()) == {True: 16, False: 44}
    named = {parent for parent in parents.values() if parent}
    assert {parents[parent] for parent in named} == {None}
    assert [row["slug"] for row in rows if not row["cues"] or not row["starts_on"]] == []
    assert [row["slug"] for row in rows if not row["definition"].endswith(".")] == []


def test_no_two_approaches_are_suggested_by_the_same_words():
    cues = [cue.lower() for row in reference("approaches") for cue in row["cues"].split("\n")]

    assert repeated(cues) == []


def test_there_are_leads_in_every_force_and_in_the_unit():
    assert set(LEADS.values()) == FORCES | {"emsou"}


def test_every_question_has_its_source_its_licence_and_a_known_theme():
    rows = list(demo_questions())

    fields = [published_fields(row) for row in rows]  # refuses what lacks its source
    assert all(field["source_url"].startswith("https://") for field in fields)
    assert {row["emsou_theme"] for row in rows} <= {row["slug"] for row in reference("themes")}
    assert repeated(field["words"] for field in fields) == []


def test_the_questions_can_be_taken_up_through_the_page_too():
    with (DATA / "demo" / "questions.csv").open(encoding="utf-8", newline="") as lines:
        headings = next(csv.reader(lines))

    assert set(headings) >= {"question", "source_title", "source_url", "licence"}


def test_every_scheme_starts_with_a_marking_and_a_reason():
    rows = reference("ceilings")

    assert [row["scheme"] for row in rows] == Scheme.values
    assert [row for row in rows if row["marking"] not in Marking.names or not row["reason"]] == []
