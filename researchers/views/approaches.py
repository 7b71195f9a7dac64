"""Pages about approaches: the list for everybody, the changes for coordinators."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.answers import form_page
from pages.listing import Column, Listing
from researchers.forms.approaches import ApproachFilterForm, ApproachForm
from researchers.models import Approach, Researcher
from researchers.services import lenses


def approach_list(request: SignedInRequest) -> HttpResponse:
    """All approaches, each wide one followed by its parts, with how many people one sees by it."""
    visible = Researcher.objects.visible_to(request.user).order_by()
    rows = (
        Approach.objects.select_related("parent")
        .annotate(
            people=Count("researchers", filter=Q(researchers__in=visible), distinct=True),
            group=Coalesce("parent__name", "name"),
        )
        .order_by("group", F("parent_id").asc(nulls_first=True), "name", "pk")
    )
    listing = Listing(
        request,
        rows,
        [
            Column("Approach", lambda approach: approach.name),
            Column("Part of", lambda approach: approach.parent or ""),
            Column("Definition", lambda approach: approach.definition),
            Column("From", lambda approach: approach.starts_on.isoformat()),
            Column("Until", lambda one: one.ends_on.isoformat() if one.ends_on else ""),
            Column("People", lambda approach: approach.people),
        ],
        "approaches",
        noun=("approach", "approaches"),
        filter_form=ApproachFilterForm(request.GET),
        per_page=100,
    )
    return listing.respond(
        "researchers/approach_list.html",
        {"today": timezone.localdate()},
        fragment="researchers/_approach_list.html",
    )


@requires(Permission.APPROACH_EDIT)
def approach_edit(request: SignedInRequest, slug: str | None = None) -> HttpResponse:
    """Add an approach, or change its words, its place and its days."""
    approach = get_object_or_404(Approach, slug=slug) if slug else Approach()
    form = ApproachForm(request.POST or None, instance=approach)
    if form.is_valid():
        try:
            approach = lenses.save_approach(approach=form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{approach.name} saved.")
            return redirect("researchers:approaches")
    context = {"form": form, "approach": approach}
    return form_page(request, "researchers/approach_edit.html", context)
