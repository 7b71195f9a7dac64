"""Reads the pages of matching."""

from django.http import HttpResponse
from django.test import Client

from priorities.models import Question
from tests.answers import page_of
from tests.html_rules import assert_well_made, text


def address(question: Question, query: str = "") -> str:
    """Where the ranked list of a question stands."""
    return f"/questions/{question.pk}/matches{query}"


def page(client: Client, question: Question, query: str = "") -> HttpResponse:
    """Get the ranked list, which must keep the rules of the house."""
    return well_made(client.get(address(question, query)))


def well_made(response: HttpResponse) -> HttpResponse:
    """Give the answer back, a whole page that keeps the rules of the house."""
    assert response.status_code in {200, 422}
    assert_well_made(response)
    return response


def words(response: HttpResponse) -> str:
    """What a screen reader would say for the page without its frame."""
    return text(page_of(response).all("main")[0])
