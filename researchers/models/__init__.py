"""Who knows what: people who make sense of things, and the evidence for it."""

from researchers.models.capacity import Capacity
from researchers.models.delegates import Delegate
from researchers.models.evidence import Output
from researchers.models.imports import Import
from researchers.models.lenses import Approach, Discipline, LensReading
from researchers.models.merging import Merge
from researchers.models.people import (
    Expertise,
    Level,
    Researcher,
    ResearcherApproach,
    ResearcherQuerySet,
    reader_of,
)
from researchers.models.private import AccessNeeds, Interest

__all__ = [
    "AccessNeeds",
    "Approach",
    "Capacity",
    "Delegate",
    "Discipline",
    "Expertise",
    "Import",
    "Interest",
    "LensReading",
    "Level",
    "Merge",
    "Output",
    "Researcher",
    "ResearcherApproach",
    "ResearcherQuerySet",
    "reader_of",
]
