"""Which format a file is in, and the way from its bytes to what it holds."""

import re
from collections.abc import Callable

from researchers.reading import bibtex, csl, openalex, orcid, ris, table
from researchers.reading.decoding import decoded
from researchers.reading.json_text import parsed, record
from researchers.reading.values import MOST_BYTES, MOST_RECORDS, Reading, Unreadable

READERS: dict[str, Callable[[str], Reading]] = {
    "orcid": orcid.read,
    "bibtex": bibtex.read,
    "ris": ris.read,
    "csl-json": csl.read,
    "csv": table.read_csv,
    "doi": csl.read_crossref,
    "openalex": openalex.read,
}
BIBTEX = re.compile(r"^\s*@\s*\w+\s*[{(]", re.MULTILINE)
TOO_MANY = f"The file holds more than {MOST_RECORDS:,} records. Send it in parts."


def read(raw: bytes, name: str = "") -> Reading:
    """What a file holds; without the name of a format, in the one that it looks like.

    A spreadsheet gives a table, everything else works. `name` is one of `READERS`, or "xlsx".
    Raises:
        Unreadable: with one plain sentence, whatever is wrong with the file as a whole.
    """
    if len(raw) > MOST_BYTES:
        raise Unreadable("The file must be 2 MB or smaller.")
    if raw.startswith(b"PK\x03\x04") or name == "xlsx":
        return table.read_xlsx(raw)
    text = decoded(raw)
    name = name or detected(text)
    try:
        reading = READERS[name](text)
    except RecursionError as error:
        raise Unreadable("The file is nested deeper than any record is.") from error
    if len(reading.entries) + len(reading.problems) > MOST_RECORDS:
        raise Unreadable(TOO_MANY)
    return reading


def detected(text: str) -> str:
    """The format that a text looks like.

    Raises:
        Unreadable: it looks like none of them.
    """
    start = text.lstrip()
    if start[:1] in "{[":
        return _json(start)
    if any(ris.START.match(line) for line in text.split("\n")[:500]):
        return "ris"
    if BIBTEX.search(text):
        return "bibtex"
    first = start.split("\n", 1)[0]
    if start[:1] != "<" and any(delimiter in first for delimiter in ",;\t"):
        return "csv"
    raise Unreadable(
        "We cannot tell what kind of file this is. It must be an ORCID record, BibTeX, RIS, "
        "CSL-JSON or a spreadsheet saved as CSV or XLSX."
    )


def _json(text: str) -> str:
    top = parsed(text)
    if "results" in record(top):
        return "openalex"
    if "message" in record(top):
        return "doi"
    return "orcid" if any(mark in record(top) for mark in orcid.MARKS) else "csl-json"
