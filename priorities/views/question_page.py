"""What stands on the page of one question, beside its words: for each reader what they may see."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts import mail
from accounts.access import SignedInRequest
from accounts.markings import Marking
from priorities.models import (
    Attachment,
    BreakGlass,
    Descent,
    Note,
    Question,
    Release,
    Remarking,
    RubricWord,
    Scoring,
    Version,
)
from priorities.policy import Facet
from priorities.stages import ENDS, WAY, State
from priorities.views.access import grants_of
from priorities.views.reading import Position, position


def context_of(request: SignedInRequest, question: Question) -> dict[str, Any]:
    """Everything that the template asks for."""
    user, where = request.user, position(request.user, question)
    matches = Question.objects.visible_to(user, Facet.MATCHES).filter(pk=question.pk)
    kin = Descent.objects.visible_to(user).filter(Q(parent=question) | Q(child=question))
    context = {
        "position": where,
        "is_lead": where.owns,
        "is_published": bool(question.released and question.released.source_url),
        **_life(question),
        **_score(request, where, question),
        "readings": question.readings.select_related("theme", "by"),
        "kin": kin.count(),
        "sees_matches": matches.exists(),
        "has_no_lead": Question.objects.without_lead().filter(pk=question.pk).exists(),
        "knows_marking": where.owns or where.reads or where.is_coordinator,
        "mail_is_on": mail.is_on(),
    }
    return (
        context
        | _additions(request, question)
        | _waiting(request, where, question)
        | _opened(request, where, question)
    )


def _life(question: Question) -> dict[str, Any]:
    """Where it stands on its way, and how it came there, the newest first."""
    moves = list(question.moves.select_related("by"))
    here = WAY.index(State(question.state)) if question.state in WAY else None
    return {
        "moves": moves,
        "is_ended": question.state in ENDS,
        "way": [] if here is None else [(one.label, n - here) for n, one in enumerate(WAY)],
    }


def _score(request: SignedInRequest, where: Position, question: Question) -> dict[str, Any]:
    """How pressing it is held to be, the newest first, each in the words of its time."""
    scorings = Scoring.objects.visible_to(request.user).filter(question=question)
    found = list(scorings.select_related("by"))
    kept = list(RubricWord.objects.all()) if found else []
    return {
        "sees_score": where.reads or where.is_coordinator,
        "may_score": (where.owns and where.reads) or where.is_coordinator,
        "scorings": [(one, one.in_words(kept)) for one in found],
    }


def _additions(request: SignedInRequest, question: Question) -> dict[str, Any]:
    """Notes and papers that the reader may see; the page bears the highest marking of all."""
    notes = Note.objects.visible_to(request.user).filter(question=question)
    papers = Attachment.objects.visible_to(request.user).filter(question=question)
    shown = {
        "notes": list(notes.select_related("by")),
        "papers": list(papers.select_related("by").defer("content")),
    }
    markings = [Marking(one.marking) for rows in shown.values() for one in rows]
    return shown | {"marking": max([question.shown_marking, *markings]).label}


def _waiting(request: SignedInRequest, where: Position, question: Question) -> dict[str, Any]:
    """What waits for a second person, for owners and for those who could be it; and for owners."""
    if not (where.owns or where.is_second):
        return {}
    versions = Version.objects.visible_to(request.user).filter(question=question, assent=None)
    waiting: dict[str, Any] = {"other_words": versions.count() if where.owns else 0}
    return waiting | {
        name: kind.objects.open().filter(question=question).select_related("proposed_by").first()
        for name, kind in (("release", Release), ("remarking", Remarking))
    }


def _opened(request: SignedInRequest, where: Position, question: Question) -> dict[str, Any]:
    """To whom it is open: grants for its owner, broken glass for owner and coordinators."""
    now = timezone.now()
    opened: dict[str, Any] = {}
    if where.owns:
        opened["grants"] = grants_of(question).live(now)
    if where.owns or where.is_coordinator:
        glass = BreakGlass.objects.filter(question=question)
        people = glass.select_related("proposed_by", "confirmed_by")
        opened["live_glass"] = list(people.live(now))
        opened["past_glass"] = list(people.filter(until__lte=now))
    if where.is_coordinator:
        opened["asked"] = glass.open().filter(proposed_by=request.user).first()
    return opened
