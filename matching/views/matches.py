"""The coordinator's ranked list for one question, and the police lead's shortlist."""

import uuid
from collections.abc import Callable
from functools import partial
from itertools import chain

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts import access_log
from accounts.access import SignedInRequest, requires
from accounts.markings import Marking
from accounts.models import User
from accounts.permissions import Permission
from matching.conflicts import may_be_warned, warned
from matching.forms.lists import MatchFilterForm, OwnerFilterForm
from matching.models import Decision, Exclusion, MatchRun, Suggestion, SuggestionQuerySet
from matching.rows import Row, rows, shortlisted
from matching.tried import is_outdated
from pages.listing import Column, FilterForm, Listing
from priorities.models import Question
from priorities.policy import Facet
from researchers.models import Researcher
from researchers.sections import Section


def _said(voice: str, label: str) -> list[Column]:
    """The columns of one voice's standing answer: what, why, who, when."""
    read: list[tuple[str, Callable[[Decision], object]]] = [
        ("", lambda decision: decision.get_answer_display()),
        (" reason", lambda decision: decision.reason),
        (" by", lambda decision: decision.by.name),
        (" at", lambda decision: decision.at),
    ]
    return [
        Column(
            f"{label}{suffix}",
            lambda row, get=get: get(found) if (found := getattr(row, voice)) else "",
        )
        for suffix, get in read
    ]


def _evidence(row: Row) -> str:
    return " | ".join(
        f"{item['sentence']} ({item['kind']}: {item['title']})"
        if item["title"]
        else f"{item['sentence']} ({item['kind']})"
        for item in row.evidence
    )


def _if_shown(row: Row, section: Section, words: str) -> str:
    return words if section in row.suggestion.researcher.shown else ""


def marking_of_row(row: Row) -> Marking:
    """The marking of what a row quotes: that of what the reader may read of its question."""
    return row.suggestion.run.question.shown_marking


def basis_for(user: User, question: Question) -> MatchRun.Basis:
    """What people are compared with: for the owner all words, for a coordinator the released."""
    if question.is_led_by(user):
        return MatchRun.Basis.FULL_TEXT if question.full else MatchRun.Basis.SUMMARY
    return MatchRun.Basis.SUMMARY


COLUMNS = [
    Column("Marking", lambda row: marking_of_row(row).label),
    Column("Rank", lambda row: row.suggestion.rank or ""),
    Column("Name", lambda row: str(row.suggestion.researcher)),
    Column("Score", lambda row: _rounded(row.suggestion.score)),
    Column("Meaning", lambda row: _rounded(row.suggestion.meaning)),
    Column("Shared words", lambda row: _rounded(row.suggestion.words)),
    Column(
        "Disciplines",
        lambda row: _if_shown(
            row,
            Section.PROFILE,
            "; ".join(e.discipline.name for e in row.suggestion.researcher.expertise.all()),
        ),
    ),
    Column("Organisation", lambda row: row.suggestion.researcher.organisation.name),
    Column(
        "Availability",
        lambda row: _if_shown(
            row, Section.AVAILABILITY, row.suggestion.researcher.get_availability_display()
        ),
    ),
    Column("Evidence", _evidence),
    Column("To note", lambda row: " ".join(row.warnings)),
    *chain.from_iterable(_said(voice, voice.label) for voice in Decision.Voice),
]


# What a researcher answers goes to the coordinators only, and so do interests.
LEAD_COLUMNS = [
    column for column in COLUMNS if not column.heading.startswith(("Researcher", "To note"))
]


def _rounded(number: float | None) -> float | str:
    return "" if number is None else round(number, 4)


@require_safe
def match_list(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Everybody the newest run ranked for a question, best first, with filters; also as CSV.

    A coordinator sees what was found for the released summary, the owner for the full text.
    """
    known = Question.objects.visible_to(request.user, Facet.MATCHES).for_reading(request.user)
    question = get_object_or_404(known, pk=pk)
    basis = basis_for(request.user, question)
    runs = MatchRun.objects.on(question, basis).select_related("requested_by")
    done = runs.current().filter(state=MatchRun.State.DONE)
    finished = done.order_by("-finished_at").first()
    suggestions = Suggestion.objects.visible_to(request.user).filter(run=finished)
    decides = request.user.can(Permission.SUGGESTION_DECIDE)
    filters = MatchFilterForm if decides else OwnerFilterForm
    filter_form = filters(request.GET, reader=request.user) if finished else None
    listing = _of_people(request, suggestions, question, filename="matches", form=filter_form)
    context = {
        "question": question,
        "run": finished,
        "newest": runs.order_by("-requested_at").first(),
        "is_outdated": is_outdated(finished),
        "shortlisted": shortlisted(question),
        "left_out": left_out(request.user, question),
        "may_decide": decides and basis == MatchRun.Basis.SUMMARY,
        "marking": question.shown_marking.label,
    }
    return listing.respond(
        "matching/match_list.html", context, fragment="matching/_match_list.html"
    )


def left_out(user: User, question: Question) -> list[Exclusion]:
    """Who asked not to be suggested for a question, each once: for coordinators, with names."""
    if not may_be_warned(user, question):
        return []
    against = Exclusion.objects.visible_to(user).against(question.pk)
    standing = against.filter(researcher__in=Researcher.objects.matchable())
    found = standing.select_related("researcher").order_by("researcher__name", "researcher")
    return list({one.researcher_id: one for one in found}.values())


def _of_people(
    request: SignedInRequest,
    suggestions: SuggestionQuerySet,
    question: Question,
    *,
    filename: str,
    form: FilterForm | None = None,
) -> Listing:
    """A list of people for one question, with what the reader may know of each."""
    decides = request.user.can(Permission.SUGGESTION_DECIDE)
    return Listing(
        request,
        suggestions.for_listing(request.user),
        COLUMNS if decides else LEAD_COLUMNS,
        filename,
        noun=("person", "people"),
        filter_form=form,
        present=partial(warned, question=question, user=request.user),
        about=question,
        facet=access_log.Facet.MATCHES,
        marking_of=marking_of_row,
    )


@require_safe
def shortlist(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The names shortlisted for a question, for its police lead to answer."""
    known = Question.objects.visible_to(request.user, Facet.MATCHES).for_reading(request.user)
    question = get_object_or_404(known, pk=pk)
    is_lead = question.is_led_by(request.user)
    suggestions = Suggestion.objects.visible_to(request.user).shortlist(question)
    listing = _of_people(request, suggestions, question, filename="shortlist")
    context = {
        "question": question,
        "marking": question.shown_marking.label,
        "may_answer": is_lead and request.user.can(Permission.SHORTLIST_ANSWER),
    }
    return listing.respond("matching/shortlist.html", context, fragment="matching/_shortlist.html")


@require_safe
@requires(Permission.MATCH_ANSWER)
def my_matches(request: SignedInRequest) -> HttpResponse:
    """The questions a researcher is among the closest for, and why."""
    own = Suggestion.objects.visible_to(request.user).told_to(request.user)
    suggestions = own.order_by("rank", "-run__finished_at", "pk")
    listing = Listing(
        request,
        suggestions.for_listing(request.user),
        [
            Column("Marking", lambda row: marking_of_row(row).label),
            Column("Question", lambda row: row.suggestion.run.question.text.words),
            Column("Posted by", lambda row: row.suggestion.run.question.organisation.name),
            Column("Place", lambda row: row.suggestion.rank),
            Column("Evidence", _evidence),
            *_said(Decision.Voice.RESEARCHER, "Your answer"),
        ],
        "my-matches",
        noun=("question", "questions"),
        present=partial(rows, reader=request.user),
        facet=access_log.Facet.MATCHES,
        marking_of=marking_of_row,
    )
    return listing.respond("matching/my_matches.html", fragment="matching/_my_matches.html")
