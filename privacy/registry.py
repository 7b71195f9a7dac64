"""Every field that points to a person or tells of one: whether they get it, what erasure does.

A test walks all models and fails on a field that is not here, so nothing new is forgotten.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.db import models

from accounts.models import User
from researchers.models import Researcher

# What says who somebody is, wherever it stands.
PEOPLE = (User, Researcher)


class Erase(StrEnum):
    """What becomes of what a field holds when its person leaves."""

    DELETE = "delete"  # the row goes
    BLANK = "blank"  # the row stays, its words go
    KEEP = "keep"  # the row stays and leads to a former member without a name


@dataclass(frozen=True)
class Rule:
    """Whether the person is given the row, what erasure does, and for what is kept why."""

    erase: Erase
    reason: str = ""
    is_exported: bool = True
    # How long it is kept, where there is an end. None: as long as what it belongs to.
    months: int | None = None


def kept(reason: str, *, months: int | None = None, exported: bool = True) -> Rule:
    return Rule(Erase.KEEP, reason, exported, months)


DELETE = Rule(Erase.DELETE)
BLANK = Rule(Erase.BLANK)
OF_HISTORY = Rule(Erase.BLANK, "its words go, that something was changed stays", is_exported=False)
OF_A_QUESTION = kept("part of the record of a question, which is the force's")
OF_VETTING = kept("shows on what somebody was let in", months=72)
SETTLED = kept("shows that two people agreed", exported=False)

FIELDS: dict[str, Rule] = {
    "accounts.User.id": BLANK,
    "accounts.Membership.user": kept("shows in what role somebody acted", months=72),
    "accounts.Membership.confirmed_by": kept("shows who let somebody in", exported=False),
    "accounts.Invitation.by": kept("shows who asked somebody in", exported=False),
    "accounts.Invitation.used_by": DELETE,
    "accounts.SignUp.used_by": DELETE,
    "accounts.Mail.to": DELETE,
    "accounts.Mail.by": kept("shows who let a mail go out", exported=False, months=3),
    "accounts.AuditEvent.by": kept("shows who did what; holds ids and no words of theirs"),
    "accounts.AccessEvent.actor": kept("shows who read what; its seals must hold", months=72),
    "clearances.Clearance.person": OF_VETTING,
    "clearances.Clearance.verified_by": SETTLED,
    "clearances.Revocation.by": SETTLED,
    "clearances.CeilingChange.proposed_by": SETTLED,
    "clearances.CeilingChange.confirmed_by": SETTLED,
    "clearances.CeilingChange.dropped_by": SETTLED,
    "researchers.Researcher.user": BLANK,
    "researchers.Researcher.merged_into": kept("leads from one entry to the other", exported=False),
    "researchers.Researcher_approaches.researcher": DELETE,
    "researchers.Expertise.researcher": DELETE,
    "researchers.Output.researcher": DELETE,
    "researchers.LensReading.researcher": DELETE,
    "researchers.Capacity.researcher": DELETE,
    "researchers.Import.researcher": DELETE,
    "researchers.Import.by": DELETE,
    "researchers.AccessNeeds.person": DELETE,
    "researchers.Delegate.researcher": DELETE,
    "researchers.Delegate.assistant": DELETE,
    "researchers.Delegate.named_by": DELETE,
    "researchers.Delegate.ended_by": DELETE,
    "researchers.Merge.kept": kept("shows that two entries were one", exported=False),
    "researchers.Merge.gone": kept("shows that two entries were one", exported=False),
    "researchers.Merge.by": SETTLED,
    "researchers.Merge.undone_by": SETTLED,
    "researchers.Interest.person": DELETE,
    "researchers.Interest.other_person": Rule(Erase.DELETE, is_exported=False),
    "priorities.Question.posted_by": OF_A_QUESTION,
    "priorities.Question.lead": OF_A_QUESTION,
    "priorities.Question_co_owners.user": OF_A_QUESTION,
    "priorities.Reading.by": OF_A_QUESTION,
    "priorities.Move.by": OF_A_QUESTION,
    "priorities.Assumption.by": OF_A_QUESTION,
    "priorities.Challenge.by": OF_A_QUESTION,
    "priorities.Descent.by": OF_A_QUESTION,
    "priorities.KnownWork.by": OF_A_QUESTION,
    "priorities.Scoring.by": OF_A_QUESTION,
    "priorities.RubricWord.by": kept("shows who said what a value means", exported=False),
    "priorities.Version.by": OF_A_QUESTION,
    "priorities.Assent.by": OF_A_QUESTION,
    "priorities.Note.by": OF_A_QUESTION,
    "priorities.Draft.author": DELETE,
    "priorities.Attachment.by": OF_A_QUESTION,
    # Not given away: it names a question that may have been closed to them since.
    "priorities.Grant.person": kept("shows who could read a question", months=72, exported=False),
    "priorities.Grant.by": OF_A_QUESTION,
    "priorities.Grant.revoked_by": SETTLED,
    "priorities.Release.proposed_by": OF_A_QUESTION,
    "priorities.Release.confirmed_by": SETTLED,
    "priorities.Release.dropped_by": SETTLED,
    "priorities.Remarking.proposed_by": OF_A_QUESTION,
    "priorities.Remarking.confirmed_by": SETTLED,
    "priorities.Remarking.dropped_by": SETTLED,
    "priorities.BreakGlass.proposed_by": OF_A_QUESTION,
    "priorities.BreakGlass.confirmed_by": SETTLED,
    "priorities.BreakGlass.dropped_by": SETTLED,
    "matching.MatchRun.requested_by": kept("shows who looked for people", months=12),
    "matching.Suggestion.researcher": DELETE,
    "matching.Exclusion.researcher": DELETE,
    "matching.FirstLook.researcher": DELETE,
    "matching.FirstLook.requested_by": DELETE,
    "matching.PersonSearch.requested_by": DELETE,
    "matching.Hit.researcher": Rule(Erase.DELETE, is_exported=False),
    "matching.Decision.researcher": BLANK,
    "matching.Decision.by": OF_A_QUESTION,
    "matching.Reply.researcher": BLANK,
    "matching.Formality.researcher": OF_A_QUESTION,
    "matching.Formality.owner": OF_A_QUESTION,
    "matching.Formality.by": OF_A_QUESTION,
    "matching.Reply.by": OF_A_QUESTION,
}
# What holds no person, though its name or type may suggest so, with the reason.
NOT_PEOPLE = {
    "pghistory.MiddlewareEvents.user": "a view of the library's that stays empty here",
    "accounts.SignInCount.key": "a hash that is forgotten within a day",
}


def is_history(model: type[models.Model]) -> bool:
    """Whether a table holds what triggers wrote down of another."""
    return hasattr(model, "pgh_created_at")


def fields_of_people() -> dict[str, models.Field]:
    """Every field of every table that points to a person, by its name as in `FIELDS`."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for field in model._meta.concrete_fields
        if field.related_model in PEOPLE
    }


def rule_of(label: str, model: type[models.Model]) -> Rule | None:
    """What is declared of a field; of all tables of histories the same."""
    return OF_HISTORY if is_history(model) else FIELDS.get(label)
