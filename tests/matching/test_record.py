"""A person's record of their part: what is on it, what is not, and on paper."""

import re
import sys
import zlib
from contextlib import suppress

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import AccessEvent
from matching.record import record_of
from tests.factories import (
    AcademicFactory,
    DecisionFactory,
    QuestionFactory,
    ResearcherFactory,
)
from tests.matching.reading import well_made, words

pytestmark = pytest.mark.django_db
MARKS = (b"/StructTreeRoot", b"/MarkInfo", b"pdfuaid:part", b"/Lang (en-GB)", b"Source-Sans")
PAGE, PAPER = "/me/record", "/me/record.pdf"


@pytest.fixture
def person():
    return ResearcherFactory(user__name="Ada Academic", title="Dr")


@pytest.fixture
def client(person, sign_in):
    return sign_in(person.user)


def inflated(drawn):
    """A PDF with all that is packed in it laid open behind it."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", drawn, re.DOTALL)
    opened = [drawn]
    for stream in streams:
        with suppress(zlib.error):
            opened.append(zlib.decompress(stream))
    return b"\n".join(opened)


def said_of(person, question, *answers):
    for voice, answer in answers:
        DecisionFactory(question=question, researcher=person, voice=voice, answer=answer)


YES = [("coordinator", "shortlisted"), ("lead", "yes")]
OFFER = [("researcher", "could-help")]


def test_it_holds_what_one_helped_with_and_what_one_offered(person, client):
    helped, offered = (QuestionFactory(shared=True) for _ in range(2))
    said_of(person, helped, *YES, *OFFER)
    said_of(person, offered, *OFFER)

    said = words(well_made(client.get(PAGE)))

    first, second = said.split("Offered to help with")
    assert helped.words in first
    assert "the police lead said yes on" in first
    assert offered.words in second


@pytest.mark.parametrize(
    "answers",
    [
        [("coordinator", "shortlisted")],
        [("coordinator", "shortlisted"), ("lead", "no")],
        [("lead", "yes")],
        [("researcher", "not-me")],
    ],
)
def test_it_claims_no_more_than_was_said(person, client, answers):
    question = QuestionFactory(shared=True)
    for voice, answer in answers:
        DecisionFactory(
            question=question, researcher=person, voice=voice, answer=answer, reason="Why not"
        )

    said = words(well_made(client.get(PAGE)))

    assert question.words not in said
    assert "Nothing yet" in said


def test_what_was_taken_back_is_not_on_it(person, client):
    question = QuestionFactory(shared=True)
    first = DecisionFactory(
        question=question, researcher=person, voice="researcher", answer="could-help"
    )
    DecisionFactory(
        question=question,
        researcher=person,
        voice="researcher",
        answer="undone",
        follows=first,
    )

    assert question.words not in words(client.get(PAGE))


def test_it_holds_the_released_words_alone(person, client):
    question = QuestionFactory(shared=True, words="Whose is Lock-up 9?", summary="Why lock-ups?")
    said_of(person, question, *YES)

    said = words(client.get(PAGE))

    assert "Why lock-ups?" in said
    assert "Lock-up 9" not in said


def test_a_question_that_was_withdrawn_is_not_on_it(person, client):
    question = QuestionFactory(shared=True)
    said_of(person, question, *YES)
    type(question).objects.filter(pk=question.pk).update(released_at=None)

    assert question.words not in words(client.get(PAGE))


def test_another_persons_part_is_not_on_it(client):
    question = QuestionFactory(shared=True)
    said_of(ResearcherFactory(), question, *YES)

    assert question.words not in words(client.get(PAGE))


def test_who_has_no_entry_yet_has_an_empty_record(sign_in):
    client = sign_in(AcademicFactory())

    assert "Nothing yet" in words(well_made(client.get(PAGE)))
    assert client.get(PAPER).status_code == 200


def test_reading_and_downloading_are_noted(person, client):
    said_of(person, QuestionFactory(shared=True), *YES)

    client.get(PAGE)
    client.get(PAPER)

    noted = AccessEvent.objects.filter(facet="matches").values_list("verb", "reason")
    assert set(noted) == {("read", ""), ("export", "matching:record-pdf, rows: 1")}


def test_three_questions_take_as_many_queries_as_one(person, client, django_assert_max_num_queries):
    said_of(person, QuestionFactory(shared=True), *YES)
    with django_assert_max_num_queries(50) as first:
        client.get(PAGE)
    for _ in range(2):
        said_of(person, QuestionFactory(shared=True), *YES)

    with django_assert_max_num_queries(len(first)):
        client.get(PAGE)


def test_on_paper_it_is_tagged_and_marked(person, client):
    said_of(person, QuestionFactory(shared=True), *YES)

    answer = client.get(PAPER)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="OFFICIAL-my-record.pdf"'
    drawn = inflated(answer.content)
    assert drawn.startswith(b"%PDF-")
    assert not [mark for mark in MARKS if mark not in drawn]


def test_the_paper_bears_the_marking_and_no_address_of_ours(person):
    said_of(person, QuestionFactory(shared=True), *YES)
    context = {
        "record": record_of(person, person.user),
        "person": person,
        "made_at": timezone.now(),
    }

    html = render_to_string("matching/record_print.html", context)

    assert '<p class="marking">OFFICIAL</p>' in html
    assert '<html lang="en-GB">' in html
    assert "Record of Dr Ada Academic" in html


def test_where_the_library_cannot_be_loaded_a_page_says_what_is_missing(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    answer = client.get(PAPER)

    assert answer.status_code == 503
    assert "libpango-1.0-0" in answer.content.decode()
