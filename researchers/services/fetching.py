"""Works from the public APIs of ORCID, Crossref and OpenAlex; only where the setting is on.

What goes out is the one identifier that the person typed. No address comes from what is answered,
no redirection is followed, and every answer is read in a child, as a file is.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import httpx
from django.conf import settings
from django.core.exceptions import ValidationError

from researchers.reading.json_text import at
from researchers.reading.values import MOST_BYTES, MOST_RECORDS, Reading
from researchers.services import reading_child

TIMEOUT = httpx.Timeout(10, connect=5)
MOST_SECONDS = 25
PAGE_SIZE = 50
MOST_PAGES = 20
FAILURES = {
    404: "{} knows nothing under this number. Check it, or send a file.",
    410: "{} knows nothing under this number any more.",
    429: "{} is answering nobody for the moment: too many have asked. Try again in a few minutes.",
}


@dataclass(frozen=True)
class Fetched:
    """What one service answered, as it came, and what was read of it."""

    content: bytes
    reading: Reading


def is_on() -> bool:
    """Whether this site may ask the services at all."""
    return bool(settings.FETCH_WORKS)


def orcid(orcid_id: str) -> Fetched:
    """A person's public ORCID record.

    Raises:
        ValidationError: in one sentence, what went wrong, as with all of these.
    """
    content = _get("ORCID", f"{settings.ORCID_API}/{quote(orcid_id)}/record")
    return Fetched(content, reading_child.read(content, "orcid"))


def doi(bare_doi: str) -> Fetched:
    """One work, from Crossref."""
    content = _get("Crossref", f"{settings.CROSSREF_API}/works/{quote(bare_doi, safe='')}")
    return Fetched(content, reading_child.read(content, "doi"))


def openalex(author: str) -> Fetched:
    """All works of an author of OpenAlex, up to a thousand."""
    contents, entries, problems = [], [], []
    for content, reading in _pages(author):
        contents.append(content)
        entries += reading.entries
        problems += reading.problems
    reading = Reading("openalex", entries[:MOST_RECORDS], problems)
    return Fetched(b"\n".join(contents), reading)


def _pages(author: str) -> Iterator[tuple[bytes, Reading]]:
    cursor = "*"
    fields = "doi,title,publication_year,type,authorships,primary_location,abstract_inverted_index"
    for _ in range(MOST_PAGES):
        query = {
            "filter": f"author.id:{author}",
            "per-page": str(PAGE_SIZE),
            "cursor": cursor,
            "select": fields,
        }
        content = _get("OpenAlex", f"{settings.OPENALEX_API}/works", query)
        # First the child, which refuses all that is odd; then only the cursor is taken from it.
        yield content, reading_child.read(content, "openalex")
        cursor = at(json.loads(content), "meta", "next_cursor")
        if not isinstance(cursor, str) or not cursor:
            return


def _get(service: str, url: str, query: Mapping[str, str] | None = None) -> bytes:
    """The body of an answer, which must be JSON, in time and not too large."""
    if not is_on():
        raise ValidationError("This site asks no other service. Send a file.", code="off")
    headers = {
        "Accept": "application/json",
        # Packed, a small answer may unfold to a large one between two looks at its size.
        "Accept-Encoding": "identity",
        "User-Agent": f"EMPAC Connect ({settings.SITE_ADDRESS})",
    }
    try:
        with (
            httpx.Client(timeout=TIMEOUT, headers=headers, follow_redirects=False) as client,
            client.stream("GET", url, params=query) as answer,
        ):
            _check(service, answer)
            return _body(service, answer)
    except httpx.HTTPError as error:
        words = f"{service} did not answer as it should. Try again later, or send a file."
        raise ValidationError(words, code="away") from error


def _check(service: str, answer: httpx.Response) -> None:
    if answer.status_code != httpx.codes.OK:
        words = FAILURES.get(answer.status_code, "{} cannot help at the moment. Send a file.")
        raise ValidationError(words.format(service), code=str(answer.status_code))
    if "json" not in answer.headers.get("content-type", ""):
        words = f"{service} answered with something that is not a record. Send a file."
        raise ValidationError(words, code="type")


def _body(service: str, answer: httpx.Response) -> bytes:
    """The body as far as it may be long; a slow one is given up, however steadily it drips."""
    until = time.monotonic() + MOST_SECONDS
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > MOST_BYTES:
            words = f"{service} answered with more than 2 MB. Send a file, in parts."
            raise ValidationError(words, code="large")
        if time.monotonic() > until:
            words = f"{service} is too slow. Send a file."
            raise ValidationError(words, code="slow")
    return bytes(body)
