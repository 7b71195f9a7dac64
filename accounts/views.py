"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView

from accounts.forms import SignInForm


class SignInView(LoginView):
    """What this is, and the way in; who is signed in already goes home."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOutView(LogoutView):
    """Ends the session; by POST only."""
