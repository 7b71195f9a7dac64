"""Who may speak with which voice; what anybody sees is each QuerySet's `visible_to`."""

import uuid

from accounts.models import User
from accounts.permissions import Permission

COORDINATOR, LEAD, RESEARCHER = "coordinator", "lead", "researcher"
SPEAKS = {
    COORDINATOR: Permission.SUGGESTION_DECIDE,
    LEAD: Permission.SHORTLIST_ANSWER,
    RESEARCHER: Permission.MATCH_ANSWER,
}


def may_speak(user: User, voice: str, *, leads: bool, researcher: uuid.UUID) -> bool:
    """Whether the person may answer with a voice about one pair.

    `leads` says whether they answer for the question today, `researcher` is the account of the
    one suggested.
    """
    if not user.can(SPEAKS[voice]):
        return False
    return {COORDINATOR: True, LEAD: leads, RESEARCHER: user.pk == researcher}[voice]
