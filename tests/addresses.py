"""Every address of the product, read from the URLconf, for a world with one of everything."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

QUESTION_PAGES = (
    *("question", "question-lead", "question-readings", "question-release", "question-withdraw"),
    *("question-marking", "question-handling", "question-close", "question-reopen"),
    *("question-history", "question-readers", "question-break-glass", "question-notes"),
    *("question-attachments", "question-move", "question-maturity", "question-assumptions"),
    *("question-versions", "question-lineage", "question-known", "question-priority"),
)
# What each address that takes something is about; the others take nothing.
ABOUT = {
    "clearances:person": "cleared person",
    "clearances:record": "cleared person",
    "clearances:revoke": "clearance",
    "clearances:propose": "scheme",
    "clearances:confirm": "proposal",
    "clearances:drop": "proposal",
    "matching:find-people": "question",
    "matching:matches": "question",
    "matching:shortlist": "question",
    "matching:run": "run",
    "matching:run-cancel": "run",
    "matching:suggestion-answer": "suggestion",
    "matching:suggestion-undo": "suggestion",
    "matching:offer-reply": "offer",
    "matching:formalities": "suggestion",
    **{f"priorities:{page}": "question" for page in QUESTION_PAGES},
    "priorities:draft-step": ("draft", "step"),
    "priorities:draft-check": "draft",
    "priorities:draft-delete": "draft",
    "priorities:assumption-challenge": "assumption",
    "priorities:version-answer": "version",
    "priorities:descent-part": "descent",
    "matching:version-people": "version",
    "matching:version-find": "version",
    "priorities:release-settle": "release",
    "priorities:release-drop": "release",
    "priorities:remarking-settle": "remarking",
    "priorities:remarking-drop": "remarking",
    "priorities:grant-revoke": "grant",
    "priorities:glass-settle": "glass",
    "priorities:glass-drop": "glass",
    "priorities:attachment": "attachment",
    "priorities:theme": "theme",
    "priorities:theme-edit": "theme",
    "priorities:theme-history": "theme",
    "researchers:person": "researcher",
    "researchers:person-history": "researcher",
    "researchers:card": "researcher",
    "researchers:approach-edit": "approach",
    "researchers:merge-choose": "researcher",
    "researchers:merge": ("researcher", "other entry"),
    "researchers:merge-undo": "merge",
    **{f"researchers:output-{act}": "output" for act in ("edit", "remove", "pin", "aside")},
    **{f"researchers:import{page}": "import" for page in ("", "-columns", "-undo")},
    **{f"researchers:load{page}": "load" for page in ("", "-columns", "-invite", "-undo")},
    "researchers:for-register": "researcher",
    **{
        f"researchers:for-register-{step}": "researcher"
        for step in ("about", "expertise", "evidence", "availability", "check")
    },
    **{f"researchers:for-{page}": "researcher" for page in ("output-add", "import-new")},
    **{
        f"researchers:for-output-{act}": ("researcher", "output")
        for act in ("edit", "remove", "pin", "aside")
    },
    **{
        f"researchers:for-import{page}": ("researcher", "import")
        for page in ("", "-columns", "-undo")
    },
    "researchers:assistant-end": "delegate",
    "researchers:interest-remove": "interest",
    "matching:exclusion-remove": "exclusion",
    "matching:people-found": "search",
    "accounts:sign-up-link": "forged link",
    "accounts:invitation": "forged link",
    "researchers:confirm": "forged link",
    "accounts:invitation-send-again": "invitation",
    "accounts:invitation-take-back": "invitation",
    "accounts:invite": "organisation",
    "accounts:addresses": "organisation",
    "accounts:mail-settle": "mail",
    "accounts:confirm": ("organisation", "waiting person"),
    "accounts:refuse": ("organisation", "waiting person"),
}
# Addresses that are spoken to with a voice; the last is nobody's.
SPOKEN = {"matching:suggestion-answer", "matching:suggestion-undo"}
VOICES = ("coordinator", "lead", "researcher", "nobody")


def patterns() -> Iterator[str]:
    """Give the name, or the route, of every URL pattern of the product."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}" if pattern.name else str(pattern.pattern)


def names() -> list[str]:
    """Give the names of all addresses, one with each voice where one is needed."""
    return [
        f"{name} {voice}".strip()
        for name in patterns()
        for voice in (VOICES if name in SPOKEN else [""])
    ]


def address(name: str, keys: Mapping[str, Any]) -> str:
    """Give the address of a name; `keys` are those of things, by what they are.

    Raises:
        NoReverseMatch: the pattern takes something that ABOUT does not tell of.
    """
    pattern, _, voice = name.partition(" ")
    if ":" not in pattern and pattern not in get_resolver().reverse_dict:
        return f"/{pattern}"
    about = ABOUT.get(pattern, ())
    things = (about,) if isinstance(about, str) else about
    return reverse(pattern, args=[*(keys[thing] for thing in things), *filter(None, [voice])])
