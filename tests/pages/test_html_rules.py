"""Each rule is shown a fault and must name it, or a clean report would mean nothing."""

import pytest

from tests.html_rules import problems

FRAME = '<html lang="en"><head><title>{title}</title></head><body><h1>A</h1>{body}</body></html>'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<input name="a">', "no label"),
        ('<label for="a"></label><input id="a" name="a">', "no label"),
        ('<label for="b">B</label>', "for of <label> names b"),
        ("<button></button>", "A button has no words."),
        ("<h1>B</h1>", "2 h1 headings"),
        ('<p id="a"></p><p id="a"></p>', "The id a stands twice."),
        ('<img src="/a.svg">', "A picture has no alt."),
        (
            '<input type="radio" name="r" aria-label="A">' * 2,
            "no fieldset",
        ),
        ('<p id="e" class="govuk-error-message">Wrong</p>', "tied to no control"),
        ('<ul class="govuk-error-summary__list"><li>Wrong</li></ul>', "leads nowhere"),
        ('<div class="govuk-error-summary"></div>', "begin with “Error: ”"),
        ('<a href="#gone">Gone</a>', "leads to #gone"),
        ("<table><tr><td>1</td></tr></table>", "A table has no headings."),
        ("<table><tr><th>1</th></tr></table>", "lacks its scope: 1"),
        ('<a href="/a">Click here.</a>', "says only"),
        ('<p style="color: red">A</p>', "inline style"),
        ('<p onclick="go()">A</p>', "inline script"),
        ("<script>go()</script>", "A script stands in the page."),
        ('<script src="https://cdn.example/a.js"></script>', "fetches from elsewhere"),
        ('<form method="post" action="/a"></form>', "no CSRF token"),
    ],
)
def test_a_fault_is_named(body, said):
    found = problems(FRAME.format(title="A – EMPAC Connect", body=body))
    assert any(said in problem for problem in found), found


def test_a_page_without_fault_is_left_alone():
    assert problems(FRAME.format(title="A – EMPAC Connect", body='<a href="/b">B</a>')) == []


def test_a_page_needs_a_title_of_its_own_and_a_language():
    html = FRAME.format(title=" – EMPAC Connect", body="").replace(' lang="en"', "")
    assert len(problems(html)) == 2
