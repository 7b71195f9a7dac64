"""Pages for whoever comes in without being asked."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts import attempts, letters, links, mail, services
from accounts.forms.joining import PasswordForm, SignUpForm
from accounts.models import SignUp, User
from accounts.views.arriving import first_page
from pages.answers import form_page


@login_not_required
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for an account by mail; known and unknown addresses get one same answer."""
    if request.user.is_authenticated:
        return redirect("matching:home")
    if not mail.is_on():
        return render(request, "accounts/sign_up_off.html")
    form = SignUpForm(request.POST or None, address=attempts.address_of(request))
    if form.is_valid():
        services.ask(**form.cleaned_data)
        return redirect("accounts:sign-up-sent")
    response = form_page(request, "accounts/sign_up.html", {"form": form})
    if form.has_error(NON_FIELD_ERRORS, "limited"):
        response.status_code, response["Retry-After"] = 429, "300"
    return response


@require_safe
@login_not_required
def sent(request: HttpRequest) -> HttpResponse:
    """Says that a mail is under way, whatever was typed."""
    return render(request, "accounts/sign_up_sent.html")


@login_not_required
def link(request: HttpRequest, signed: str) -> HttpResponse:
    """Make the account of whoever got the mail; a GET shows, a POST decides."""
    named = links.read(letters.SIGN_UP_PAGE, signed)
    if named is None:
        raise Http404
    asked = get_object_or_404(SignUp.objects.select_related("organisation"), pk=named[0])
    is_known = User.objects.filter(email=asked.email).exists()
    context = {"sign_up": asked, "is_at_once": services.belongs(asked.email, asked.organisation)}
    if is_known or not asked.is_open:
        return _over(request, asked)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        person = User(email=asked.email, name=asked.name)
        try:
            membership = services.become(
                sign_up=asked, password=form.cleaned_data["password"], by=person
            )
        except ValidationError:
            return _over(request, asked)
        login(request, person)
        return redirect(first_page(membership.role))
    return form_page(request, "accounts/sign_up_link.html", {"form": form, **context})


def _over(request: HttpRequest, asked: SignUp) -> HttpResponse:
    """Say that a link is used up; a second click on the button goes where the first one led."""
    if request.method == "POST" and asked.used_by_id:
        return redirect("accounts:sign-in")
    return render(request, "accounts/sign_up_over.html", {"sign_up": asked}, status=410)
