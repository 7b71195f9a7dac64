"""Who sees which section of somebody's entry: the rule, pure. Values in, an answer out."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Section(StrEnum):
    """A part of an entry that its person shows or keeps back as a whole."""

    PROFILE = "profile"  # name, statement, topics, fields, approaches
    EVIDENCE = "evidence"
    AVAILABILITY = "availability"
    CONTACT = "contact"  # the e-mail address


class Reader(IntEnum):
    """Who looks; whoever stands lower is shown no less than whoever stands higher."""

    SELF = -1
    COORDINATOR = 0
    MEMBER = 1  # signed in, of a body that has confirmed them
    ANYBODY = 2


def shown(levels: Mapping[Section, int], reader: Reader) -> frozenset[Section]:
    """Give the sections that a reader sees of an entry.

    A section's level is the furthest reader who sees it. None reaches further than the profile:
    evidence or an address without a name would belong to nobody.

    >>> levels = {Section.PROFILE: 1, Section.EVIDENCE: 2, Section.CONTACT: 0}
    >>> sorted(shown(levels, Reader.MEMBER)), sorted(shown(levels, Reader.ANYBODY))
    (['evidence', 'profile'], [])
    """
    furthest = levels[Section.PROFILE]
    return frozenset(section for section, level in levels.items() if reader <= min(level, furthest))
