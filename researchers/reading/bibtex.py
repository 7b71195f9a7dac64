"""BibTeX and BibLaTeX, as Zotero, JabRef and others write them."""

import logging
import re

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ParsingFailedBlock,
)
from bibtexparser.model import Entry as BibEntry

from researchers.reading.cleaning import Raw, clean, made
from researchers.reading.kinds import kind_of
from researchers.reading.values import MOST_RECORDS, Entry, Problem, Reading, Unreadable, apart

# What begins a record, wherever it stands. Unclosed ones cost the square of their number.
START = re.compile(r"@\s*\w+\s*[{(]")
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
VENUES = ("journal", "journaltitle", "booktitle", "publisher", "school", "institution")

# It warns of each fault of a file; the faults are given back, and a log carries no words of people.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


def read(text: str) -> Reading:
    """The works; a record that is broken or names a field twice is a problem with its line.

    Raises:
        Unreadable: there is none, or there are more than may be.
    """
    starts = sum(1 for _ in START.finditer(text))
    if not starts:
        raise Unreadable("The file holds no BibTeX record: nothing in it looks like “@article{”.")
    if starts > MOST_RECORDS:
        words = f"The file holds more than {MOST_RECORDS:,} records. Send it in parts."
        raise Unreadable(words)
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    results = [_result(block) for block in library.blocks]
    return apart("bibtex", [result for result in results if result is not None])


def _result(block: Block) -> Entry | Problem | None:
    """What a block is; None for comments, strings and preambles, which are no works."""
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateFieldKeyBlock):
        names = ", ".join(sorted(clean(key)[:40] for key in block.duplicate_keys))
        return Problem(line, f"it names {names} twice")
    if isinstance(block, DuplicateBlockKeyBlock):
        # Two works under one key are two works; a person looks over both.
        block = block.ignore_error_block
    if isinstance(block, BibEntry):
        return made(_raw(block, line))
    if isinstance(block, ParsingFailedBlock):
        return Problem(line, "it is not closed, or not written as BibTeX is")
    return None


def _raw(entry: BibEntry, line: int) -> Raw:
    fields = {field.key.lower(): field.value for field in entry.fields}
    title, subtitle = clean(fields.get("title")), clean(fields.get("subtitle"))
    people = clean(fields.get("author") or fields.get("editor"))
    return Raw(
        line=line,
        kind=kind_of(entry.entry_type),
        title=f"{title}: {subtitle}" if title and subtitle else title,
        abstract=fields.get("abstract"),
        year=fields.get("year") or fields.get("date"),
        people=AND.split(people),
        venue=next((fields[name] for name in VENUES if fields.get(name)), ""),
        doi=fields.get("doi"),
    )
