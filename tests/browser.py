"""Headless Chromium for tests: start it, and check what only a browser can see."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Browsers report an answer of 422 or 404 to a page that was asked for as if a file were missing.
EXPECTED = ("status of 422", "status of 404", "status of 403")

# Returns "name: ratio" for each control whose edge is fainter than 3:1 against what lies behind.
# GOV.UK draws boxes and circles as ::before of the label, so there the edge is looked for.
FAINT_EDGES = """() => {
  const shade = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    const [x, y, z] = [r, g, b].map((c) => {
      const v = c / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return a === 0 ? null : 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let e = element.parentElement; e; e = e.parentElement) {
      const light = shade(getComputedStyle(e).backgroundColor);
      if (light !== null) return light;
    }
    return 1;
  };
  const faint = [];
  for (const control of document.querySelectorAll("input, select, textarea")) {
    const drawn = !["hidden", "submit", "file"].includes(control.type);
    if (!drawn || control.getClientRects().length === 0) continue;
    const boxed = ["checkbox", "radio"].includes(control.type);
    const style = boxed
      ? getComputedStyle(control.labels[0], "::before")
      : getComputedStyle(control);
    const [edge, ground] = [shade(style.borderTopColor) ?? 1, behind(control)];
    const ratio = (Math.max(edge, ground) + 0.05) / (Math.min(edge, ground) + 0.05);
    if (ratio < 3 || parseFloat(style.borderTopWidth) < 1) {
      faint.push(`${control.name}: ${ratio.toFixed(2)}`);
    }
  }
  return faint;
}"""


def chromium() -> str:
    """Return the path of a Chromium; a test on a machine without one fails with the fix."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("No Chromium here; install one: apt-get install chromium")
    return found


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium and stop it afterwards."""
    # Playwright runs an event loop in this thread, which Django otherwise takes for an async view.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def open_context(
    browser: Browser, *, width: int = 1280, for_axe: bool = False, scripts: bool = True
) -> BrowserContext:
    """Open a fresh profile; `for_axe` lifts the content security policy, which would stop axe."""
    return browser.new_context(
        viewport={"width": width, "height": 900}, bypass_csp=for_axe, java_script_enabled=scripts
    )


def watch(page: Page) -> list[str]:
    """Return a list that fills with all the page complains of; it must stay empty."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    return said


def assert_quiet(said: list[str]) -> None:
    """Fail when a watched page complained of anything but an answer that says what is wrong."""
    complaints = [line for line in said if not any(words in line for words in EXPECTED)]
    assert not complaints, "\n".join(complaints)


def assert_accessible(page: Page) -> None:
    """Fail with what axe holds against the page under WCAG 2.2 AA and best practice."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def assert_well_shown(page: Page) -> None:
    """Accessible, with clear edges, at every width that we look at."""
    assert_accessible(page)
    assert_clear_edges(page)
    assert_fits(page)


def assert_fits(page: Page, *, width: int = 320) -> None:
    """Fail when a page must be scrolled sideways on a window that narrow."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if before:
        page.set_viewport_size(before)
    assert wide <= width, f"{page.url} is {wide} px wide in a window of {width} px."


def assert_clear_edges(page: Page) -> None:
    """Fail when a control's edge can hardly be seen (WCAG 1.4.11; axe does not check it)."""
    faint = page.evaluate(FAINT_EDGES)
    assert not faint, f"{page.url}: {', '.join(faint)}"
