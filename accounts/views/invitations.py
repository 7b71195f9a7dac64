"""Pages on which people are asked in, and the page on which they come in."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import letters, links, mail, services
from accounts.access import SignedInRequest
from accounts.forms.joining import InvitationForm, JoinForm
from accounts.models import Invitation, Mail, Organisation, User
from accounts.views.arriving import first_page
from pages.answers import form_page
from pages.listing import Column, Listing


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation that is not answered, the newest mail about it, and for its inviter the link.

    The link is given only where no mail carries it.
    """

    invitation: Invitation
    mail: Mail | None
    link: str


COLUMNS = [
    Column("Name", lambda asked: asked.invitation.name),
    Column("Email", lambda asked: asked.invitation.email),
    Column("As", lambda asked: asked.invitation.get_role_display()),
    Column("Invited by", lambda asked: asked.invitation.by.name),
    Column("Invited", lambda asked: asked.invitation.made_at),
    Column("Until", lambda asked: asked.invitation.expires_at),
    Column("Mail", lambda asked: asked.mail.get_state_display() if asked.mail else ""),
]


def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask somebody into an organisation, and see whom it waits for; also as CSV."""
    spoken_for = Organisation.objects.spoken_for_by(request.user)
    organisation = get_object_or_404(spoken_for, slug=slug)
    form = InvitationForm(request.POST or None, initial={"role": "academic"})
    if form.is_valid():
        try:
            services.invite(organisation=organisation, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{form.cleaned_data['name']} is invited.")
            return redirect("accounts:invite", organisation.slug)
    response = _listing(request, organisation).respond(
        "accounts/invite.html",
        {"form": form, "organisation": organisation, "mail_is_on": mail.is_on()},
        fragment="accounts/_invitation_list.html",
    )
    response.status_code = 422 if form.errors else response.status_code
    return response


def _listing(request: SignedInRequest, organisation: Organisation) -> Listing:
    unanswered = Invitation.objects.visible_to(request.user).unanswered()
    return Listing(
        request,
        unanswered.filter(organisation=organisation).select_related("by"),
        COLUMNS,
        f"invitations-{organisation.slug}",
        noun=("open invitation", "open invitations"),
        present=lambda rows: _with_mails(rows, request.user),
    )


def _with_mails(invitations: Iterable[Invitation], reader: User) -> list[Asked]:
    invitations = list(invitations)
    about = Mail.objects.filter(kind="invitation", about__in=[one.pk for one in invitations])
    newest = {one.about: one for one in about.order_by("queued_at")}
    return [
        Asked(
            one,
            newest.get(one.pk),
            letters.invitation_link(one)
            if one.by_id == reader.pk and one.is_open and not mail.is_on()
            else "",
        )
        for one in invitations
    ]


@require_POST
def send_again(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the mail of an invitation go out once more."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        services.send_again(invitation=invitation, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, f"The invitation of {invitation.name} goes out again.")
    return redirect("accounts:invite", invitation.organisation.slug)


@require_POST
def take_back(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Make the link of an invitation open nothing."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        services.take_back(invitation=invitation, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, f"The invitation of {invitation.name} is taken back.")
    return redirect("accounts:invite", invitation.organisation.slug)


@login_not_required
def answer(request: HttpRequest, signed: str) -> HttpResponse:
    """What an invitation is for, and taking it up: a GET shows, a POST decides."""
    invitation = _found(signed)
    context = {"invitation": invitation}
    if not invitation.is_open:
        return _over(request, context)
    if request.user.is_authenticated:
        return _accept(request, context)
    if User.objects.filter(email=invitation.email).exists():
        return render(request, "accounts/invitation_known.html", context)
    return _join(request, context)


def _found(signed: str) -> Invitation:
    """Give the invitation that a link names; one that we did not sign names none."""
    named = links.read(letters.INVITATION_PAGE, signed)
    if named is None:
        raise Http404
    rows = Invitation.objects.select_related("by", "organisation")
    return get_object_or_404(rows, pk=named[0], version=named[1])


def _over(request: HttpRequest, context: dict[str, Invitation]) -> HttpResponse:
    """Say that a link is used up; a second click on the button goes where the first one led."""
    if request.method == "POST" and context["invitation"].used_at:
        return redirect("accounts:sign-in")
    return render(request, "accounts/invitation_over.html", context, status=410)


def _join(request: HttpRequest, context: dict[str, Invitation]) -> HttpResponse:
    invitation = context["invitation"]
    form = JoinForm(request.POST or None, initial={"name": invitation.name})
    if form.is_valid():
        person = User(email=invitation.email, name=form.cleaned_data["name"])
        password = form.cleaned_data["password"]
        try:
            services.join(invitation=invitation, password=password, by=person)
        except ValidationError:
            # Somebody was quicker: the same person by a second click, or whoever took it back.
            return redirect(request.path) if invitation.is_open else _over(request, context)
        login(request, person)
        return redirect(first_page(invitation.role))
    return form_page(request, "accounts/invitation.html", {"form": form, **context})


def _accept(request: HttpRequest, context: dict[str, Invitation]) -> HttpResponse:
    """Whoever is signed in already takes up what was sent to their own address."""
    invitation = context["invitation"]
    if request.user.email != invitation.email:
        status = 403 if request.method == "POST" else 200
        return render(request, "accounts/invitation_other.html", context, status=status)
    if request.method != "POST":
        return render(request, "accounts/invitation_accept.html", context)
    try:
        services.accept(invitation=invitation, by=request.user)
    except ValidationError:
        return _over(request, context)
    messages.success(request, f"You belong to {invitation.organisation.name} now.")
    return redirect(first_page(invitation.role))
