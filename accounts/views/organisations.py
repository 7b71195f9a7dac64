"""Who belongs to the collaboration, and who says that they do."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.access import SignedInRequest, requires
from accounts.forms.organisations import AddressesForm
from accounts.models import Membership, Organisation
from accounts.permissions import Permission
from pages.answers import form_page
from pages.listing import Column, Listing

ORGANISATION_COLUMNS = [
    Column("Organisation", lambda organisation: organisation.name),
    Column("Kind", lambda organisation: organisation.get_kind_display()),
    Column("Joined", lambda organisation: organisation.joined_on),
    Column("Left", lambda organisation: organisation.left_on),
    Column(
        "Contact points",
        lambda organisation: "; ".join(m.user.name for m in organisation.contact_points),
    ),
]


@require_safe
def organisation_list(request: SignedInRequest) -> HttpResponse:
    """The organisations that belong or belonged, with who speaks for each; also as CSV."""
    spoken_for = Organisation.objects.spoken_for_by(request.user).order_by()
    listing = Listing(
        request,
        Organisation.objects.with_contact_points(),
        ORGANISATION_COLUMNS,
        "organisations",
        noun=("organisation", "organisations"),
    )
    return listing.respond(
        "accounts/organisation_list.html",
        {"today": timezone.localdate(), "spoken_for": set(spoken_for.values_list("pk", flat=True))},
        fragment="accounts/_organisation_list.html",
    )


@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """Those who say that they belong to an organisation that the reader speaks for.

    Raises:
        PermissionDenied: the reader speaks for none.
    """
    if not Organisation.objects.spoken_for_by(request.user).exists():
        raise PermissionDenied
    rows = Membership.objects.to_settle_by(request.user)
    rows = rows.select_related("user__sign_up", "organisation")
    return render(request, "accounts/waiting.html", {"waiting": rows})


@requires(Permission.MEMBER_ADMIT)
def addresses(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say which mail domains are an organisation's own."""
    organisation = get_object_or_404(Organisation, slug=slug)
    form = AddressesForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        services.set_domains(organisation=organisation, by=request.user, **form.cleaned_data)
        messages.success(request, f"Saved: which addresses are {organisation.name}’s own.")
        return redirect("accounts:organisations")
    context = {"form": form, "organisation": organisation}
    return form_page(request, "accounts/organisation_addresses.html", context)


@require_POST
def confirm(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Stand by it that a person, `pk`, belongs to an organisation."""
    return _settle(request, slug, pk, services.confirm, "{} is confirmed as one of {}.")


@require_POST
def refuse(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Say that a person, `pk`, does not belong to an organisation."""
    return _settle(request, slug, pk, services.refuse, "{} is not counted to {} any more.")


def _settle(
    request: SignedInRequest, slug: str, pk: uuid.UUID, service: Callable[..., None], said: str
) -> HttpResponse:
    """Do it once; a second click, or a colleague who was slower, is told that it is done."""
    spoken_for = Organisation.objects.spoken_for_by(request.user)
    organisation = get_object_or_404(spoken_for, slug=slug)
    waiting = Membership.objects.to_settle_by(request.user).select_related("user")
    membership = waiting.filter(organisation=organisation, user=pk).first()
    try:
        if membership:
            service(membership=membership, by=request.user)
            said = said.format(membership.user.name, organisation.name)
    except ValidationError:
        membership = None
    if membership:
        messages.success(request, said)
    else:
        messages.warning(request, "Somebody has settled this already.")
    return redirect("accounts:waiting")
