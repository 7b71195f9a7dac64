"""What police ask, in their own words; who may read them; the categories that are added later."""

from priorities.models.assumptions import Assumption, Challenge
from priorities.models.drafts import Draft
from priorities.models.handling import BreakGlass, Grant, Proposal, Release, Remarking
from priorities.models.known import KnownWork
from priorities.models.lineage import Descent
from priorities.models.moves import Move, MoveQuerySet
from priorities.models.questions import Question, QuestionQuerySet, Summary, words_for
from priorities.models.restricted import Attachment, FullText, Note
from priorities.models.rubric import (
    Band,
    Confidence,
    Part,
    RubricWord,
    Scoring,
    seeing_scores,
    standing_for,
    words_on,
)
from priorities.models.themes import Reading, Theme
from priorities.models.versions import Assent, Version

__all__ = [
    "Assent",
    "Assumption",
    "Attachment",
    "Band",
    "BreakGlass",
    "Challenge",
    "Confidence",
    "Descent",
    "Draft",
    "FullText",
    "Grant",
    "KnownWork",
    "Move",
    "MoveQuerySet",
    "Note",
    "Part",
    "Proposal",
    "Question",
    "QuestionQuerySet",
    "Reading",
    "Release",
    "Remarking",
    "RubricWord",
    "Scoring",
    "Summary",
    "Theme",
    "Version",
    "seeing_scores",
    "standing_for",
    "words_for",
    "words_on",
]
