"""Addresses that stay with the entry that a page is about."""

from typing import Any

from django import template
from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_url(context: Context, page: str, *keys: Any) -> str:
    """Give the address of a page of the entry at hand, by the name that it has for one's own."""
    return str(context["request"].desk.url(page, *keys))
