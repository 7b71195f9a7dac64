from django.urls import path, register_converter

from priorities.steps import Step
from priorities.views import (
    access,
    additions,
    drafts,
    feed,
    handling,
    lineage,
    moves,
    questions,
    rubric,
    themes,
    versions,
)


class StepConverter:
    """A step in an address; any other word there is no address."""

    regex = "|".join(Step)

    def to_python(self, value: str) -> Step:
        """Give the step of the word."""
        return Step(value)

    def to_url(self, value: str) -> str:
        """Give the word of the step."""
        return str(value)


register_converter(StepConverter, "step")
app_name = "priorities"
urlpatterns = [
    path("questions", questions.question_list, name="questions"),
    path("questions/new", drafts.question_new, name="question-new"),
    path("questions/drafts/<uuid:pk>/check", drafts.draft_check, name="draft-check"),
    path("questions/drafts/<uuid:pk>/delete", drafts.draft_delete, name="draft-delete"),
    path("questions/drafts/<uuid:pk>/<step:step>", drafts.draft_step, name="draft-step"),
    path("questions/import", questions.question_import, name="question-import"),
    path("questions/public.rss", feed.public_feed, name="public-feed"),
    path("questions/mine", moves.my_questions, name="my-questions"),
    path("questions/<uuid:pk>", questions.question_detail, name="question"),
    path("questions/<uuid:pk>/lead", questions.question_lead, name="question-lead"),
    path("questions/<uuid:pk>/themes", themes.question_readings, name="question-readings"),
    path("questions/<uuid:pk>/release", handling.question_release, name="question-release"),
    path("questions/<uuid:pk>/withdraw", handling.question_withdraw, name="question-withdraw"),
    path("questions/<uuid:pk>/marking", handling.question_marking, name="question-marking"),
    path("questions/<uuid:pk>/handling", handling.question_handling, name="question-handling"),
    path("questions/<uuid:pk>/move", moves.question_move, name="question-move"),
    path("questions/<uuid:pk>/maturity", moves.question_maturity, name="question-maturity"),
    path("questions/<uuid:pk>/priority", rubric.question_priority, name="question-priority"),
    path("questions/<uuid:pk>/close", moves.question_close, name="question-close"),
    path("questions/<uuid:pk>/reopen", moves.question_reopen, name="question-reopen"),
    path("questions/<uuid:pk>/history", handling.question_history, name="question-history"),
    path("questions/<uuid:pk>/readers", access.question_readers, name="question-readers"),
    path(
        "questions/<uuid:pk>/break-glass",
        access.question_break_glass,
        name="question-break-glass",
    ),
    path("questions/<uuid:pk>/notes", additions.question_notes, name="question-notes"),
    path(
        "questions/<uuid:pk>/attachments",
        additions.question_attachments,
        name="question-attachments",
    ),
    path(
        "questions/<uuid:pk>/assumptions",
        additions.question_assumptions,
        name="question-assumptions",
    ),
    path(
        "assumptions/<uuid:pk>/challenge",
        additions.assumption_challenge,
        name="assumption-challenge",
    ),
    path("questions/<uuid:pk>/versions", versions.question_versions, name="question-versions"),
    path("versions/<uuid:pk>/answer", versions.version_answer, name="version-answer"),
    path("questions/<uuid:pk>/lineage", lineage.question_lineage, name="question-lineage"),
    path("lineage/<uuid:pk>/part", lineage.descent_part, name="descent-part"),
    path("questions/<uuid:pk>/known", additions.question_known, name="question-known"),
    path("release/<uuid:pk>/settle", handling.release_settle, name="release-settle"),
    path("release/<uuid:pk>/drop", handling.release_drop, name="release-drop"),
    path("remarking/<uuid:pk>/settle", handling.remarking_settle, name="remarking-settle"),
    path("remarking/<uuid:pk>/drop", handling.remarking_drop, name="remarking-drop"),
    path("grant/<uuid:pk>/revoke", access.grant_revoke, name="grant-revoke"),
    path("break-glass", access.glass_list, name="break-glass"),
    path("break-glass/<uuid:pk>/settle", access.glass_settle, name="glass-settle"),
    path("break-glass/<uuid:pk>/drop", access.glass_drop, name="glass-drop"),
    path("attachments/<uuid:pk>", additions.attachment, name="attachment"),
    path("priority-words", rubric.rubric_words, name="rubric-words"),
    path("themes", themes.theme_list, name="themes"),
    path("themes/new", themes.theme_edit, name="theme-new"),
    path("themes/<slug:slug>", themes.theme_detail, name="theme"),
    path("themes/<slug:slug>/edit", themes.theme_edit, name="theme-edit"),
    path("themes/<slug:slug>/history", themes.theme_history, name="theme-history"),
]
