"""Reads what a page or a download answered, for tests of every app."""

import csv
import io
import re

from django.http import HttpResponse

from tests.html_rules import Page, get, has_class, text


def page_of(response: HttpResponse) -> Page:
    return Page.parsed(response.content.decode())


def lines_of(response: HttpResponse) -> list[dict[str, str]]:
    """Return the lines of a CSV by heading."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    """Return the messages that stand beside fields, by the name of the control they are tied to."""
    page = page_of(response)
    messages = {
        get(box, "id"): [
            text(line).removeprefix("Error: ")
            for line in box.children
            if not isinstance(line, str) and has_class(line, "govuk-error-message")
        ]
        for box in page.elements
    }
    return {
        target.removeprefix("id_").removesuffix("_error"): messages[target]
        for described in page.elements
        for target in (get(described, "aria-describedby") or "").split()
        if messages.get(target)
    }


def ticked(response: HttpResponse) -> list[str | None]:
    """Return the values of the boxes that are ticked and of the options that are chosen."""
    return [
        get(element, "value")
        for element in page_of(response).all("input", "option")
        if {"checked", "selected"} & set(dict(element.attributes))
    ]


def words_of(response: HttpResponse, *known: object) -> str:
    """Return the page without the token that differs each time, and without what is `known`."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for word in known:
        page = page.replace(str(word), "")
    return page
