"""Pages on paper: a template as a tagged PDF (PDF/UA-1), for the tools of blind readers too."""

from mimetypes import guess_type
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

SCHEME = "static:"


class PdfUnavailable(Exception):
    """What draws PDFs cannot be loaded on this machine; the message says what it lacks."""


def render_pdf(template: str, context: dict[str, Any], *, style: str) -> bytes:
    """Draw a template, a whole HTML page with its language and title, as a PDF.

    `style` is a static file. What it names, fonts say, comes from our own static files alone, by
    addresses like `static:built/fonts/…`.

    Raises:
        PdfUnavailable: the libraries of the system that WeasyPrint needs are not there.
    """
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - slow, and absent without Pango
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above
    except (ImportError, OSError) as error:
        raise PdfUnavailable(str(error)) from error
    own_files, fonts = _own_files(), FontConfiguration()
    sheet = CSS(url=f"{SCHEME}{style}", url_fetcher=own_files, font_config=fonts)
    page = HTML(string=render_to_string(template, context), url_fetcher=own_files)
    drawn: bytes = page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")
    return drawn


def _own_files() -> Any:
    """What gives static files and nothing else, neither of the disk nor of the network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as above

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            name = url.removeprefix(SCHEME)
            found = finders.find(name) if url != name else None
            if not found:
                message = f"{url} is not one of our own files."
                raise ValueError(message)
            kind = {"Content-Type": guess_type(found)[0] or "application/octet-stream"}
            return URLFetcherResponse(url, Path(found).read_bytes(), kind)

    return OwnFiles()
