"""Proposals, and what people decided about them."""

from matching.models.decisions import (
    GIVEN_BY_RESEARCHERS,
    SHORTLISTED,
    Decision,
    DecisionQuerySet,
    stands,
)
from matching.models.exclusions import Exclusion, ExclusionQuerySet
from matching.models.formalities import Formality, FormalityQuerySet
from matching.models.looks import FirstLook, FirstLookQuerySet, Glimpse
from matching.models.replies import Reply
from matching.models.runs import Embedding, MatchRun, MatchRunQuerySet
from matching.models.searches import Hit, PersonSearch, SearchWords
from matching.models.suggestions import Suggestion, SuggestionQuerySet
from matching.models.work import Job, JobQuerySet

__all__ = [
    "GIVEN_BY_RESEARCHERS",
    "SHORTLISTED",
    "Decision",
    "DecisionQuerySet",
    "Embedding",
    "Exclusion",
    "ExclusionQuerySet",
    "FirstLook",
    "FirstLookQuerySet",
    "Formality",
    "FormalityQuerySet",
    "Glimpse",
    "Hit",
    "Job",
    "JobQuerySet",
    "MatchRun",
    "MatchRunQuerySet",
    "PersonSearch",
    "Reply",
    "SearchWords",
    "Suggestion",
    "SuggestionQuerySet",
    "stands",
]
