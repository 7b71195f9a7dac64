"""House rules on HTML that no accessibility checker holds: for every page a test fetches."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.test.html import Element, parse_html

EMPTY_WORDS = {"", "here", "click here", "more", "read more", "link", "this link", "this"}
TYPELESS = {"hidden", "submit", "button", "reset", "image"}


def assert_well_made(response: HttpResponse) -> None:
    """Fail with every rule that the page breaks, one a line."""
    found = problems(response.content.decode())
    assert not found, "\n".join(found)


def problems(html: str) -> list[str]:
    """Return a sentence for each rule that a whole page of HTML breaks."""
    page = Page.parsed(html)
    rules = (document, labels, groups, errors, references, tables, links, scripts, forms)
    return [problem for rule in rules for problem in rule(page)]


def title(html: str) -> str:
    """Return the page's title; compare those of several pages to see that each has its own."""
    return text(Page.parsed(html).all("title")[0])


@dataclass(frozen=True)
class Page:
    """Every element of a page in order, with what stands inside it."""

    elements: list[Element]

    @classmethod
    def parsed(cls, html: str) -> "Page":
        return cls(list(walk(parse_html(html.replace("<!DOCTYPE html>", "")))))

    def all(self, *names: str) -> list[Element]:
        return [element for element in self.elements if element.name in names]

    def ids(self) -> list[str]:
        return [value for element in self.elements if (value := get(element, "id"))]

    def controls(self) -> list[Element]:
        return [
            element
            for element in self.all("input", "select", "textarea")
            if get(element, "type") not in TYPELESS
        ]


def walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from walk(child)


def get(element: Element, name: str) -> str | None:
    return dict(element.attributes).get(name)


def text(element: Element) -> str:
    """Return what a screen reader would say for an element's inside, spaces squeezed."""
    parts = [
        (get(child, "alt") or text(child)) if isinstance(child, Element) else str(child)
        for child in element.children
    ]
    return " ".join(" ".join(parts).split())


def has_class(element: Element, name: str) -> bool:
    return name in (get(element, "class") or "").split()


def document(page: Page) -> Iterator[str]:
    """Language, one title that tells of errors, one h1, no id twice, alternatives for pictures."""
    if not any(get(element, "lang") for element in page.all("html")):
        yield "The page does not say its language."
    titles = [text(element) for element in page.all("title")]
    if len(titles) != 1 or titles[0].strip(" –") in {"", "EMPAC Connect"}:
        yield f"The page must have one title of its own: {titles}"
    wrong = any(has_class(element, "govuk-error-summary") for element in page.elements)
    if wrong != any(words.startswith("Error: ") for words in titles):
        yield "The title must begin with “Error: ” when, and only when, there is an error summary."
    if len(page.all("h1")) != 1:
        yield f"The page has {len(page.all('h1'))} h1 headings."
    ids = page.ids()
    yield from (f"The id {name} stands twice." for name in {i for i in ids if ids.count(i) > 1})
    yield from ("A picture has no alt." for image in page.all("img") if get(image, "alt") is None)


def labels(page: Page) -> Iterator[str]:
    """Every control and every button has a name."""
    labelled = {get(label, "for") for label in page.all("label") if text(label)}
    for control in page.controls():
        named = get(control, "aria-label") or get(control, "aria-labelledby")
        if not named and get(control, "id") not in labelled:
            yield f"The control {get(control, 'name')} has no label."
    for button in page.all("button"):
        if not (text(button) or get(button, "aria-label")):
            yield "A button has no words."


def groups(page: Page) -> Iterator[str]:
    """Radios and tick boxes that belong together stand in a fieldset with a legend."""
    grouped = {
        id(control)
        for fieldset in page.all("fieldset")
        if any(child.name == "legend" and text(child) for child in walk(fieldset))
        for control in walk(fieldset)
    }
    kinds = [c for c in page.controls() if get(c, "type") in ("radio", "checkbox")]
    names = [get(control, "name") for control in kinds]
    for control in kinds:
        if names.count(get(control, "name")) > 1 and id(control) not in grouped:
            yield f"The choices of {get(control, 'name')} have no fieldset with a legend."


def errors(page: Page) -> Iterator[str]:
    """Every error message is tied to its control; every line of the summary leads to one."""
    tied = {
        target
        for element in page.elements
        for target in (get(element, "aria-describedby") or "").split()
    }
    for element in page.elements:
        inside = [child for child in element.children if isinstance(child, Element)]
        if any(has_class(child, "govuk-error-message") for child in inside):
            ids = {get(element, "id"), *(get(child, "id") for child in inside)}
            if not ids & tied:
                yield f"An error is tied to no control: {text(element)}"
        if has_class(element, "govuk-error-summary__list"):
            yield from (
                f"A line of the error summary leads nowhere: {text(line)}"
                for line in inside
                if not any(child.name == "a" for child in walk(line))
            )


def references(page: Page) -> Iterator[str]:
    """What points at an id within the page points at one that is there."""
    ids = set(page.ids())
    for element in page.elements:
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            for target in (get(element, name) or "").split():
                if target not in ids:
                    yield f"{name} of <{element.name}> names {target}, which is not on the page."
        href = get(element, "href") or ""
        if href.startswith("#") and href[1:] not in ids:
            yield f"A link leads to {href}, which is not on the page."


def tables(page: Page) -> Iterator[str]:
    """Tables have headings, and each says what it heads."""
    for table in page.all("table"):
        heads = [cell for cell in walk(table) if cell.name == "th"]
        if not heads:
            yield "A table has no headings."
        yield from (f"A heading lacks its scope: {text(h)}" for h in heads if not get(h, "scope"))


def links(page: Page) -> Iterator[str]:
    """A link says where it leads."""
    for link in page.all("a"):
        words = get(link, "aria-label") or text(link)
        if words.lower().strip(" .") in EMPTY_WORDS:
            yield f"The link to {get(link, 'href')} says only “{words}”."


def scripts(page: Page) -> Iterator[str]:
    """Nothing that the content security policy forbids: inline styles, scripts, foreign files."""
    for element in page.elements:
        names = dict(element.attributes)
        if "style" in names or element.name == "style":
            yield f"<{element.name}> has an inline style."
        if any(name.startswith(("on", "hx-on")) for name in names):
            yield f"<{element.name}> has an inline script."
        is_data = names.get("type") == "application/json"
        if element.name == "script" and "src" not in names and not is_data:
            yield "A script stands in the page."
        if element.name in {"script", "link", "img", "iframe"}:
            source = names.get("src") or names.get("href") or ""
            if source.startswith(("http:", "https:", "//")):
                yield f"<{element.name}> fetches from elsewhere: {source}"


def forms(page: Page) -> Iterator[str]:
    """A form that posts carries its token against forgery."""
    for form in page.all("form"):
        inside = {get(child, "name") for child in walk(form)}
        posts = (get(form, "method") or "get").lower() == "post"
        if posts and "csrfmiddlewaretoken" not in inside:
            yield f"The form for {get(form, 'action')} has no CSRF token."
