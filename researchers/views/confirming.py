"""Saying that one's entry is still true: by the link of a mail, or on one's own page."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import links
from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.templatetags.page import uk_date
from researchers.letters import CONFIRM_PAGE, last_day
from researchers.models import Researcher
from researchers.services import confirming


@login_not_required
def confirm(request: HttpRequest, signed: str) -> HttpResponse:
    """Whoever got the mail says that it is still true; a GET shows, a POST decides.

    It shows no more than a public card does: whoever has the link need not be its person.
    """
    named = links.read(CONFIRM_PAGE, signed)
    if named is None:
        raise Http404
    asked = date.fromordinal(named[1])
    entries = Researcher.objects.standing().for_listing().select_related("user")
    entry = entries.filter(pk=named[0]).first()
    if entry is None or entry.user is None or timezone.localdate() > last_day(asked):
        return render(request, "researchers/confirm_over.html", status=410)
    if request.method == "POST":
        confirming.confirm(entry=entry, since=asked, by=entry.user)
        return redirect(CONFIRM_PAGE, signed)
    is_said = timezone.localdate(entry.confirmed_at) >= asked
    return render(request, "researchers/confirm.html", {"entry": entry, "is_said": is_said})


@require_POST
@requires(Permission.PROFILE_EDIT)
def confirm_own(request: SignedInRequest) -> HttpResponse:
    """The same by the button on one's own entry."""
    entry = get_object_or_404(Researcher.objects.standing(), user=request.user)
    today = timezone.localdate()
    confirming.confirm(entry=entry, since=today, by=request.user)
    messages.success(request, f"Recorded: you said on {uk_date(today)} that your entry is true.")
    return redirect("researchers:register")
