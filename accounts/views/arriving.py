"""Where somebody is led who has just come in."""

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch

from accounts.permissions import Role


def first_page(role: str) -> str:
    """Give the address at which a person of a role begins: researchers say what they know."""
    try:
        return resolve_url(
            "researchers:register" if role == Role.ACADEMIC else settings.LOGIN_REDIRECT_URL
        )
    except NoReverseMatch:
        return resolve_url(settings.LOGIN_REDIRECT_URL)
