"""What people ask of questions and themes, one module a concern."""

from priorities.services.access import (
    ask_to_break_glass,
    break_glass,
    drop_break_glass,
    grant,
    revoke,
)
from priorities.services.additions import add_note, assume, attach, challenge, link_work
from priorities.services.drafts import begin_draft, save_step, send, throw_away
from priorities.services.handling import (
    change_handling,
    confirm_remarking,
    drop_remarking,
    remark,
)
from priorities.services.lineage import descend, part
from priorities.services.moves import advance, close, move, reopen
from priorities.services.questions import (
    adopt_published,
    change_maturity,
    hand_over,
    post,
    posting_organisation,
)
from priorities.services.release import confirm_release, drop_release, propose_release, withdraw
from priorities.services.rubric import change_words, check_scores, score
from priorities.services.themes import change_readings, save_theme
from priorities.services.versions import answer_version, propose_version

__all__ = [
    "add_note",
    "adopt_published",
    "advance",
    "answer_version",
    "ask_to_break_glass",
    "assume",
    "attach",
    "begin_draft",
    "break_glass",
    "challenge",
    "change_handling",
    "change_maturity",
    "change_readings",
    "change_words",
    "check_scores",
    "close",
    "confirm_release",
    "confirm_remarking",
    "descend",
    "drop_break_glass",
    "drop_release",
    "drop_remarking",
    "grant",
    "hand_over",
    "link_work",
    "move",
    "part",
    "post",
    "posting_organisation",
    "propose_release",
    "propose_version",
    "remark",
    "reopen",
    "revoke",
    "save_step",
    "save_theme",
    "score",
    "send",
    "throw_away",
    "withdraw",
]
