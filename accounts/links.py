"""Addresses that let somebody do one thing without signing in: signed, for one purpose only.

Whoever holds such an address may do that thing, so it goes by mail to one person, or from hand to
hand. What it still opens is for the row that it names to say.
"""

import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse


def link(url_name: str, pk: uuid.UUID, version: int = 1) -> str:
    """Give the whole address of a page that takes `signed`; another version is another address."""
    path = reverse(url_name, args=[_signer(url_name).sign(f"{pk.hex}.{version}")])
    return f"{settings.SITE_ADDRESS}{path}"


def read(url_name: str, signed: str) -> tuple[uuid.UUID, int] | None:
    """Give key and version of an address that we made for this page; None for any other."""
    try:
        pk, version = _signer(url_name).unsign(signed).split(".")
    except BadSignature:
        return None
    return uuid.UUID(pk), int(version)


def _signer(url_name: str) -> Signer:
    """What was signed for one page opens no other."""
    return Signer(salt=f"empac.link.{url_name}")
