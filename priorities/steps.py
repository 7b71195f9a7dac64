"""The five steps in which a question is written, and what each kind of question is helped by."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum

from django.db import models

Answers = Mapping[str, Sequence[str]]


class Step(StrEnum):
    """In their order."""

    SEEING = "seeing"
    ASKING = "asking"
    SHARING = "sharing"
    DECIDING = "deciding"
    PEOPLE = "people"

    @property
    def number(self) -> int:
        return list(Step).index(self) + 1

    @property
    def heading(self) -> str:
        return HEADINGS[self]

    @property
    def following(self) -> "Step | None":
        """The step behind this one; None behind the last."""
        return next((one for one in Step if one.number == self.number + 1), None)


HEADINGS = {
    Step.SEEING: "What do you see?",
    Step.ASKING: "What do you want to know?",
    Step.SHARING: "What must not be shared?",
    Step.DECIDING: "When is it needed, and who decides with the answer?",
    Step.PEOPLE: "Who is involved?",
}


class Kind(models.TextChoices):
    """What sort of question it may become; chosen for its example alone and kept nowhere else."""

    EXPLORATORY = "exploratory", "Explore: what is going on here?"
    DESCRIPTIVE = "descriptive", "Describe: how much, how often, by whom?"
    EVALUATION = "evaluation", "Evaluate: does what we do work?"
    SYNTHESIS = "synthesis", "Bring together: what is known already?"
    HORIZON = "horizon", "Scan the horizon: what may come?"
    METHOD = "method", "Find a method: how could we find out?"


EXAMPLES = {
    Kind.EXPLORATORY: "Why are so many of these shops busy on paper and empty in the street? What "
    "would explain that, and what would we see if it were so?",
    Kind.DESCRIPTIVE: "How many young people were drawn in last year, how old were they, and how "
    "did it begin? What do our own records leave out?",
    Kind.EVALUATION: "We have sent letters to landlords for two years. Has it changed anything, "
    "for whom, and what else might explain it?",
    Kind.SYNTHESIS: "What is known about how such groups recruit? Where do studies disagree, and "
    "which of it holds for places like ours?",
    Kind.HORIZON: "If paying in cash all but ends within ten years, what takes its place for those "
    "who live on it? What would we see first?",
    Kind.METHOD: "How could we tell whether a network has dissolved or only gone quiet, from what "
    "we may lawfully hold?",
}


def digest(answers: Answers | None) -> str:
    """A short name for what was answered, by which a page tells that it was changed meanwhile.

    >>> digest(None) == digest({}), digest({"a": ["1"]}) == digest({"a": ["2"]})
    (True, False)
    """
    return digest_of_words(json.dumps(answers or {}, sort_keys=True))


def digest_of_words(words: str) -> str:
    """A short name for a text, which says nothing of it."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]
