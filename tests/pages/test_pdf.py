"""Drawing PDFs reads nothing but our own static files."""

import logging

import pytest

from pages.pdf import render_pdf


@pytest.fixture
def draw(settings, tmp_path):
    """Draw a page that is given as text."""
    engine = settings.TEMPLATES[0] | {"DIRS": [str(tmp_path)]}
    settings.TEMPLATES = [engine]

    def drawn(body):
        (tmp_path / "page.html").write_text(
            f'<!DOCTYPE html><html lang="en-GB"><head><title>A page</title>{body}'
        )
        return render_pdf("page.html", {})

    return drawn


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1/a.css", "static:../empac/settings.py"]
)
def test_no_other_file_and_no_network_is_read(draw, caplog, address):
    caplog.set_level(logging.WARNING, "weasyprint")
    logging.getLogger("weasyprint").propagate = True

    assert draw(f'<link rel="stylesheet" href="{address}">').startswith(b"%PDF-")

    assert "is not one of our own files" in caplog.text or "SuspiciousFileOperation" in caplog.text


def test_our_own_style_sheets_are(draw, caplog):
    caplog.set_level(logging.ERROR, "weasyprint")
    logging.getLogger("weasyprint").propagate = True

    draw('<link rel="stylesheet" href="static:print/record.css">')

    assert caplog.text == ""
