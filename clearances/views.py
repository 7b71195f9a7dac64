"""Pages of vetting verifiers, and each person's own account."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, hidden_without
from accounts.models import User
from accounts.permissions import Permission
from clearances import services
from clearances.ceilings import standings
from clearances.forms import CeilingForm, ClearanceForm, HoldersFilterForm, RevocationForm
from clearances.models import CeilingChange, Clearance, Scheme
from pages.answers import form_page
from pages.listing import Column, Listing

HOLDER_COLUMNS = [
    Column("Name", lambda one: one.person.name),
    Column("Email address", lambda one: one.person.email),
    Column("Organisation", lambda one: one.organisations),
    Column("Clearances in force", lambda one: "; ".join(map(str, one.live))),
    Column("Highest marking", lambda one: one.ceiling.label),
]
CHANGE_COLUMNS = [
    Column("Scheme", lambda change: change.get_scheme_display()),
    Column("Highest marking", lambda change: change.get_marking_display()),
    Column("State", lambda change: change.state),
    Column("Why", lambda change: change.reason),
    Column("Proposed by", lambda change: change.proposed_by),
    Column("Proposed", lambda change: change.proposed_at),
    Column("Confirmed by", lambda change: change.confirmed_by),
    Column("Confirmed", lambda change: change.confirmed_at),
    Column("Dropped by", lambda change: change.dropped_by),
    Column("Dropped", lambda change: change.dropped_at),
]


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """What is kept of the person who asks, with their own clearances."""
    [standing] = standings([request.user])
    return render(request, "clearances/account.html", {"standing": standing})


@hidden_without(Permission.CLEARANCE_RECORD)
@require_safe
def person_list(request: SignedInRequest) -> HttpResponse:
    """Everybody with their clearances in force; also as CSV."""
    listing = Listing(
        request,
        User.objects.all(),
        HOLDER_COLUMNS,
        "clearances",
        noun=("person", "people"),
        filter_form=HoldersFilterForm(request.GET),
        present=standings,
    )
    return listing.respond("clearances/person_list.html", fragment="clearances/_person_list.html")


@hidden_without(Permission.CLEARANCE_RECORD)
@require_safe
def person_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Every clearance that somebody ever had."""
    [standing] = standings([get_object_or_404(User, pk=pk)])
    return render(request, "clearances/person_detail.html", {"standing": standing})


@hidden_without(Permission.CLEARANCE_RECORD)
def clearance_record(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a clearance of somebody else; sent twice, it is recorded once."""
    person = get_object_or_404(User, pk=pk)
    _refuse_own(request, person)
    form = ClearanceForm(request.POST or None)
    if form.is_valid():
        try:
            services.record(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            # Sent once more, what is typed now is recorded as well.
            form.data = request.POST.copy()
            form.data["submission"] = str(uuid.uuid4())
    if form.is_valid():
        messages.success(request, "The clearance is recorded.")
        return redirect("clearances:person", person.pk)
    context = {"form": form, "person": person}
    return form_page(request, "clearances/clearance_record.html", context)


@hidden_without(Permission.CLEARANCE_RECORD)
def clearance_revoke(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """End somebody else's clearance now, for one of four reasons."""
    visible = Clearance.objects.visible_to(request.user)
    clearance = get_object_or_404(visible.select_related("person", "revocation"), pk=pk)
    _refuse_own(request, clearance.person)
    if clearance.is_revoked:
        messages.info(request, "That clearance is revoked.")
        return redirect("clearances:person", clearance.person_id)
    form = RevocationForm(request.POST or None)
    if form.is_valid():
        try:
            services.revoke(clearance=clearance, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    if form.is_valid():
        messages.success(request, "The clearance is revoked.")
        return redirect("clearances:person", clearance.person_id)
    context = {"form": form, "clearance": clearance}
    return form_page(request, "clearances/clearance_revoke.html", context)


def _refuse_own(request: SignedInRequest, person: User) -> None:
    if person == request.user:
        raise PermissionDenied


@hidden_without(Permission.CEILING_CHANGE)
@require_safe
def ceiling_list(request: SignedInRequest) -> HttpResponse:
    """What each scheme reaches, what is proposed, and every change there ever was."""
    people = ("proposed_by", "confirmed_by", "dropped_by")
    changes = CeilingChange.objects.select_related(*people)
    rules = {change.scheme: change for change in changes.ruling()}
    waits = {change.scheme: change for change in changes.open()}
    table = [(scheme, rules.get(scheme), waits.get(scheme)) for scheme in Scheme]
    listing = Listing(
        request, changes, CHANGE_COLUMNS, "ceilings", noun=("change", "changes of the table")
    )
    return listing.respond(
        "clearances/ceiling_list.html", {"table": table}, fragment="clearances/_ceiling_list.html"
    )


@hidden_without(Permission.CEILING_CHANGE)
def ceiling_propose(request: SignedInRequest, scheme: str) -> HttpResponse:
    """Propose what a scheme shall reach; nothing changes until somebody else confirms it."""
    if scheme not in Scheme.values:
        raise Http404
    form = CeilingForm(request.POST or None)
    if form.is_valid():
        try:
            services.propose_ceiling(scheme=scheme, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("marking", error)
    if form.is_valid():
        messages.success(request, "Proposed. It counts once somebody else confirms it.")
        return redirect("clearances:ceilings")
    now = CeilingChange.objects.ruling().filter(scheme=scheme).first()
    context = {"form": form, "scheme": Scheme(scheme), "now": now}
    return form_page(request, "clearances/ceiling_propose.html", context)


@hidden_without(Permission.CEILING_CHANGE)
def ceiling_confirm(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a proposal and whom it touches; put it into force when it is somebody else's."""
    change = get_object_or_404(CeilingChange.objects.select_related("proposed_by"), pk=pk)
    if request.method == "POST":
        return _settle(request, change, services.confirm_ceiling, "Confirmed. It counts from now.")
    if not change.is_open:
        return redirect("clearances:ceilings")
    live = Clearance.objects.live(timezone.localdate()).filter(scheme=change.scheme)
    context = {
        "change": change,
        "now": CeilingChange.objects.ruling().filter(scheme=change.scheme).first(),
        "holders": live.order_by().values("person").distinct().count(),
    }
    return render(request, "clearances/ceiling_confirm.html", context)


@hidden_without(Permission.CEILING_CHANGE)
@require_POST
def ceiling_drop(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a proposal away."""
    change = get_object_or_404(CeilingChange, pk=pk)
    return _settle(request, change, services.drop_ceiling, "The proposal is dropped.")


def _settle(
    request: SignedInRequest, change: CeilingChange, act: Callable[..., CeilingChange], said: str
) -> HttpResponse:
    try:
        act(change=change, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("clearances:ceilings")
