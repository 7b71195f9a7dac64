"""Reads the pages of clearances."""

from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from tests.answers import page_of
from tests.html_rules import assert_well_made, text

PEOPLE = reverse("clearances:people")
CEILINGS = reverse("clearances:ceilings")


def said(response: HttpResponse) -> str:
    """What a screen reader would say for a well-made page without its frame."""
    assert_well_made(response)
    return text(page_of(response).all("main")[0])


def person_page(person: User) -> str:
    return reverse("clearances:person", args=[person.pk])
