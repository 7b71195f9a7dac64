"""Somebody at a browser: they sign in, look around, and every page they look at is checked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from django.conf import settings
from playwright.sync_api import BrowserContext, Locator, Page

from seeds.sign_ins import DEMO_PASSWORD
from tests import browser
from tests.html_rules import problems

WIDTHS = (1280, 320)
TALLEST = 2400
PICTURES = settings.BASE_DIR / "var" / "screenshots"
# What shows where the focus is: an outline, a shadow or another ground.
FOCUS = """() => {
  const element = document.activeElement;
  const look = (e) => {
    const s = getComputedStyle(e);
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderTopWidth];
  };
  const boxed = ["radio", "checkbox"].includes(element.type);
  const shown = boxed ? element.labels[0] : element;
  const drawn = (e) => (boxed ? getComputedStyle(e, "::before").boxShadow : look(e).join());
  const focused = drawn(shown);
  element.blur();
  const plain = drawn(shown);
  element.focus();
  return focused !== plain;
}"""
NAME = """() => {
  const e = document.activeElement;
  const words = e.ariaLabel || e.labels?.[0]?.textContent || e.textContent || "";
  return words.replace(/\\s+/g, " ").trim();
}"""


class Visitor:
    """One person's browser. `said` holds all that its pages complained of."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.page = context.new_page()
        self.said = browser.watch(self.page)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sign_in(self, email: str) -> None:
        self.go("/")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/home")

    def row(self, number: int) -> Locator:
        """A row of a list, the first being 1."""
        return self.page.locator(".app-rows > li").nth(number - 1)

    def look(self, name: str, *, before: Callable[[Page], object] | None = None) -> None:
        """Hold the page against every rule, wide and narrow, and keep pictures of it.

        `before` is done first where the address alone does not lead to what is to be looked at.
        """
        answer = self.context.request.get(self.page.url)
        assert problems(answer.text()) == [], self.page.url
        for width in WIDTHS:
            with self._other_window(width) as page:
                page.goto(self.page.url)
                if before:
                    before(page)
                self._draw(page, f"{name}-{width}")
                browser.assert_fits(page, width=width)
                browser.assert_accessible(page)
                browser.assert_clear_edges(page)

    @staticmethod
    def _draw(page: Page, name: str) -> None:
        """Keep a picture of the page, of a long one its head."""
        tall = page.evaluate("document.documentElement.scrollHeight")
        width = page.evaluate("innerWidth")
        head = {"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST)}
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True, clip=head)

    @contextmanager
    def _other_window(self, width: int) -> Iterator[Page]:
        """A page of the same person in which axe may run."""
        opened = self.context.browser
        assert opened is not None
        with browser.open_context(opened, width=width, for_axe=True) as context:
            context.add_cookies(self.context.cookies())
            yield context.new_page()

    def tab_to(self, name: str) -> None:
        """Press Tab until what bears the name has the focus, which must be seen at every stop."""
        passed: list[str] = []
        for _ in count():
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(NAME)
            assert self.page.evaluate(FOCUS), f"The focus cannot be seen on “{here}”."
            if here.startswith(name):
                return
            passed.append(here)
            assert len(passed) < 150, f"No Tab leads to “{name}”: {passed}"
