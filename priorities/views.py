"""Pages about questions and themes."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import access_log
from accounts.access import SignedInRequest, requires
from accounts.access_log import Facet, Verb
from accounts.history import changes
from accounts.models import Organisation
from accounts.permissions import Permission
from pages.answers import form_page
from pages.listing import Column, Listing
from priorities import services
from priorities.forms import (
    LeadForm,
    PublishedQuestionsForm,
    QuestionFilterForm,
    QuestionForm,
    ReadingsForm,
    ThemeForm,
)
from priorities.models import Question, Theme

PEOPLE = ("organisation", "posted_by", "lead")
QUESTION_COLUMNS = [
    Column("Question", lambda question: question.words),
    Column("Background", lambda question: question.background),
    Column("What would help", lambda question: question.wanted),
    Column("Posted by", lambda question: question.organisation.name),
    Column("Police lead", lambda question: question.lead.name),
    Column("Posted on", lambda question: timezone.localdate(question.posted_at).isoformat()),
    Column("Themes", lambda question: "; ".join(t.name for t in question.themes.all())),
    Column("Source", lambda question: question.source_title),
    Column("Source address", lambda question: question.source_url),
    Column("Licence", lambda question: question.source_licence),
]


def question_list(request: SignedInRequest) -> HttpResponse:
    """The questions the reader may see, with filters; also as CSV."""
    visible = Question.objects.visible_to(request.user)
    organisations = Organisation.objects.filter(pk__in=visible.values("organisation"))
    listing = Listing(
        request,
        visible.select_related(*PEOPLE).prefetch_related("themes"),
        QUESTION_COLUMNS,
        "questions",
        noun=("question", "questions"),
        filter_form=QuestionFilterForm(request.GET, organisations=organisations),
    )
    return listing.respond(
        "priorities/question_list.html", fragment="priorities/_question_list.html"
    )


def question_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One question: the words as posted first, then all that was added."""
    question = get_object_or_404(
        Question.objects.visible_to(request.user).select_related(*PEOPLE), pk=pk
    )
    context = {
        "question": question,
        "readings": question.readings.select_related("theme", "by"),
        "is_lead": question.is_led_by(request.user),
        "has_no_lead": Question.objects.without_lead().filter(pk=pk).exists(),
    }
    access_log.note(by=request.user, verb=Verb.READ, target=question, facet=Facet.FULL_TEXT)
    return render(request, "priorities/question_detail.html", context)


@requires(Permission.QUESTION_POST)
def question_new(request: SignedInRequest) -> HttpResponse:
    """Post a question; sent twice, it is posted once."""
    form = QuestionForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        try:
            question = services.post(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            context["earlier"] = _sent_before(request, form)
        else:
            said = "Your question is posted. A coordinator will look for people."
            messages.success(request, said)
            return redirect("priorities:question", question.pk)
    return form_page(request, "priorities/question_new.html", context)


def _sent_before(request: SignedInRequest, form: QuestionForm) -> Question | None:
    """The question that this page made, now that it comes again with other words."""
    sent = form.cleaned_data["submission"]
    # Sent once more, what is typed now makes a question of its own.
    form.data = request.POST.copy()
    form.data["submission"] = str(uuid.uuid4())
    mine = Question.objects.visible_to(request.user).filter(posted_by=request.user)
    return mine.filter(submission=sent).first()


@requires(Permission.QUESTION_IMPORT)
def question_import(request: SignedInRequest) -> HttpResponse:
    """Take up published questions from a file, all of them or none."""
    form = PublishedQuestionsForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        rows, membership = form.cleaned_data["file"], form.cleaned_data["lead"]
        added = services.adopt_published(
            rows=rows,
            by=request.user,
            lead=membership.user,
            organisation=membership.organisation,
        )
        messages.success(request, f"{len(added)} added, {len(rows) - len(added)} already here.")
        return redirect("priorities:questions")
    return form_page(request, "priorities/question_import.html", {"form": form})


@requires(Permission.QUESTION_HAND_OVER)
def question_lead(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand a question to another police lead of its organisation."""
    visible = Question.objects.visible_to(request.user)
    question = get_object_or_404(visible.select_related("organisation", "lead"), pk=pk)
    form = LeadForm(request.POST or None, question=question)
    if form.is_valid():
        try:
            services.hand_over(question=question, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{question.lead.name} answers for it from now on.")
            return redirect("priorities:question", question.pk)
    context = {"form": form, "question": question}
    return form_page(request, "priorities/question_lead.html", context)


@requires(Permission.QUESTION_CATEGORISE)
def question_readings(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Read a question under themes, after it was posted and never instead of its words."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    ticked = [reading.theme.slug for reading in question.readings.select_related("theme")]
    form = ReadingsForm(request.POST or None, initial={"themes": ticked, "shown": ticked})
    if form.is_valid():
        services.change_readings(question=question, by=request.user, **form.changes())
        messages.success(request, "Readings saved.")
        return redirect("priorities:question", question.pk)
    context = {"form": form, "question": question}
    return form_page(request, "priorities/question_readings.html", context)


def theme_list(request: SignedInRequest) -> HttpResponse:
    """All themes, those in force first, with the questions read under each that one may see."""
    visible = Question.objects.visible_to(request.user).order_by()
    today = timezone.localdate()
    themes = Theme.objects.annotate(
        question_count=Count("questions", filter=Q(questions__in=visible), distinct=True),
        stands=Exists(Theme.objects.on(today).filter(pk=OuterRef("pk"))),
    ).order_by("-stands", "name", "pk")
    listing = Listing(
        request,
        themes,
        [
            Column("Theme", lambda theme: theme.name),
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


def theme_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """One theme and the questions read under it."""
    theme = get_object_or_404(Theme, slug=slug)
    questions = Question.objects.visible_to(request.user).read_under(theme)
    listing = Listing(
        request,
        questions.select_related(*PEOPLE).prefetch_related("themes"),
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
            theme = services.save_theme(theme=form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{theme.name} saved.")
            return redirect("priorities:theme", theme.slug)
    return form_page(request, "priorities/theme_edit.html", {"form": form, "theme": theme})


@requires(Permission.THEME_EDIT)
def theme_history(request: SignedInRequest, slug: str) -> HttpResponse:
    """What became of a theme: who changed what, when."""
    theme = get_object_or_404(Theme, slug=slug)
    return render(
        request, "priorities/theme_history.html", {"theme": theme, "changes": changes(theme)}
    )
