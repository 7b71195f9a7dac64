"""What in a text may tell of a person, a place or a live case: found by its form, with the reason.

Pure: words in, findings out. It warns and decides nothing: a form of words is no proof, and what
names nobody by its form may still name somebody. After the categories of `DOMAIN.md` section 8.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from priorities.first_names import FIRST_NAMES


class Kind(StrEnum):
    """What some words look like, in the words in which a page says it."""

    EMAIL = "an e-mail address"
    PHONE = "a phone number"
    INSURANCE = "a National Insurance number"
    BIRTH = "a date of birth"
    REFERENCE = "a reference number"
    PLATE = "a number plate"
    POSTCODE = "a postcode"
    ADDRESS = "an address"
    OPERATION = "the name of an operation"
    NAME = "somebody’s name"


@dataclass(frozen=True, slots=True)
class Finding:
    """Some words of a text, by their place in it, and what they look like."""

    start: int
    end: int
    kind: Kind


# A word that is written with a capital: O’Neil, Smith-Jones.
CAPITAL = r"[A-Z](?:[’'][A-Z])?[a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
DAY = rf"\d{{1,2}}(?:st|nd|rd|th)?[ ./-](?:\d{{1,2}}|{MONTH})[ ./-]"
WAY = (
    "Street|St|Road|Rd|Lane|Avenue|Ave|Drive|Close|Court|Crescent|Place|Terrace|Gardens|Grove"
    "|Square|Walk|Row|Mews|Way|Hill|View"
)
# Earlier kinds take words before later ones: a phone number is no reference.
FORMS = {
    Kind.EMAIL: r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    Kind.PHONE: r"(?<![\w/])(?:\+44[ -]?|\(?0)(?:\(0\))?\d(?:[ )-]{0,2}\d){8,9}(?!\w)",
    # No prefix holds D, F, I, Q, U or V, and O stands only first: HMRC's NIM39110.
    Kind.INSURANCE: r"(?i:\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b)",
    # With what says so any day, without it one so long ago that somebody alive was born then.
    Kind.BIRTH: (
        rf"(?i:\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)[ :]{{1,3}}{DAY}\d{{2,4}}\b)"
        rf"|(?<!\d){DAY}(?:19[2-9]\d|200\d)(?!\d)"
    ),
    Kind.REFERENCE: (
        r"(?i:\b(?:ref|reference|crime|incident|case|log|urn|cris|niche|pnc)"
        r"(?: ?(?:id|no|number|ref|reference))?\.?[ :#]{1,3}[a-z]{0,4}[/-]?\d[\w/*-]{3,})"
        r"|\b\d{2}[A-Z]{1,3}/\d{3,6}/\d{2}\b|\b\d{2,4}/\d{3,7}[A-Z]\b|(?<![\w.,£])\d{10,14}(?![\w.,])"
    ),
    # Of 2001, of 1983 (whose A and M before a gap are roads) and of 1963.
    Kind.PLATE: (
        r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b|\b(?![AM]\d{1,3} )[A-HJ-NPR-Y]\d{1,3} ?[A-Z]{3}\b"
        r"|\b[A-Z]{3} ?\d{1,3}[A-Y]\b"
    ),
    # The letters of the second half leave out C, I, K, M, O and V.
    Kind.POSTCODE: r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b",
    Kind.ADDRESS: (
        r"\b(?:(?i:flat|unit|apartment) \d+\w?,? )?\d{1,4}[A-Za-z]?,? "
        rf"(?:{CAPITAL} ){{1,3}}(?:{WAY})\b"
    ),
    Kind.OPERATION: rf"\b(?:Operation|OPERATION|Op\.?) (?:[A-Z]{{3,}}|{CAPITAL})(?: {CAPITAL})?",
    Kind.NAME: (
        rf"\b(?:Mr|Mrs|Ms|Miss|Dr|PC|PCSO|DC|DS|DI|DCI|Sgt|Insp)\.? {CAPITAL}(?: {CAPITAL})?"
        rf"|\b(?:{'|'.join(name.capitalize() for name in sorted(FIRST_NAMES))}) {CAPITAL}"
    ),
}
_compiled = {kind: re.compile(form) for kind, form in FORMS.items()}


def findings(text: str) -> list[Finding]:
    """Give what may tell of somebody, in the order of the text; no two share a letter.

    >>> findings("Ring 0116 496 0123.")
    [Finding(start=5, end=18, kind=<Kind.PHONE: 'a phone number'>)]
    """
    found: list[Finding] = []
    for kind in Kind:
        for match in _compiled[kind].finditer(text):
            is_free = all(match.end() <= one.start or one.end <= match.start() for one in found)
            if is_free:
                found.append(Finding(match.start(), match.end(), kind))
    return sorted(found, key=lambda one: one.start)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text: what it looks like, or nothing."""

    words: str
    kind: Kind | None


def parts(text: str) -> Iterator[Part]:
    """Cut a text at its findings; put together, the parts are the text."""
    at = 0
    for one in findings(text):
        if one.start > at:
            yield Part(text[at : one.start], None)
        yield Part(text[one.start : one.end], one.kind)
        at = one.end
    if at < len(text):
        yield Part(text[at:], None)


def excerpts(texts: Mapping[str, str], around: int = 40) -> list[tuple[str, list[Part]]]:
    """Give label and parts of each text in which something was found, far words cut away."""
    cut = {label: list(parts(text)) for label, text in texts.items()}
    return [
        (label, [_near(part, around) for part in pieces])
        for label, pieces in cut.items()
        if any(part.kind for part in pieces)
    ]


def _near(part: Part, around: int) -> Part:
    """Of a stretch without a finding its two ends, where it is long."""
    if part.kind or len(part.words) <= 2 * around:
        return part
    return Part(f"{part.words[:around]} … {part.words[-around:]}", None)
