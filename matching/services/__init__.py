"""What people ask of matching, one module a concern."""

from matching.services.decisions import ALREADY_DECIDED, decide, may_speak
from matching.services.formalities import is_accepted, may_settle, settle
from matching.services.replies import reply
from matching.services.runs import cancel, find_people, try_words

__all__ = [
    "ALREADY_DECIDED",
    "cancel",
    "decide",
    "find_people",
    "is_accepted",
    "may_settle",
    "may_speak",
    "reply",
    "settle",
    "try_words",
]
