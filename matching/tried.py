"""What other words of a question would change in who is found for it."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F

from accounts.models import User
from matching.models import MatchRun, Suggestion
from priorities.models import Assent, Question, Version
from researchers.models import Researcher

FULL_TEXT = MatchRun.Basis.FULL_TEXT


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody's place for the words that stand and for those that are tried; None: no place."""

    researcher: Researcher
    before: int | None
    after: int | None

    @property
    def in_words(self) -> str:
        """What becomes of them, in the order in which a page names it."""
        shown = settings.MATCHING_SHOWN
        was, will = _is_shown(self.before, shown), _is_shown(self.after, shown)
        if not was:
            return "comes in"
        if not will or self.before is None or self.after is None:
            return "drops out"
        moved = self.before - self.after
        return "same place" if not moved else f"{'up' if moved > 0 else 'down'} {abs(moved)}"


def runs(question: Question, version: Version) -> tuple[MatchRun | None, MatchRun | None]:
    """The newest finished runs to compare: for the words that stand or stood, and for others."""
    stood = MatchRun.objects.on(question, FULL_TEXT).filter(state=MatchRun.State.DONE)
    given = Assent.objects.filter(question=question).given()
    taken = given.filter(version=version).first()
    if taken:
        stood = stood.filter(requested_at__lt=taken.at)
        given = given.filter(at__lt=taken.at)
    if since := given.last():
        stood = stood.filter(requested_at__gte=since.at)
    tried = MatchRun.objects.on(question, FULL_TEXT, version).filter(state=MatchRun.State.DONE)
    return tuple(found.order_by("-finished_at").first() for found in (stood, tried))


def is_outdated(run: MatchRun | None) -> bool:
    """Whether the words were changed since people were looked for with all of them."""
    if run is None or run.basis != FULL_TEXT:
        return False
    given = Assent.objects.filter(question=run.question_id).given()
    return given.filter(at__gt=run.requested_at).exists()


def changes(before: MatchRun, after: MatchRun, user: User) -> list[Change]:
    """Everybody who is among the closest for one of two runs, by their place for the second."""
    rows = Suggestion.objects.visible_to(user).filter(run__in=[before, after])
    closest = rows.filter(rank__lte=settings.MATCHING_SHOWN).order_by().values("researcher")
    found = rows.filter(researcher__in=closest).select_related("researcher__organisation")
    ranks: dict[Researcher, dict[object, int | None]] = {}
    for row in found.order_by(F("rank").asc(nulls_last=True), "pk"):
        ranks.setdefault(row.researcher, {})[row.run_id] = row.rank
    every = [Change(who, by.get(before.pk), by.get(after.pk)) for who, by in ranks.items()]
    return sorted(every, key=lambda one: (one.after is None, one.after, one.before))


def _is_shown(rank: int | None, shown: int) -> bool:
    return rank is not None and rank <= shown
