"""The rows of addresses about people: joining, the register, one's own pages, what is held."""

from accounts.permissions import Role
from tests.security.table import EVERYBODY, PUBLIC, Case, Row, of_coordinators


def is_theirs(case: Case) -> bool:
    """Whether they are the one whose entry, evidence and declarations the world holds."""
    return case.kind.to_questions == "suggested"


def is_the_coordinator(case: Case) -> bool:
    """Whether they are the coordinator who made what the world holds of coordinators."""
    return case.name == "coordinator"


def of_academics(**more: object) -> Row:
    return Row(role=Role.ACADEMIC, **more)


def of_whose_it_is(**more: object) -> Row:
    """A thing of one researcher, which to others is not there."""
    return of_academics(known=is_theirs, **more)


def speaks_for_all(case: Case) -> bool:
    return case.is_coordinator


def signed_in_goes_home(case: Case) -> int:
    return 302 if case.kind.is_signed_in else 200


# A link that nobody signed opens nothing; those that open something have tests of their own.
FORGED = Row(is_public=True, known=lambda _: False, post=302)
JOINING = {
    # Mails are off in the tests, so the page only says that accounts come by invitation.
    "accounts:sign-up": Row(is_public=True, get=signed_in_goes_home, post=signed_in_goes_home),
    "accounts:sign-up-sent": PUBLIC,
    "accounts:sign-up-link": FORGED,
    "accounts:invitation": FORGED,
    "accounts:invitation-send-again": Row(known=speaks_for_all, get=None, post=302),
    "accounts:invitation-take-back": Row(known=speaks_for_all, get=None, post=302),
    "accounts:waiting": Row(may=speaks_for_all),
    "accounts:invite": Row(known=speaks_for_all, post=422),
    "accounts:addresses": of_coordinators(post=302),
    "accounts:mails": of_coordinators(),
    # Whoever says neither pressed no button of ours.
    "accounts:mail-settle": of_coordinators(get=None, post=404),
    "accounts:confirm": Row(known=speaks_for_all, get=None, post=302),
    "accounts:refuse": Row(known=speaks_for_all, get=None, post=302),
}
# Nobody in the world of these tests edits for another; who does has tests of their own.
OF_ANOTHER = Row(known=lambda _: False, post=302)
PRESSED = Row(known=lambda _: False, get=None, post=302)
FOR_OTHERS = {
    "researchers:assistants": of_academics(post=422),
    "researchers:assistant-end": of_whose_it_is(get=None, post=302),
    "researchers:entries": EVERYBODY,
    "researchers:for-register": Row(known=lambda _: False),
    "researchers:for-register-evidence": Row(known=lambda _: False),
    **{
        f"researchers:for-register-{step}": OF_ANOTHER
        for step in ("about", "expertise", "availability", "check")
    },
    **{
        f"researchers:for-{page}": OF_ANOTHER
        for page in ("output-add", "output-edit", "output-remove", "import-new", "import")
    },
    **{f"researchers:for-import-{page}": OF_ANOTHER for page in ("columns", "undo")},
    **{f"researchers:for-output-{act}": PRESSED for act in ("pin", "aside")},
}
OWN_ENTRY = {
    "researchers:profile": of_academics(get=302),
    "researchers:register": of_academics(),
    "researchers:register-about": of_academics(post=422),
    # Nothing is needed there.
    "researchers:register-expertise": of_academics(post=302),
    "researchers:register-evidence": of_academics(),
    "researchers:register-availability": of_academics(post=422),
    # What is complete may be sent, twice as well.
    "researchers:register-check": of_academics(post={302, 422}),
    "researchers:visibility": of_academics(post=422),
    "researchers:confirm": FORGED,
    "researchers:confirm-own": of_academics(get=None, post=302),
    "researchers:own-history": of_academics(),
    "researchers:output-add": of_academics(post=422),
    "researchers:output-edit": of_whose_it_is(post=422),
    "researchers:output-remove": of_whose_it_is(post=302),
    # Whoever says neither yes nor no pressed no button of ours.
    "researchers:output-pin": of_whose_it_is(get=None, post=404),
    "researchers:output-aside": of_whose_it_is(get=None, post=404),
    "researchers:import-new": of_academics(post=422),
    "researchers:import": of_whose_it_is(post=302),
    "researchers:import-columns": of_whose_it_is(get=302, post=302),
    # Not saved yet, so there is nothing to undo.
    "researchers:import-undo": of_academics(known=lambda _: False, post=404),
    "researchers:interests": Row(post=422),
    "researchers:interest-remove": Row(known=is_theirs, get=None, post=302),
    "researchers:needs": Row(post=302),
    "matching:exclusions": of_academics(post=422),
    "matching:exclusion-remove": of_whose_it_is(get=None, post=302),
    "matching:first-look": of_academics(post=302),
    "matching:record": of_academics(),
    # Where the library that draws is not there, a page says so.
    "matching:record-pdf": of_academics(get={200, 503}),
    "privacy:data": EVERYBODY,
    "privacy:data-file": EVERYBODY,
    "privacy:leave": Row(post=422),
    "left": PUBLIC,
}
REGISTER = {
    "researchers:people": EVERYBODY,
    "researchers:load-new": of_coordinators(post=422),
    # A list is read by whoever sent it.
    "researchers:load": of_coordinators(known=is_the_coordinator, post=200),
    "researchers:load-columns": of_coordinators(known=is_the_coordinator, get=302, post=302),
    "researchers:load-invite": of_coordinators(known=is_the_coordinator, post=302),
    "researchers:load-undo": of_coordinators(known=is_the_coordinator, post=302),
    "researchers:person": Row(known=lambda case: case.kind.is_member),
    "researchers:person-history": of_coordinators(),
    # Its person shows it to anybody.
    "researchers:card": PUBLIC,
    "researchers:approaches": EVERYBODY,
    "researchers:approach-new": of_coordinators(post=422),
    "researchers:approach-edit": of_coordinators(post=422),
    "researchers:needs-list": of_coordinators(),
    "researchers:merge-choose": of_coordinators(),
    "researchers:merge": of_coordinators(post=302),
    "researchers:merge-undo": of_coordinators(get=None, post=302),
    "matching:people-search": of_coordinators(post=422),
    # A search is read by whoever made it.
    "matching:people-found": of_coordinators(known=is_the_coordinator),
}
PEOPLE = JOINING | OWN_ENTRY | FOR_OTHERS | REGISTER
