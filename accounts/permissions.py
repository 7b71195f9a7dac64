"""The one file that answers "who may do what"."""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """What a person is in an organisation, for as long as the membership lasts."""

    ACADEMIC = "academic", "Researcher"
    POLICE_LEAD = "police-lead", "Police lead"
    COORDINATOR = "coordinator", "Coordinator"
    VERIFIER = "verifier", "Vetting verifier"
    AUDITOR = "auditor", "Auditor"


class Permission(StrEnum):
    """An act that not everybody may do. Which rows it may be done to is `visible_to`."""

    QUESTION_POST = "question.post"
    QUESTION_IMPORT = "question.import"
    QUESTION_READ_ALL = "question.read-all"
    QUESTION_CATEGORISE = "question.categorise"
    QUESTION_HAND_OVER = "question.hand-over"
    THEME_EDIT = "theme.edit"
    RUBRIC_EDIT = "rubric.edit"
    PERSON_READ_ALL = "person.read-all"
    PERSON_MERGE = "person.merge"
    PERSON_LOAD = "person.load"
    MEMBER_ADMIT = "member.admit"
    MAIL_SETTLE = "mail.settle"
    APPROACH_EDIT = "approach.edit"
    PROFILE_EDIT = "profile.edit"
    MATCH_RUN = "match.run"
    SUGGESTION_DECIDE = "suggestion.decide"
    SHORTLIST_ANSWER = "shortlist.answer"
    MATCH_ANSWER = "match.answer"
    CLEARANCE_RECORD = "clearance.record"
    CEILING_CHANGE = "ceiling.change"
    LOG_READ = "log.read"


PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ACADEMIC: frozenset({Permission.PROFILE_EDIT, Permission.MATCH_ANSWER}),
    Role.POLICE_LEAD: frozenset({Permission.QUESTION_POST, Permission.SHORTLIST_ANSWER}),
    Role.COORDINATOR: frozenset(
        {
            Permission.QUESTION_IMPORT,
            Permission.QUESTION_READ_ALL,
            Permission.QUESTION_CATEGORISE,
            Permission.QUESTION_HAND_OVER,
            Permission.THEME_EDIT,
            Permission.RUBRIC_EDIT,
            Permission.PERSON_READ_ALL,
            Permission.PERSON_MERGE,
            Permission.PERSON_LOAD,
            Permission.MEMBER_ADMIT,
            Permission.MAIL_SETTLE,
            Permission.APPROACH_EDIT,
            Permission.MATCH_RUN,
            Permission.SUGGESTION_DECIDE,
        }
    ),
    Role.VERIFIER: frozenset({Permission.CLEARANCE_RECORD, Permission.CEILING_CHANGE}),
    Role.AUDITOR: frozenset({Permission.LOG_READ}),
}
