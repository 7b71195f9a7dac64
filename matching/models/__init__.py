"""Proposals, and what people decided about them."""

from matching.models.decisions import (
    GIVEN_BY_RESEARCHERS,
    SHORTLISTED,
    Decision,
    DecisionQuerySet,
    stands,
)
from matching.models.runs import Embedding, MatchRun, MatchRunQuerySet
from matching.models.suggestions import Suggestion, SuggestionQuerySet

__all__ = [
    "GIVEN_BY_RESEARCHERS",
    "SHORTLISTED",
    "Decision",
    "DecisionQuerySet",
    "Embedding",
    "MatchRun",
    "MatchRunQuerySet",
    "Suggestion",
    "SuggestionQuerySet",
    "stands",
]
