"""One fixed world in which every line of the policy decides about something.

Random worlds find what nobody thought of; this one is small and has each case once, so that taking
away any one condition changes what somebody in it may see.
"""

from dataclasses import replace
from typing import Any

from django.db.models import Q

from accounts.permissions import Role
from matching.models import Decision, Suggestion
from researchers.models import Researcher
from tests.security.rows import World, make
from tests.security.worlds import (
    FOREVER,
    CeilingSpec,
    ClearanceSpec,
    MembershipSpec,
    PersonSpec,
    QuestionSpec,
    WayIn,
    WorldSpec,
)

# The third has left yesterday, the fourth is there for the last day.
HOME, AWAY, GONE, GOING = range(4)
LEAD, ACADEMIC, COORDINATOR = Role.POLICE_LEAD, Role.ACADEMIC, Role.COORDINATOR
LIVE = (-400, 400)


def person(
    *belongs: tuple[int, str] | tuple[int, str, int, int | None],
    cleared: tuple[tuple[str, int, int], ...] = (),
    revoked: bool = False,
    active: bool = True,
    confirmed: bool = True,
) -> PersonSpec:
    """Somebody with roles (organisation, role, days of start and end) and clearances."""
    dated = (one if len(one) == 4 else (*one, *FOREVER) for one in belongs)
    roles = tuple(MembershipSpec(*one, confirmed) for one in dated)
    held = tuple(ClearanceSpec(*one, revoked) for one in cleared)
    return PersonSpec(roles, held, active)


CLEARED = (("nppv-3", *LIVE),)
PEOPLE = {
    "lead": person((HOME, LEAD)),
    "cleared colleague": person((HOME, LEAD), cleared=CLEARED),
    "colleague": person((HOME, LEAD)),
    "lead elsewhere": person((AWAY, LEAD)),
    "cleared academic": person((AWAY, ACADEMIC), cleared=CLEARED),
    "academic": person((AWAY, ACADEMIC)),
    "academic at home": person((HOME, ACADEMIC)),
    "revoked": person((AWAY, ACADEMIC), cleared=CLEARED, revoked=True),
    "lapsed": person((AWAY, ACADEMIC), cleared=(("nppv-3", -400, -1),)),
    "cleared to come": person((AWAY, ACADEMIC), cleared=(("nppv-3", 1, 400),)),
    "cleared for one day": person((AWAY, ACADEMIC), cleared=(("nppv-3", 0, 0),)),
    "cleared in vain": person((AWAY, ACADEMIC), cleared=(("nppv-1", *LIVE), ("sc", *LIVE))),
    "coordinator": person((AWAY, COORDINATOR)),
    "cleared coordinator": person((AWAY, COORDINATOR), cleared=CLEARED),
    "verifier": person((AWAY, Role.VERIFIER), cleared=CLEARED, revoked=True),
    "left": person((HOME, LEAD, -400, -1), cleared=CLEARED),
    "leaving": person((HOME, LEAD, -400, 0)),
    "to come": person((HOME, LEAD, 1, None)),
    "of who left": person((GONE, LEAD), (GONE, COORDINATOR), (GONE, Role.VERIFIER)),
    "of who leaves": person((GOING, LEAD)),
    "inactive": person((HOME, LEAD), (HOME, COORDINATOR), cleared=CLEARED, active=False),
    "inactive verifier": person((HOME, Role.VERIFIER), active=False),
    "nobody": person(cleared=CLEARED),
    "unconfirmed": person((HOME, ACADEMIC), cleared=CLEARED, confirmed=False),
    "unconfirmed and uncleared": person((HOME, ACADEMIC), confirmed=False),
    "two roles": person((HOME, ACADEMIC), (AWAY, LEAD), cleared=CLEARED),
    "moved": person((AWAY, LEAD), cleared=CLEARED),
    "lead and coordinator": person((HOME, LEAD), (AWAY, COORDINATOR)),
}
NAMES = list(PEOPLE)
N = {name: n for n, name in enumerate(NAMES)}
CEILINGS = (
    CeilingSpec("nppv-3", 0, "confirmed", 50),
    CeilingSpec("nppv-3", 2, "confirmed", 10),
    CeilingSpec("nppv-1", 2, "open", 9),
    CeilingSpec("sc", 2, "confirmed", 20),
    CeilingSpec("sc", 1, "confirmed", 3),
    CeilingSpec("sc", 2, "dropped", 2),
)
PLAIN = QuestionSpec(
    marking=1,
    lead=N["lead"],
    poster=N["lead"],
    organisation=HOME,
    co_owners=frozenset(),
    only=frozenset(),
    released=False,
    closed=False,
    shared=True,
    recipients_only=False,
    embargo=None,
    grants=(),
    glass=(),
    note=1,
    attachment=1,
    suggested=N["academic"],
)


def ways(state: str, *names: str) -> tuple[WayIn, ...]:
    return tuple(WayIn(N[name], state) for name in names)


OUTSIDE = (
    "cleared academic",
    "academic",
    "revoked",
    "lapsed",
    "cleared to come",
    "nobody",
    "unconfirmed",
)
CASES: list[dict[str, Any]] = [
    {},
    {"shared": False},
    {"released": True},
    {"released": True, "shared": False},
    {"released": True, "closed": True},
    {"released": True, "recipients_only": True},
    {"released": True, "embargo": 1},
    {"released": True, "embargo": 0, "shared": False},
    {"released": True, "only": frozenset({HOME})},
    {"released": True, "only": frozenset({AWAY}), "shared": False},
    {"released": True, "only": frozenset({HOME, AWAY})},
    {"closed": True, "grants": ways("live", *OUTSIDE, "cleared in vain", "cleared for one day")},
    {"shared": False, "grants": ways("over", *OUTSIDE)},
    {"shared": False, "grants": ways("revoked", *OUTSIDE)},
    {"only": frozenset({HOME}), "grants": ways("live", "academic", "academic at home")},
    {"recipients_only": True, "grants": ways("live", "colleague", "two roles", "moved")},
    {"shared": False, "glass": ways("live", "coordinator", "cleared coordinator", "nobody")},
    {"shared": False, "glass": ways("over", "coordinator", "cleared coordinator")},
    {"shared": False, "glass": ways("asked", "coordinator", "cleared coordinator")},
    {"only": frozenset({HOME}), "glass": ways("live", "cleared coordinator"), "shared": False},
    {"shared": False, "co_owners": frozenset({N["moved"], N["cleared academic"], N["academic"]})},
    {"shared": False, "co_owners": frozenset({N["inactive"], N["nobody"], N["left"]})},
    {"shared": False, "lead": N["moved"], "poster": N["moved"], "suggested": N["moved"]},
    {"shared": False, "lead": N["cleared colleague"], "released": True},
    {"shared": False, "lead": N["cleared colleague"], "poster": N["two roles"]},
    {"shared": False, "lead": N["left"], "poster": N["left"]},
    {"shared": False, "lead": N["inactive"], "poster": N["inactive"]},
    {"shared": False, "lead": N["academic"], "poster": N["academic at home"]},
    {"shared": False, "lead": N["lead and coordinator"]},
    {"poster": N["colleague"], "co_owners": frozenset({N["moved"]}), "only": frozenset({HOME})},
    {"suggested": N["coordinator"]},
    {
        "lead": N["cleared colleague"],
        "grants": ways("live", "academic"),
        "glass": ways("asked", "coordinator"),
    },
    {"released": True, "recipients_only": True, "shared": False, "suggested": N["coordinator"]},
    {"released": True, "shared": False, "glass": ways("asked", "coordinator")},
    {"organisation": AWAY, "lead": N["moved"], "poster": N["moved"], "released": True},
    {"organisation": AWAY, "lead": N["lead elsewhere"], "only": frozenset({HOME})},
    {"organisation": GONE, "lead": N["of who left"], "poster": N["of who left"]},
    {"organisation": GOING, "lead": N["of who leaves"], "poster": N["of who leaves"]},
]
QUESTIONS = [
    *(replace(PLAIN, **case) for case in CASES),
    *(replace(PLAIN, marking=2, note=2, attachment=2) for _ in "x"),
    *(replace(PLAIN, **case, marking=2) for case in CASES[2:4] + CASES[11:12] + CASES[16:17]),
    replace(PLAIN, marking=2, lead=N["cleared colleague"], attachment=2, released=True),
    replace(PLAIN, marking=2, co_owners=frozenset({N["moved"], N["lead elsewhere"]}), note=2),
    replace(PLAIN, marking=0, note=2, attachment=0),
    replace(PLAIN, marking=0, note=0, attachment=2, released=True),
    replace(PLAIN, marking=0, shared=False, grants=ways("live", "unconfirmed", "academic")),
]
SPEC = WorldSpec((None, None, -1, 0), tuple(PEOPLE.values()), CEILINGS, tuple(QUESTIONS))


def build() -> World:
    """Make the world, with ranks, answers of all voices, and entries that are not for everybody."""
    world = make(SPEC)
    for user, name in zip(world.people, NAMES, strict=True):
        user.name = name
    _rank(world)
    _answer(world)
    unlisted = [world.researchers[N["academic at home"]].pk, world.researchers[N["lead"]].pk]
    Researcher.objects.filter(pk__in=unlisted).update(shows_profile=0)
    draft, merged = (world.researchers[N[name]].pk for name in ("lapsed", "revoked"))
    Researcher.objects.filter(pk=draft).update(sent_at=None)
    Researcher.objects.filter(pk=merged).update(merged_into=draft)
    return world


def _rank(world: World) -> None:
    """On every second question whoever was found is among the closest, else far down."""
    nearby = [question.pk for question in world.questions[::2]]
    found = Suggestion.objects.exclude(researcher=world.researchers[-1])
    found.filter(run__question__in=nearby).update(rank=1, score=0.9)
    found.exclude(run__question__in=nearby).update(rank=90, score=0.1)


def _answer(world: World) -> None:
    """On two questions of three shortlistings are taken back: both, or that of the second name.

    Where both are, the researcher answers.
    """
    some, more = ({question.pk for question in world.questions[n::3]} for n in (0, 1))
    second = Q(question__in=more, researcher=world.researchers[-1])
    taken_back = Decision.objects.filter(Q(question__in=some) | second)
    Decision.objects.bulk_create(_after(one, world) for one in taken_back)
    Decision.objects.bulk_create(
        Decision(
            question=question,
            researcher=world.researchers[spec.suggested],
            voice="researcher",
            answer="could-help",
            reason="Here.",
            by=world.clerk,
        )
        for spec, question in zip(SPEC.questions, world.questions, strict=True)
        if question.pk in some
    )


def _after(decision: Decision, world: World) -> Decision:
    return Decision(
        question=decision.question,
        researcher_id=decision.researcher_id,
        voice=decision.voice,
        answer="undone",
        by=world.second,
        follows=decision,
    )
