"""What a coordinator should know before they shortlist somebody; it removes nobody."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership, User
from accounts.permissions import Permission
from matching.models import Exclusion
from matching.rows import Row, rows
from matching.services.load import counts_of
from pages.templatetags.page import uk_date
from priorities.models import Question
from researchers.models import Interest, Researcher

ASKED_NOT_TO_BE = "Asked not to be suggested for this question."


def may_be_warned(user: User, question: Question) -> bool:
    """Whether somebody is told of interests: a coordinator who does not answer for the question."""
    return user.can(Permission.SUGGESTION_DECIDE) and not question.is_led_by(user)


def warned(suggestions: Iterable[object], question: Question, user: User) -> list[Row]:
    """Rows with their warnings, where the reader may be told; a fixed number of queries more."""
    made = rows(suggestions, user)
    if not made or not may_be_warned(user, question):
        return made
    owners = {
        owner.pk: owner
        for owner in User.objects.filter(
            Q(pk=question.lead_id) | Q(pk__in=question.co_owners.values("pk"))
        )
    }
    people = {row.suggestion.researcher.user_id for row in made} - {None}
    said = _interests(user, question, owners, people)
    for member in _members(question, people):
        said[member].append(f"Works at {question.organisation.name}, which posted the question.")
    against = Exclusion.objects.visible_to(user).against(question.pk)
    left_out = set(against.values_list("researcher", flat=True))
    asked = counts_of([row.suggestion.researcher_id for row in made], user)
    for row in made:
        researcher = row.suggestion.researcher
        row.warnings = [ASKED_NOT_TO_BE] if researcher.pk in left_out else []
        row.warnings += said[researcher.user_id]
        row.warnings += _of_time(researcher, asked.get(researcher.pk, (0, 0))[1])
    return made


def _of_time(researcher: Researcher, given: int) -> list[str]:
    """What of somebody's time speaks against asking them; `given`: times it was yes this term."""
    said = []
    if researcher.availability == Researcher.Availability.UNAVAILABLE:
        until = f" until {uk_date(researcher.available_from)}" if researcher.available_from else ""
        said.append(f"Not available{until}.")
    capacity = getattr(researcher, "capacity", None)
    if capacity is None:
        return said
    most = capacity.engagements_per_term
    if most is not None and given >= most:
        times = f"{most} engagement{'' if most == 1 else 's'}"
        said.append(f"Gives {times} a term; {given} yes this term already.")
    if capacity.formats and capacity.Format.WORKSHOP not in capacity.formats:
        said.append(f"Takes part in no workshop, but would: {', '.join(capacity.format_labels)}.")
    return said


def _interests(
    user: User, question: Question, owners: dict[UUID, User], people: set[UUID]
) -> dict[UUID, list[str]]:
    """What people declared in the question's owners and organisation, and its owners in them."""
    names = {_plain(owner.name) for owner in owners.values()}
    declared = Interest.objects.visible_to(user).select_related(
        "person", "other_person", "organisation"
    )
    theirs = Q(person__in=people) & (
        Q(other_person__in=owners) | Q(organisation=question.organisation_id) | ~Q(other_name="")
    )
    of_owners = Q(person__in=owners, other_person__in=people)
    said: dict[UUID, list[str]] = defaultdict(list)
    for interest in declared.filter(theirs | of_owners):
        kind = interest.get_kind_display().lower()
        if interest.person_id in people and _touches(interest, question, owners, names):
            said[interest.person_id].append(
                f"Has declared an interest: {kind}, {interest.in_whom}."
            )
        if interest.person_id in owners and interest.other_person_id in people:
            by = interest.person.name
            said[interest.other_person_id].append(f"{by} has declared an interest in them: {kind}.")
    return said


def _touches(
    interest: Interest, question: Question, owners: dict[UUID, User], names: set[str]
) -> bool:
    return (
        interest.other_person_id in owners
        or interest.organisation_id == question.organisation_id
        or _plain(interest.other_name) in names
    )


def _plain(name: str) -> str:
    """A name for comparing: without regard to capitals and spaces."""
    return " ".join(name.casefold().split())


def _members(question: Question, people: set[UUID]) -> Iterable[UUID]:
    today = Membership.objects.on(timezone.localdate())
    employed = today.filter(user__in=people, organisation=question.organisation_id)
    return employed.order_by("user").values_list("user", flat=True).distinct()
