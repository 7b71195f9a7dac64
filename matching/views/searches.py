"""A coordinator searches the register by meaning, and opens again what was found."""

import uuid

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access_log
from accounts.access import SignedInRequest, requires
from accounts.access_log import Facet, Verb
from accounts.permissions import Permission
from matching.forms.searches import PersonSearchForm
from matching.models import Hit, PersonSearch
from matching.services.searches import search_people
from pages.answers import form_page
from researchers.models import Researcher


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PERSON_READ_ALL)
def people_search(request: SignedInRequest) -> HttpResponse:
    """Ask, and see what one asked in the last day."""
    form = PersonSearchForm(request.POST or None)
    if form.is_valid():
        search = search_people(by=request.user, **form.cleaned_data)
        return redirect("matching:people-found", search.pk)
    earlier = PersonSearch.objects.visible_to(request.user).select_related("asked")
    context = {"form": form, "searches": earlier}
    return form_page(request, "matching/people_search.html", context)


@require_safe
@requires(Permission.PERSON_READ_ALL)
def people_found(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What one's own search found; while it is under way how far it is, also as a fragment."""
    mine = PersonSearch.objects.visible_to(request.user).select_related("asked")
    search = get_object_or_404(mine, pk=pk)
    if request.htmx:
        response = render(request, "matching/_people_search.html", {"search": search})
        if not search.is_active:
            response["HX-Refresh"] = "true"
        return response
    people = Prefetch("researcher", Researcher.objects.for_listing())
    standing = Researcher.objects.matchable().order_by().values("pk")
    hits = Hit.objects.filter(search=search, researcher__in=standing).prefetch_related(people)
    context = {"search": search, "hits": list(hits)}
    for hit in context["hits"]:
        hit.researcher.seen_by(request.user)
    if context["hits"]:
        access_log.note(by=request.user, verb=Verb.READ, target=search, facet=Facet.MATCHES)
    return render(request, "matching/people_found.html", context)
