"""Answers that every app gives in the same way."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page with `context["form"]`: 200 the first time, 422 when it has errors."""
    status = 422 if context["form"].errors else 200
    return render(request, template, context, status=status)
