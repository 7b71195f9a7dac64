"""What stands in the menu of each person, and which acts a template may offer."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.permissions import Permission

# (label, URL name, permission without which it is not shown)
ENTRIES: list[tuple[str, str, Permission | None]] = [
    ("Home", "matching:home", None),
    ("Your matches", "matching:my-matches", Permission.MATCH_ANSWER),
    ("Your entry", "researchers:register", Permission.PROFILE_EDIT),
    ("Questions", "priorities:questions", None),
    ("People", "researchers:people", None),
    ("Themes", "priorities:themes", None),
    ("Break glass", "priorities:break-glass", Permission.QUESTION_READ_ALL),
    ("Clearances", "clearances:people", Permission.CLEARANCE_RECORD),
    ("Access log", "accounts:access-log", Permission.LOG_READ),
]


FOOTER = [
    ("Organisations", "accounts:organisations"),
    ("How matching works", "how-matching-works"),
    ("Accessibility", "accessibility"),
    ("Privacy", "privacy"),
    ("Security", "security"),
]


@dataclass(frozen=True, slots=True)
class FooterLink:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: str
    url: str
    current: bool


def menu(request: HttpRequest) -> dict[str, object]:
    """Context for every page: the menu, who is signed in, and `may` with each permission by name.

    What needs the database is worked out only where a template asks: a fault page asks nothing.
    """
    return {
        "menu": SimpleLazyObject(lambda: _items(request)),
        "may": SimpleLazyObject(lambda: _may(request)),
        "role_label": SimpleLazyObject(lambda: getattr(request.user, "role_words", "")),
        "account_url": reverse("clearances:account"),
        "sign_out_url": reverse("accounts:sign-out"),
        "footer_links": [FooterLink(label, reverse(name)) for label, name in FOOTER],
    }


def _items(request: HttpRequest) -> list[MenuItem]:
    user = getattr(request, "user", None)
    if not getattr(user, "is_authenticated", False):
        return []
    return [
        MenuItem(label, reverse(name), request.path.startswith(reverse(name)))
        for label, name, permission in ENTRIES
        if permission is None or user.can(permission)
    ]


def _may(request: HttpRequest) -> dict[str, bool]:
    user = getattr(request, "user", None)
    if not getattr(user, "is_authenticated", False):
        return {}
    return {permission.name.lower(): user.can(permission) for permission in Permission}
