"""Pages on which a coordinator takes two entries of one person together, and parts them again."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.answers import form_page
from researchers.forms.merging import TwinForm
from researchers.models import Merge, Researcher
from researchers.services import merging


@requires(Permission.PERSON_MERGE)
def merge_choose(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say which other entry is the same person's; nothing is merged yet."""
    entry = get_object_or_404(Researcher.objects.visible_to(request.user), pk=pk)
    form = TwinForm(request.GET if "twin" in request.GET else None, entry=entry)
    if form.is_valid():
        return redirect("researchers:merge", entry.pk, form.cleaned_data["twin"].pk)
    past = Merge.objects.filter(kept=entry).select_related("gone", "by", "undone_by")
    context = {"form": form, "entry": entry, "past": past}
    return form_page(request, "researchers/merge_choose.html", context)


@requires(Permission.PERSON_MERGE)
def merge_confirm(request: SignedInRequest, pk: uuid.UUID, gone: uuid.UUID) -> HttpResponse:
    """Show what would move from one entry to the other, and do it."""
    visible = Researcher.objects.visible_to(request.user).select_related("organisation", "user")
    kept, other = (get_object_or_404(visible, pk=key) for key in (pk, gone))
    if kept == other:
        return redirect("researchers:merge-choose", pk)
    if request.method == "POST":
        try:
            merging.merge(kept=kept, gone=other, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("researchers:merge-choose", pk)
        messages.success(request, "The two are one entry now. You can part them again.")
        return redirect("researchers:merge-choose", pk)
    planned = merging.preview(kept, other)
    return render(request, "researchers/merge_confirm.html", {"planned": planned})


@require_POST
@requires(Permission.PERSON_MERGE)
def merge_undo(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Part two entries again."""
    done = get_object_or_404(Merge.objects.select_related("kept", "gone"), pk=pk)
    merging.undo_merge(merge=done, by=request.user)
    messages.success(request, f"Parted again: {done.gone} has an entry of their own.")
    return redirect("researchers:merge-choose", done.kept_id)
