"""Pages about themes, and about reading questions under them."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, requires
from accounts.history import changes
from accounts.permissions import Permission
from pages.answers import form_page
from pages.listing import Column, Listing
from priorities.forms.themes import ReadingsForm, ThemeForm
from priorities.models import Question, Theme
from priorities.services import themes
from priorities.views.questions import QUESTION_COLUMNS
from priorities.views.reading import as_rows, read_by


@requires(Permission.QUESTION_CATEGORISE)
def question_readings(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Read a question under themes, after it was posted and never instead of its words."""
    question = get_object_or_404(read_by(request.user), pk=pk)
    ticked = [reading.theme.slug for reading in question.readings.select_related("theme")]
    form = ReadingsForm(request.POST or None, initial={"themes": ticked, "shown": ticked})
    if form.is_valid():
        themes.change_readings(question=question, by=request.user, **form.changes())
        messages.success(request, "Readings saved.")
        return redirect("priorities:question", question.pk)
    context = {"form": form, "question": question}
    return form_page(request, "priorities/question_readings.html", context)


@require_safe
def theme_list(request: SignedInRequest) -> HttpResponse:
    """All themes, those in force first, with the questions read under each that one may see."""
    visible = Question.objects.visible_to(request.user).order_by()
    today = timezone.localdate()
    rows = Theme.objects.annotate(
        question_count=Count("questions", filter=Q(questions__in=visible), distinct=True),
        stands=Exists(Theme.objects.on(today).filter(pk=OuterRef("pk"))),
    ).order_by("-stands", "name", "pk")
    listing = Listing(
        request,
        rows,
        [
            Column("Theme", lambda theme: theme.name),
            Column("Kind", lambda theme: theme.get_kind_display()),
            Column("Description", lambda theme: theme.description),
            Column("From", lambda theme: theme.starts_on.isoformat()),
            Column("Until", lambda theme: theme.ends_on.isoformat() if theme.ends_on else ""),
            Column("Questions", lambda theme: theme.question_count),
        ],
        "themes",
        noun=("theme", "themes"),
    )
    return listing.respond(
        "priorities/theme_list.html", {"today": today}, fragment="priorities/_theme_list.html"
    )


@require_safe
def theme_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """One theme and the questions read under it."""
    theme = get_object_or_404(Theme, slug=slug)
    questions = read_by(request.user).read_under(theme)
    listing = Listing(
        request,
        as_rows(questions, request.user),
        QUESTION_COLUMNS,
        f"theme-{theme.slug}",
        noun=("question", "questions"),
        about=theme,
    )
    return listing.respond(
        "priorities/theme_detail.html", {"theme": theme}, fragment="priorities/_question_list.html"
    )


@requires(Permission.THEME_EDIT)
def theme_edit(request: SignedInRequest, slug: str | None = None) -> HttpResponse:
    """Add a theme, or change its words and days."""
    theme = get_object_or_404(Theme, slug=slug) if slug else Theme()
    form = ThemeForm(request.POST or None, instance=theme)
    if form.is_valid():
        try:
            theme = themes.save_theme(theme=form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{theme.name} saved.")
            return redirect("priorities:theme", theme.slug)
    return form_page(request, "priorities/theme_edit.html", {"form": form, "theme": theme})


@require_safe
@requires(Permission.THEME_EDIT)
def theme_history(request: SignedInRequest, slug: str) -> HttpResponse:
    """What became of a theme: who changed what, when."""
    theme = get_object_or_404(Theme, slug=slug)
    return render(
        request, "priorities/theme_history.html", {"theme": theme, "changes": changes(theme)}
    )
