"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpResponse
from django.utils.decorators import method_decorator

from accounts.forms.sign_in import SignInForm


# A try is counted for good before its password is looked at, and holds up nobody meanwhile.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class SignInView(LoginView):
    """What this is, and the way in; who is signed in already goes home."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Answer 422, as every form with errors does, or 429 after too many tries."""
        is_limited = form.has_error(NON_FIELD_ERRORS, "limited")
        status, headers = (429, {"Retry-After": "300"}) if is_limited else (422, {})
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=status, headers=headers)


class SignOutView(LogoutView):
    """Ends the session; by POST only."""
