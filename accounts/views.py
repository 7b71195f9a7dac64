"""Signing in and out, and who belongs to the collaboration."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.utils import timezone

from accounts.access import SignedInRequest
from accounts.forms import SignInForm
from accounts.models import Organisation
from pages.listing import Column, Listing


class SignInView(LoginView):
    """What this is, and the way in; who is signed in already goes home."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Answer 422, as every form with errors does."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignOutView(LogoutView):
    """Ends the session; by POST only."""


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


def organisation_list(request: SignedInRequest) -> HttpResponse:
    """The organisations that belong or belonged, with who speaks for each; also as CSV."""
    listing = Listing(
        request,
        Organisation.objects.with_contact_points(),
        ORGANISATION_COLUMNS,
        "organisations",
        noun=("organisation", "organisations"),
    )
    return listing.respond(
        "accounts/organisation_list.html",
        {"today": timezone.localdate()},
        fragment="accounts/_organisation_list.html",
    )
