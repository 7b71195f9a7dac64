"""What a text may tell of somebody is found by its form; what is a little like it is not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.sensitive import Kind, excerpts, findings, parts


def found(text):
    return [(one.kind, text[one.start : one.end]) for one in findings(text)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Write to a.b+c@force.police.example now.", Kind.EMAIL, "a.b+c@force.police.example"),
        ("Ring 0116 496 0123.", Kind.PHONE, "0116 496 0123"),
        ("Ring (0116) 4960123", Kind.PHONE, "(0116) 4960123"),
        ("His mobile is +44 7700 900123", Kind.PHONE, "+44 7700 900123"),
        ("07700900123 again", Kind.PHONE, "07700900123"),
        ("NI QQ 12 34 56 C? No: ab123456c", Kind.INSURANCE, "ab123456c"),
        ("DOB 3/4/2015", Kind.BIRTH, "DOB 3/4/2015"),
        ("born on 12 May 1987 in Derby", Kind.BIRTH, "born on 12 May 1987"),
        ("He is 12.05.1987", Kind.BIRTH, "12.05.1987"),
        ("crime ref 21*654321/20", Kind.REFERENCE, None),
        ("crime number 21000654321", Kind.REFERENCE, "crime number 21000654321"),
        ("URN: 33AB/1234/21", Kind.REFERENCE, "URN: 33AB/1234/21"),
        ("incident 312 of 4 May; log no. 00312-04", Kind.REFERENCE, "log no. 00312-04"),
        ("PNC ID 98/123456K", Kind.REFERENCE, "PNC ID 98/123456K"),
        ("A van, FX19 ZTC, left.", Kind.PLATE, "FX19 ZTC"),
        ("An old M123ABC", Kind.PLATE, "M123ABC"),
        ("An older ABC 123D", Kind.PLATE, "ABC 123D"),
        ("near LE1 5YA", Kind.POSTCODE, "LE1 5YA"),
        ("near NG71AA", Kind.POSTCODE, "NG71AA"),
        ("at 14b, Sycamore Tree Lane", Kind.ADDRESS, "14b, Sycamore Tree Lane"),
        ("Flat 3, 110 High Street is shut", Kind.ADDRESS, "Flat 3, 110 High Street"),
        ("since Operation Larkspur ended", Kind.OPERATION, "Operation Larkspur"),
        ("since Op LARKSPUR ended", Kind.OPERATION, "Op LARKSPUR"),
        ("told DC Oyelaran so", Kind.NAME, "DC Oyelaran"),
        ("told Mrs. O’Neil so", Kind.NAME, "Mrs. O’Neil"),
        ("and Priya Smith-Jones said", Kind.NAME, "Priya Smith-Jones"),
    ],
)
def test_what_may_tell_of_somebody_is_found(text, kind, words):
    assert any(k == kind and (words is None or w == words) for k, w in found(text)), found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Why do shops without customers bank so much cash?",
        "The A14 HGV route and the M1 corridor, J21 to J24",
        "In 2019 there were 1,204 offences; by 31/3/2025 there were 980.",
        "Between 2019 and 2024 it cost £37,000,000,000 or 12.5 billion.",
        "Crown Court and Trading Standards, Leicester City Council, Home Office",
        "County Lines and the East Midlands; Serious Violence Duty 2022",
        "An operation like others. The op was short. Operational demand grew.",
        "Pursue, Prevent, Protect, Prepare: 4P of the strategy",
        "9 out of 10 shops; 24 hours; 3 Street-based outreach",
        "Case studies 2020-24 in 5 forces, reference points of 3 kinds",
        "The crime rate per 1000, the incident in 2019",
        "canary81f00770090012312345678901aa and 5f0116496012312345678901",
        "Will Smart phones change this? Mark Reading as done.",
    ],
)
def test_what_only_looks_a_little_like_it_is_not(text):
    assert found(text) == []


def test_no_two_findings_share_a_letter():
    text = "Ring Sarah Jones, DOB 3/4/1985, of 14 High Street LE1 5YA on 0116 496 0123"

    kinds = [kind for kind, _ in found(text)]

    assert kinds == [Kind.NAME, Kind.BIRTH, Kind.ADDRESS, Kind.POSTCODE, Kind.PHONE]


@given(st.text(alphabet=st.sampled_from("aA1 @./-+LESarJohn\n"), max_size=200))
def test_parts_put_together_are_the_text(text):
    assert "".join(part.words for part in parts(text)) == text
    ends = [(one.start, one.end) for one in findings(text)]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_an_excerpt_shows_what_stands_around_and_leaves_out_what_is_far():
    far = "x" * 300

    [(label, pieces)] = excerpts({"Background": f"{far} to DC Oyelaran {far}", "Words": "Why?"})

    shown = "".join(piece.words for piece in pieces)
    assert label == "Background"
    assert "DC Oyelaran" in shown
    assert len(shown) < 200
