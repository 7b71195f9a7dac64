"""What the first wall, the code's filters, lets somebody see, and what it has to by the rule."""

from collections.abc import Callable, Collection
from typing import Any

from django.db import models

from accounts.models import User
from accounts.permissions import Role
from clearances.models import Clearance
from matching.models import (
    Decision,
    Glimpse,
    MatchRun,
    Suggestion,
)
from priorities.models import (
    Assent,
    Descent,
    Draft,
    FullText,
    Move,
    Question,
    Scoring,
    Summary,
)
from priorities.policy import Facet
from researchers.models import Researcher
from tests.security.forms import (
    ADDITIONS,
    CHOSEN,
    FULL_MATCHES,
    OF_PAIRS,
    TABLES,
    Asker,
    E,
    Keys,
    M,
    Seen,
    as_text,
)

FILTERS: dict[str, Callable[[User], models.QuerySet[Any]]] = {
    **{
        f"question, {facet}": lambda user, facet=facet: Question.objects.visible_to(user, facet)
        for facet in Facet
    },
    "question": Question.objects.known_to,
    "owned": Question.objects.led_by,
    "summary": Summary.objects.visible_to,
    "full text": FullText.objects.visible_to,
    "move": Move.objects.visible_to,
    "draft": Draft.objects.visible_to,
    "descent": Descent.objects.visible_to,
    "scoring": Scoring.objects.visible_to,
    **{name: TABLES[name]._default_manager.visible_to for name in ADDITIONS},
    "assent": Assent.objects.visible_to,
    "glimpse": Glimpse.objects.visible_to,
    "run": MatchRun.objects.visible_to,
    "suggestion, as told": Suggestion.objects.visible_to,
    "decision, of those found": Decision.objects.visible_to,
    **{name: TABLES[name]._default_manager.visible_to for name in OF_PAIRS},
    "clearance": Clearance.objects.visible_to,
    "researcher": Researcher.objects.visible_to,
}


def by_filter(user: User, names: Collection[str] = tuple(FILTERS)) -> dict[str, set[str]]:
    """What the first wall lets somebody see: called as the owner, it stands alone. Keys as text."""
    found = {name: FILTERS[name](user).order_by().values_list("pk", flat=True) for name in names}
    return as_text({name: set(keys) for name, keys in found.items()})


def expected_of_filters(asker: Asker, ruled: dict[str, Keys], seen: Seen) -> dict[str, Keys]:
    """What `by_filter` has to give, by the rule."""
    both = asker.ruled[M], asker.ruled[FULL_MATCHES]
    named = {f"question, {facet}": keys for facet, keys in asker.ruled.items()}
    same = {name: ruled[name] for name in FILTERS if name in ruled}
    others = {
        "owned": asker.owned,
        "run": seen.keys(
            "run", lambda run: run.question_id in both[run.basis == MatchRun.Basis.FULL_TEXT]
        ),
        "suggestion, as told": seen.keys("suggestion", lambda row: is_told(row, asker, seen)),
        "decision, of those found": seen.keys("decision", lambda row: row.question_id in both[0]),
        "researcher": seen.keys("researcher", lambda row: is_listed(row, asker)),
    }
    return named | same | others


def is_listed(row: Researcher, asker: Asker) -> bool:
    """Whether somebody may see an entry: coordinators all, others those shown them and their own.

    Whom no organisation has confirmed is shown what is for anybody.
    """
    user = asker.user
    if user.is_active and Role.COORDINATOR in user.roles and user.is_confirmed:
        return row.merged_into_id is None
    stands = row.user_id and row.sent_at and row.merged_into_id is None
    is_shown = bool(stands) and row.shows_profile >= (1 if user.is_confirmed else 2)
    return bool(user.roles) and (is_shown or row.user_id == user.pk)


def is_told(row: Suggestion, asker: Asker, seen: Seen) -> bool:
    """Whether a page may show somebody a suggestion; the database lets through some more.

    A coordinator what was found for the summary that stands; an owner the shortlist of that, and
    all that was found for the full text; a researcher themselves, if near the top or if answered.
    """
    ruled, roles, question = asker.ruled, asker.user.roles, row.run.question_id
    if row.run.basis == MatchRun.Basis.FULL_TEXT:
        return Role.POLICE_LEAD in roles and question in ruled[FULL_MATCHES]
    if not seen.stands(row.run):
        return False
    is_mine = row.researcher.user_id == asker.user.pk and question in ruled[E]
    is_near = row.rank is not None and row.rank <= 15
    answered, chosen = (
        seen.said(row, voice) & answers
        for voice, answers in (("researcher", {"could-help", "not-me"}), ("coordinator", CHOSEN))
    )
    return (
        (Role.COORDINATOR in roles and question in ruled[M])
        or (Role.POLICE_LEAD in roles and question in ruled[FULL_MATCHES] and bool(chosen))
        or (Role.ACADEMIC in roles and is_mine and (is_near or bool(answered)))
    )
