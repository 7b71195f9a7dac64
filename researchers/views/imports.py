"""Pages on which a person brings in works: send, look over, save, undo."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import SignedInRequest
from pages.answers import form_page
from researchers.forms.imports import ColumnsForm, FetchForm, FileForm, RowsForm
from researchers.jobs import IMPORTS_KEPT_FOR
from researchers.models import Import
from researchers.services import fetching, imports, reading_child
from researchers.services.previews import preview
from researchers.views.desk import SeatedRequest, at_desk

ROWS_PER_PAGE = 100
EARLIER_SHOWN = 10


@at_desk(is_begun=True)
def import_new(request: SeatedRequest) -> HttpResponse:
    """Send a file, or where this site may ask other services, an iD; nothing is saved yet."""
    is_fetch = fetching.is_on() and request.POST.get("way") == "fetch"
    file_form = FileForm(None if is_fetch else request.POST or None, request.FILES or None)
    fetch_form = FetchForm(request.POST if is_fetch else None) if fetching.is_on() else None
    form = fetch_form if is_fetch else file_form
    if form.is_valid():
        try:
            found = _fetch(form, request) if is_fetch else _send(form, request)
        except ValidationError as error:
            form.add_error("identifier" if is_fetch else "file", error)
        else:
            return redirect(request.desk.url("import", found.pk))
    context = {
        "form": form,
        "file_form": file_form,
        "fetch_form": fetch_form,
        "earlier": _mine(request)[:EARLIER_SHOWN],
    }
    return form_page(request, "researchers/import_new.html", context)


def _send(form: FileForm, request: SeatedRequest) -> Import:
    upload = form.cleaned_data["file"]
    content = upload.read()
    return imports.take_up(
        researcher=request.desk.entry,
        content=content,
        reading=reading_child.read(content, form.cleaned_data["format"]),
        file_name=upload.name or "",
        submission=form.cleaned_data["submission"],
        by=request.user,
    )


def _fetch(form: FetchForm, request: SeatedRequest) -> Import:
    fetched = form.fetch()
    return imports.take_up(
        researcher=request.desk.entry,
        content=fetched.content,
        reading=fetched.reading,
        file_name=form.cleaned_data["identifier"],
        submission=form.cleaned_data["submission"],
        by=request.user,
    )


def _mine(request: SeatedRequest) -> Any:
    return Import.objects.visible_to(request.user).filter(researcher_id=request.desk.entry.pk)


@at_desk()
def import_columns(request: SeatedRequest, pk: uuid.UUID) -> HttpResponse:
    """Say which column of a table is which."""
    found = get_object_or_404(_mine(request), pk=pk)
    if not imports.needs_columns(found):
        return redirect(request.desk.url("import", found.pk))
    table = imports.table_of(found)
    form = ColumnsForm(request.POST or None, of=table)
    if form.is_valid():
        imports.name_columns(found=found, columns=form.columns, by=request.user)
        return redirect(request.desk.url("import", found.pk))
    context = {"form": form, "found": found, "table": table, "first": table.rows[:3]}
    return form_page(request, "researchers/import_columns.html", context)


@at_desk()
def import_preview(request: SeatedRequest, pk: uuid.UUID) -> HttpResponse:
    """Look over what a file would bring, tick by tick, page by page; one Save takes all ticked."""
    found = get_object_or_404(_mine(request).select_related("researcher"), pk=pk)
    if imports.needs_columns(found):
        return redirect(request.desk.url("import-columns", found.pk))
    if found.state != Import.State.READY:
        # A second click on Save arrives here, and finds what the first one did.
        return render(request, "researchers/import_done.html", _done(found))
    form, page = rows_form(request, found)
    if form.is_valid():
        try:
            return answer(
                request, found, form, here=request.desk.url("import", found.pk), save=_save
            )
        except ValidationError as error:
            found.refresh_from_db()
            form.add_error(None, error)
    return form_page(request, "researchers/import_preview.html", _looked_over(found, form, page))


def rows_form(request: SignedInRequest, found: Import) -> tuple[RowsForm, Any]:
    """The rows of the page that is asked for, with a tick for each; and that page."""
    pages = Paginator(imports.looked_over(found).rows, ROWS_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return RowsForm(request.POST or None, rows=list(page.object_list)), page


def _save(request: SeatedRequest, found: Import) -> None:
    saved = imports.save(found=found, by=request.user)
    messages.success(request, f"Saved: {saved:,} on your list. You can undo this for 30 days.")


def answer(
    request: SignedInRequest,
    found: Import,
    form: RowsForm,
    *,
    here: str,
    save: Callable[[Any, Import], None],
) -> HttpResponse:
    """Remember the ticks of this page, whichever button was pressed; then do what it says.

    `here` is the address of the page. Raises ValidationError, in sentences.
    """
    go = request.POST.get("go", "")
    imports.choose(found=found, ticks=form.ticks, kinds=form.kinds, by=request.user)
    if go in ("all", "none"):
        imports.choose_all(found=found, is_ticked=go == "all", by=request.user)
    if go == "save":
        save(request, found)
        return redirect(here)
    number = go if go.isascii() and go.isdigit() else request.GET.get("page", "")
    return redirect(f"{here}?page={number}" if number.isdigit() else here)


def _looked_over(found: Import, form: RowsForm, page: Any) -> dict[str, Any]:
    shown = preview(found)
    twin = found.researcher.imports.filter(digest=found.digest, state=Import.State.SAVED).first()
    return {
        "form": form,
        "found": found,
        "page": page,
        "preview": shown,
        "is_nothing_new": not any(row.may_be_ticked for row in shown.rows),
        "twin": twin,
    }


def _done(found: Import) -> dict[str, Any]:
    until = found.saved_at and found.saved_at + IMPORTS_KEPT_FOR
    return {"found": found, "preview": preview(found), "until": until}


@at_desk()
def import_undo(request: SeatedRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what undoing takes away, then take it away."""
    saved = _mine(request).select_related("researcher").exclude(state=Import.State.READY)
    found = get_object_or_404(saved, pk=pk)
    if request.method == "POST":
        try:
            imports.undo(found=found, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, "Undone. What you have changed since is kept.")
        return redirect(request.desk.url("import", found.pk))
    if found.state != Import.State.SAVED or not found.rows:
        raise Http404
    count = found.outputs.count()
    return render(request, "researchers/import_undo.html", {"found": found, "count": count})
