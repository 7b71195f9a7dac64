"""Which works are one and the same: certain, likely, or neither. Nothing is merged here."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

NO_LETTER = re.compile(r"[\W_]+")
# Where a subtitle begins; sources often leave it off.
SUBTITLE = re.compile(r"\s*[:–—?]\s|\s-\s")
FEWEST_WORDS = 3
NO_NAMES = {"and", "others", "et", "al"}


class Likeness(StrEnum):
    """How two works stand to each other."""

    SAME = "same"
    LIKE = "like"


@dataclass(frozen=True, slots=True)
class Work:
    """What is compared of a work; `key` is the caller's own name for it."""

    key: str
    kind: str
    title: str
    year: int | None
    people: str
    doi: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a work is: the same as, or like, another."""

    likeness: Likeness
    of: Work


@dataclass
class Shelf:
    """Works to compare others with, found by DOI, title, and title without its subtitle."""

    by_doi: dict[str, Work] = field(default_factory=dict)
    by_title: dict[str, list[Work]] = field(default_factory=lambda: defaultdict(list))
    by_main_title: dict[str, list[Work]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, works: Iterable[Work]) -> "Shelf":
        """A shelf with these works on it."""
        shelf = cls()
        for work in works:
            shelf.add(work)
        return shelf

    def add(self, work: Work) -> None:
        """Put one more work on it."""
        if work.doi:
            self.by_doi.setdefault(work.doi, work)
        self.by_title[folded(work.title)].append(work)
        if main := main_title(work.title):
            self.by_main_title[main].append(work)

    def find(self, work: Work) -> Verdict | None:
        """The same work if it is here, else one that is like it, else None.

        The same: one DOI; or one title (case, punctuation and accents apart) in one year, with
        a name in common where both give names, and no two DOIs. Like: one title otherwise, or
        one title up to the subtitle, in the same year or the next.
        """
        if work.doi in self.by_doi:
            return Verdict(Likeness.SAME, self.by_doi[work.doi])
        namesakes = self.by_title.get(folded(work.title), [])
        for other in namesakes:
            if is_same(work, other):
                return Verdict(Likeness.SAME, other)
        for other in self.by_main_title.get(main_title(work.title), []):
            if _years_are_near(work, other):
                namesakes = [*namesakes, other]
        return Verdict(Likeness.LIKE, namesakes[0]) if namesakes else None


def is_same(one: Work, other: Work) -> bool:
    """Whether two works of one title are one work; see `Shelf.find`."""
    # The register holds each kind, title and year once.
    if (one.kind, one.title, one.year) == (other.kind, other.title, other.year):
        return True
    if one.year is None or one.year != other.year:
        return False
    if one.doi and other.doi:
        return False
    names, others = names_in(one.people), names_in(other.people)
    return not names or not others or bool(names & others)


def folded(title: str) -> str:
    """A title without case, accents and punctuation."""
    apart = unicodedata.normalize("NFKD", title)
    plain = "".join(character for character in apart if not unicodedata.combining(character))
    return NO_LETTER.sub(" ", plain.casefold()).strip()


def main_title(title: str) -> str:
    """The title up to its subtitle, folded; "" where that is too short to tell works apart."""
    main = folded(SUBTITLE.split(title, maxsplit=1)[0])
    return main if len(main.split()) >= FEWEST_WORDS else ""


def names_in(people: str) -> set[str]:
    """The words of names, folded; initials do not count."""
    return {word for word in folded(people).split() if len(word) > 1} - {
        "and",
        "others",
        "et",
        "al",
    }


def _years_are_near(one: Work, other: Work) -> bool:
    return one.year is None or other.year is None or abs(one.year - other.year) <= 1
