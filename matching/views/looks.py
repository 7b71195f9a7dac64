"""The page that a person who registers sees first: the questions they are closest to."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access_log
from accounts.access import SignedInRequest, requires
from accounts.access_log import Facet, Verb
from accounts.markings import Marking
from accounts.permissions import Permission
from matching import corpus
from matching.advice import advice
from matching.models import FirstLook, FirstLookQuerySet, Glimpse
from matching.services.looks import NOTHING_TO_COMPARE, look, own_entry
from researchers.models import Researcher


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROFILE_EDIT)
def first_look(request: SignedInRequest) -> HttpResponse:
    """Show what was found; a POST has it looked for, now or again."""
    entry = own_entry(request.user)
    if request.method == "POST":
        return _begin(request, entry)
    looks = FirstLook.objects.visible_to(request.user)
    newest = looks.first()
    if request.htmx:
        response = render(request, "matching/_first_look.html", {"newest": newest})
        if newest is None or not newest.is_active:
            response["HX-Refresh"] = "true"
        return response
    context = {"entry": entry, "newest": newest, **_found(request, looks)}
    if entry:
        person = corpus.to_person(entry)
        found = context["found"]
        context["says_something"] = bool(person.documents)
        context["advice"] = advice(person)
        context["is_changed"] = bool(found) and found.digest != corpus.digest(person)
    return render(request, "matching/first_look.html", context)


def _begin(request: SignedInRequest, entry: Researcher | None) -> HttpResponse:
    if entry is None:
        messages.info(request, NOTHING_TO_COMPARE)
        return redirect("matching:first-look")
    try:
        look(researcher=entry, by=request.user)
    except ValidationError as error:
        messages.info(request, error.message)
    return redirect("matching:first-look")


def _found(request: SignedInRequest, looks: FirstLookQuerySet) -> dict[str, object]:
    """The newest look that was finished, with what of it may still be shown."""
    found = looks.filter(state=FirstLook.State.DONE).first()
    mine = Glimpse.objects.visible_to(request.user).filter(look=found)
    glimpses = list(mine.for_listing(request.user)) if found else []
    if glimpses:
        access_log.note(by=request.user, verb=Verb.READ, facet=Facet.MATCHES)
    marking = max((Marking(g.question.shown_marking) for g in glimpses), default=None)
    return {
        "found": found,
        "glimpses": glimpses,
        "among": settings.MATCHING_SHOWN,
        "marking": marking.label if marking is not None else "",
    }
