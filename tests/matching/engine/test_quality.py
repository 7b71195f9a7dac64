"""A small check of sense with the real model: the obviously right person comes first."""

import pytest

from matching.engine import Corpus, Document, Person, Question

QUESTIONS = {
    "accountant": Question(
        "1", "", "How are shell companies and cash businesses used to hide where money came from?"
    ),
    "linguist": Question(
        "2",
        "Who wrote the threats?",
        "Anonymous threats reach us through chat. Can their style tell us who wrote them?",
    ),
    "doctor": Question("3", "What reduces overdose deaths among people who use drugs?", ""),
    "logistician": Question(
        "4", "Parcels", "Which depots and delivery routes move contraband sent by post?"
    ),
    "geographer": Question(
        "5", "", "Where will farm machinery be stolen next, and along which roads?"
    ),
}


@pytest.fixture(scope="module")
def corpus(minilm):
    statements = {
        "accountant": "I trace layered transactions and beneficial owners in failed firms.",
        "linguist": "I study how people write online and how an author can be told from a text.",
        "doctor": "I evaluate treatment services and take-home naloxone in hostels.",
        "logistician": "I model haulage, postal networks and the last mile of delivery.",
        "geographer": "I map rural burglary and plant theft and forecast where it moves.",
        "designer": "I design public services with the people who use them.",
    }
    people = [
        Person(name, (Document(f"{name}/s", "statement", "", statement),))
        for name, statement in statements.items()
    ]
    return Corpus.prepare(people, minilm)


@pytest.mark.parametrize("expert", QUESTIONS)
def test_the_obvious_expert_comes_first(corpus, expert):
    ranking = corpus.rank(QUESTIONS[expert])
    assert ranking.matches[0].person_id == expert
    assert len(ranking.matches) == 6
    assert ranking.matches[0].evidence
