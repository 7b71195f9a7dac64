"""The report of how early researchers came in."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access_log
from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from matching import early
from pages.listing import Column, Listing
from priorities.models import Question, words_for


def _day(name: str) -> Any:
    def read(question: Question) -> str:
        at = getattr(question, name)
        return timezone.localdate(at).isoformat() if at else ""

    return read


def _before_any_theme(question: Question) -> str:
    return {None: "", True: "yes", False: "no"}[question.named_first]


COLUMNS = [
    Column("Marking", lambda question: question.shown_marking.label),
    Column("Question", lambda question: question.text.words if question.text else ""),
    Column("Posted by", lambda question: question.organisation.name),
    Column("Posted on", _day("posted_at")),
    Column(
        "How far along when posted", lambda question: question.get_maturity_when_posted_display()
    ),
    Column("First name on", _day("named_at")),
    Column("Days to the first name", lambda question: _or_nothing(early.days(question))),
    Column("First offer on", _day("offered_at")),
    Column("Named before any theme was read into it", _before_any_theme),
]


def _or_nothing(number: int | None) -> int | str:
    return "" if number is None else number


@require_safe
@requires(Permission.MATCH_RUN)
def early_report(request: SignedInRequest) -> HttpResponse:
    """How long it took from a question to the first name, and whether themes came later."""
    found = early.questions(request.user)
    rows = found.select_related("organisation").prefetch_related(*words_for(request.user))
    listing = Listing(
        request,
        rows.order_by("-posted_at", "pk"),
        COLUMNS,
        "how-early",
        noun=("question", "questions"),
        facet=access_log.Facet.MATCHES,
        marking_of=lambda question: question.shown_marking,
    )
    summed = found.order_by().values_list(
        "maturity_when_posted", "posted_at", "named_at", "named_first"
    )
    context = {"shares": early.shares(summed)}
    return listing.respond("matching/early.html", context, fragment="matching/_early.html")
