"""The gallery in place of the product's own pages: `pages` knows no domain, nor do its tests."""

from pathlib import Path

import pytest

PROCESSORS = (
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
)


@pytest.fixture
def gallery(settings):
    """Serve tests/pages/gallery.py without the product's menu."""
    settings.ROOT_URLCONF = "tests.pages.gallery"
    folders = [settings.BASE_DIR / "templates", Path(__file__).parent / "templates"]
    settings.TEMPLATES = [
        settings.TEMPLATES[0] | {"DIRS": folders, "OPTIONS": {"context_processors": PROCESSORS}}
    ]
