"""The policy as conditions on rows of questions: `policy.decide`, asked of many at once."""

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts.markings import Marking
from clearances.policy import Actor
from priorities.policy import Facet

NOTHING = Q(pk__in=[])
# Not an empty Q: that one is lost where it is joined to another by "or".
EVERYTHING = ~NOTHING


def rule(actor: Actor, facet: Facet) -> Q:
    """The condition on a question under which somebody may see the facet."""
    if not actor.is_member:
        return NOTHING
    rules = {
        Facet.EXISTENCE: existence,
        Facet.FULL_TEXT: full_text,
        Facet.MATCHES: matches,
        Facet.FULL_MATCHES: full_matches,
        Facet.ADMIN: admin,
    }
    return rules[facet](actor)


def owned(actor: Actor) -> Q:
    """Those a member answers for."""
    if not actor.forces:
        return NOTHING
    shared = _rows("Question_co_owners").filter(user=actor.person)
    is_lead = Q(lead=actor.person, organisation__in=actor.forces)
    return is_lead | Q(pk__in=shared.values("question"))


def full_text(actor: Actor) -> Q:
    """Those whose every word a member may read."""
    if not actor.is_confirmed:
        return NOTHING
    now = timezone.now()
    granted = _rows("Grant").live(now).filter(person=actor.person)
    glass = _rows("BreakGlass").live(now).filter(proposed_by=actor.person)
    colleagues = Q(
        marking__lte=Marking.OFFICIAL,
        is_shared_with_organisation=True,
        is_for_recipients_only=False,
        closed_at__isnull=True,
        organisation__in=actor.forces,
    )
    needs = Q(pk__in=granted.values("question")) & let_in(actor)
    needs |= owned(actor) | Q(pk__in=glass.values("question")) | colleagues
    return Q(marking__lte=actor.ceiling) & needs


def listed(actor: Actor) -> Q:
    """Those whose summary is out for a member."""
    today = timezone.localdate()
    is_time = Q(embargo_until__isnull=True) | Q(embargo_until__lte=today)
    is_out = Q(released_at__isnull=False, closed_at__isnull=True, is_for_recipients_only=False)
    is_for_them = EVERYTHING if actor.is_confirmed else Q(marking=Marking.PUBLIC)
    return is_out & is_time & is_for_them & let_in(actor)


def let_in(actor: Actor) -> Q:
    """Those that no handling by organisation keeps from a member."""
    confined = _rows("Question_only_organisations")
    theirs = confined.filter(organisation__in=actor.organisations)
    return ~Q(pk__in=confined.values("question")) | Q(pk__in=theirs.values("question"))


def existence(actor: Actor) -> Q:
    """Those a member may know of, with their summary."""
    return owned(actor) | listed(actor) | full_text(actor)


def matches(actor: Actor) -> Q:
    """Those of which a member may see who was found for the summary."""
    rule = full_matches(actor)
    return rule | listed(actor) if actor.is_coordinator else rule


def full_matches(actor: Actor) -> Q:
    """Those of which a member may see who was found for the full text."""
    return owned(actor) & full_text(actor)


def admin(actor: Actor) -> Q:
    """Those of which a member may see the bare facts."""
    return EVERYTHING if actor.is_coordinator else owned(actor)


def _rows(model: str) -> QuerySet[Model]:
    """All rows of a model of this app, which the models themselves import us for."""
    return apps.get_model("priorities", model)._default_manager.order_by()
