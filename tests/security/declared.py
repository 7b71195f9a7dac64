"""What every address asks of whoever opens it, and what it then answers: the table, in words."""

from accounts.permissions import Role
from tests.security.declared_people import PEOPLE
from tests.security.table import (
    EVERYBODY,
    PUBLIC,
    Row,
    answers,
    is_not_published,
    is_out,
    is_the_owner,
    is_told_of_it,
    of_coordinators,
    of_glass,
    of_matches,
    of_owner,
    of_proposal,
    of_question,
    of_reader,
    of_verifiers,
    of_version,
    owner_reads,
)

OF_ITS_AUTHOR = Row(role=Role.POLICE_LEAD, post=404, known=lambda _: False)
QUESTIONS = {
    "priorities:question": of_question(),
    "priorities:question-lead": of_coordinators(known=lambda case: case.knows_of_it, post=422),
    "priorities:question-readings": of_coordinators(known=lambda case: case.sees_it, post=302),
    "priorities:question-release": of_owner(
        lambda case: case.reads and is_not_published(case), post=422
    ),
    "priorities:question-withdraw": of_owner(is_not_published, get=is_out, post=302),
    "priorities:question-marking": of_owner(post=422),
    "priorities:question-handling": of_owner(owner_reads, post=302),
    "priorities:question-move": of_question(
        lambda case: case.owns or case.is_coordinator, post=422
    ),
    "priorities:question-priority": of_question(
        lambda case: (case.owns and case.reads) or case.is_coordinator, post=422
    ),
    "priorities:question-maturity": of_owner(post=302),
    "priorities:question-close": of_owner(get=None, post=302),
    "priorities:question-reopen": of_owner(get=None, post=302),
    "priorities:question-history": of_reader(),
    "priorities:question-readers": of_owner(post=422),
    "priorities:question-break-glass": of_question(lambda case: case.is_coordinator, post=422),
    "priorities:question-notes": of_reader(post=422),
    "priorities:question-attachments": of_reader(post=422),
    # Nobody confirms what they proposed themselves.
    "priorities:release-settle": of_proposal(
        post=302, may_post=lambda case: case.is_second and not is_the_owner(case)
    ),
    "priorities:release-drop": of_proposal(get=None, post=302),
    "priorities:remarking-settle": of_proposal(
        post=302, may_post=lambda case: case.is_second and not is_the_owner(case)
    ),
    "priorities:remarking-drop": of_proposal(get=None, post=302),
    "priorities:grant-revoke": Row(known=lambda case: case.owns, post=302),
    "priorities:glass-settle": of_glass(
        post=302, may_post=lambda case: case.kind.to_questions != "glass asked"
    ),
    "priorities:glass-drop": of_glass(get=None, post=302),
    # An empty form is wrong whoever sends it; the service lets nobody but the owner add.
    "priorities:question-assumptions": of_reader(post=422),
    "priorities:assumption-challenge": Row(known=lambda case: case.reads, post=422),
    "priorities:question-known": of_reader(post=422),
    "priorities:question-versions": of_reader(post=422),
    "priorities:version-answer": of_version(post=422),
    "priorities:question-lineage": of_question(may_post=lambda case: case.owns, post=422),
    "priorities:descent-part": Row(
        known=lambda case: case.sees_it, may=lambda case: case.owns, get=None, post=302
    ),
    "matching:version-people": of_version(),
    "matching:version-find": of_version(get=None, post=302),
    "priorities:attachment": Row(known=lambda case: case.reads),
    "matching:find-people": of_matches(get=None, post=302),
    "matching:matches": of_matches(),
    "matching:shortlist": of_matches(),
    # Nobody here has said yes in all three voices, so nothing is to be settled yet.
    "matching:formalities": Row(known=is_told_of_it, may_post=lambda _: False, post=422),
    "matching:offer-reply": of_coordinators(known=lambda case: case.sees_matches, post=422),
    # A fragment: a plain browser is led to the page on which it stands.
    "matching:run": of_matches(get=302),
    "matching:run-cancel": of_matches(get=None, post=302),
    **{f"matching:suggestion-answer {v}": row for v, row in answers(post=422).items()},
    **{f"matching:suggestion-undo {v}": row for v, row in answers(get=None, post=302).items()},
}
OTHERS = {
    "accounts:sign-in": Row(
        is_public=True,
        get=lambda case: 302 if case.kind.is_signed_in else 200,
        post=lambda case: 302 if case.kind.is_signed_in else 422,
    ),
    "accounts:sign-out": Row(get=None, post=302),
    "accounts:access-log": Row(role=Role.AUDITOR),
    "accounts:organisations": EVERYBODY,
    "clearances:account": EVERYBODY,
    "clearances:people": of_verifiers(),
    "clearances:person": of_verifiers(),
    "clearances:record": of_verifiers(post=422),
    "clearances:revoke": of_verifiers(post=422),
    "clearances:ceilings": of_verifiers(),
    "clearances:propose": of_verifiers(post=422),
    "clearances:confirm": of_verifiers(post=302),
    "clearances:drop": of_verifiers(get=None, post=302),
    "matching:home": EVERYBODY,
    "matching:early": of_coordinators(),
    "matching:my-matches": Row(role=Role.ACADEMIC),
    "priorities:questions": EVERYBODY,
    "priorities:question-new": Row(role=Role.POLICE_LEAD, post=302),
    # Of nobody here: a draft is its author's alone.
    "priorities:draft-step": OF_ITS_AUTHOR,
    "priorities:draft-check": OF_ITS_AUTHOR,
    # Thrown away twice, it went the first time.
    "priorities:draft-delete": Row(role=Role.POLICE_LEAD, get=404, post=302),
    "priorities:my-questions": Row(role=Role.POLICE_LEAD),
    "priorities:question-import": of_coordinators(post=422),
    "priorities:break-glass": Row(may=lambda case: case.is_coordinator),
    "priorities:themes": EVERYBODY,
    "priorities:rubric-words": of_coordinators(post=422),
    "priorities:theme-new": of_coordinators(post=422),
    "priorities:theme": EVERYBODY,
    "priorities:theme-edit": of_coordinators(post=422),
    "priorities:theme-history": of_coordinators(),
    "priorities:public-feed": PUBLIC,
    "livez": PUBLIC,
    "readyz": PUBLIC,
    # No worker runs beside the tests, unless one just did.
    "healthz/worker": Row(is_public=True, get={200, 503}),
    "how-matching-works": PUBLIC,
    "accessibility": PUBLIC,
    "privacy": PUBLIC,
    "security": PUBLIC,
} | PEOPLE
ROWS = QUESTIONS | OTHERS
