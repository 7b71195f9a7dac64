"""What waits for the person who signed in."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Window, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access_log
from accounts.access import SignedInRequest
from accounts.access_log import Verb
from accounts.models import Mail, Membership, User
from accounts.permissions import Permission
from clearances.models import CeilingChange, Clearance
from matching.models import GIVEN_BY_RESEARCHERS, Decision, MatchRun, Suggestion, stands
from matching.rows import rows
from matching.silence import silent
from priorities.models import Question, words_for
from priorities.policy import Facet

MOST_SHOWN = 10


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """One queue for each role a person holds, oldest first."""
    context = {}
    if request.user.can(Permission.MATCH_RUN):
        context["coordinator"] = _for_coordinator(request.user)
    if request.user.can(Permission.QUESTION_POST):
        context["lead"] = _for_lead(request.user)
    if request.user.can(Permission.MATCH_ANSWER):
        context["researcher"] = _for_researcher(request.user)
    if request.user.can(Permission.CLEARANCE_RECORD):
        context["verifier"] = _for_verifier(request.user)
    if request.user.can(Permission.MAIL_SETTLE):
        context["mails_in_doubt"] = Mail.objects.unsettled().count()
    if request.user.can(Permission.MEMBER_ADMIT) or request.user.contact_point_of:
        context["to_settle"] = Membership.objects.to_settle_by(request.user).count()
    return render(request, "matching/home.html", context)


def _for_coordinator(user: User) -> dict[str, dict[str, Any]]:
    known = Question.objects.known_to(user).select_related("organisation")
    questions = known.filter(pk__in=_keys(user, Facet.MATCHES))
    runs = MatchRun.objects.filter(question=OuterRef("pk"), basis=MatchRun.Basis.SUMMARY)
    shortlists = Decision.objects.standing().filter(
        question=OuterRef("pk"), answer=Decision.Answer.SHORTLISTED
    )
    finished = Exists(runs.current().filter(state=MatchRun.State.DONE))
    active = Exists(runs.active())
    queues = {
        "silent": _first(silent(user).select_related("organisation", "lead")),
        "unmatched": _oldest(questions.filter(~finished, ~active)),
        "under_way": _oldest(questions.filter(active)),
        "unreleased": _oldest(known.exclude(pk__in=_keys(user, Facet.EXISTENCE))),
        "leaderless": _oldest(known.without_lead()),
        "undecided": _oldest(questions.filter(finished, ~active, ~Exists(shortlists))),
        "offers": _waiting(Decision.objects.visible_to(user).offers()),
        "refused": _waiting(Decision.objects.visible_to(user).refused()),
    }
    _read(queues, user)
    return queues


def _read(queues: dict[str, dict[str, Any]], user: User) -> None:
    """Fetch for all queues at once what the person may read of their questions."""
    rows = [row for queue in queues.values() for row in queue["rows"]]
    questions = [row if isinstance(row, Question) else row.question for row in rows]
    prefetch_related_objects(questions, *words_for(user))


def _keys(user: User, facet: Facet) -> QuerySet[Any]:
    return Question.objects.visible_to(user, facet).order_by().values("pk")


def _waiting(decisions: QuerySet[Decision]) -> dict[str, Any]:
    """The answers that have waited longest for a coordinator."""
    with_names = decisions.select_related("researcher", "by", "question")
    return _first(with_names.order_by("at", "id"))


def _oldest(questions: QuerySet[Question]) -> dict[str, Any]:
    """The questions that have waited longest."""
    return _first(questions.order_by("posted_at", "id"))


def _first(queue: QuerySet[Any]) -> dict[str, Any]:
    """The first few of a queue and how many there are in all; one query."""
    rows = list(queue.annotate(of_all=Window(Count("*")))[:MOST_SHOWN])
    return {"rows": rows, "count": rows[0].of_all if rows else 0}


def _for_lead(user: User) -> dict[str, object]:
    mine = Question.objects.led_by(user).for_reading(user)
    names = Suggestion.objects.visible_to(user).shortlist().filter(run__question__in=mine)
    to_answer = names.exclude(
        stands(Decision.Voice.LEAD, [Decision.Answer.YES, Decision.Answer.NO])
    )
    waiting = to_answer.order_by().values("run__question").annotate(names=Count("pk"))
    counts = {row["run__question"]: row["names"] for row in waiting}
    first = mine.filter(pk__in=counts).order_by("posted_at")[:MOST_SHOWN]
    rest = mine.exclude(pk__in=counts).order_by("-posted_at")[:MOST_SHOWN]
    questions = [*first, *rest][:MOST_SHOWN]
    return {
        "questions": [(question, counts.get(question.pk, 0)) for question in questions],
        "count": mine.count(),
    }


def _for_researcher(user: User) -> dict[str, object]:
    matches = Suggestion.objects.visible_to(user).told_to(user)
    given = stands(Decision.Voice.RESEARCHER, GIVEN_BY_RESEARCHERS)
    unanswered = matches.exclude(given)
    shown = rows(unanswered.for_listing(user)[:MOST_SHOWN], user)
    if shown:
        access_log.note(by=user, verb=Verb.READ, facet=access_log.Facet.MATCHES)
    return {
        "unanswered": shown,
        "count": unanswered.count(),
        "answered": matches.filter(given).count(),
    }


def _for_verifier(user: User) -> dict[str, object]:
    ending = Clearance.objects.ending(timezone.localdate()).order_by()
    proposals = CeilingChange.objects.open().exclude(proposed_by=user)
    return {
        "ending": ending.values("person").distinct().count(),
        "proposals": proposals.count(),
    }
