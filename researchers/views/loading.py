"""Pages on which a coordinator loads people of an organisation many at once."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import letters, mail
from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.answers import form_page
from researchers.forms.imports import RowsForm
from researchers.forms.loading import LoadForm, PeopleColumnsForm
from researchers.jobs import IMPORTS_KEPT_FOR
from researchers.models import Import
from researchers.services import imports, loading, reading_child
from researchers.services.people_previews import people_preview
from researchers.views.imports import EARLIER_SHOWN, answer, rows_form

LOAD = "researchers:load"


@requires(Permission.PERSON_LOAD)
def load_new(request: SignedInRequest) -> HttpResponse:
    """Send a list; nobody is on the register yet."""
    form = LoadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            found = _send(form, request)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect(LOAD, found.pk)
    context = {"form": form, "earlier": _mine(request)[:EARLIER_SHOWN]}
    return form_page(request, "researchers/load_new.html", context)


def _send(form: LoadForm, request: SignedInRequest) -> Import:
    upload = form.cleaned_data["file"]
    content = upload.read()
    return loading.take_up(
        organisation=form.cleaned_data["organisation"],
        content=content,
        # A workbook is known by its first bytes, whatever is said.
        reading=reading_child.read(content, "csv"),
        file_name=upload.name or "",
        submission=form.cleaned_data["submission"],
        by=request.user,
    )


def _mine(request: SignedInRequest) -> Any:
    mine = Import.objects.visible_to(request.user).filter(source=Import.Source.PEOPLE)
    return mine.select_related("organisation")


@requires(Permission.PERSON_LOAD)
def load_columns(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say which column of a list is which."""
    found = get_object_or_404(_mine(request), pk=pk)
    if not imports.needs_columns(found):
        return redirect(LOAD, found.pk)
    table = imports.table_of(found)
    form = PeopleColumnsForm(request.POST or None, of=table)
    if form.is_valid():
        imports.name_columns(found=found, columns=form.columns, by=request.user)
        return redirect(LOAD, found.pk)
    context = {"form": form, "found": found, "table": table, "first": table.rows[:3]}
    return form_page(request, "researchers/import_columns.html", context)


@requires(Permission.PERSON_LOAD)
def load_preview(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Look over whom a list would bring, tick by tick; then, what became of it."""
    found = get_object_or_404(_mine(request), pk=pk)
    if imports.needs_columns(found):
        return redirect("researchers:load-columns", found.pk)
    if found.state != Import.State.READY:
        # A second click on Save arrives here, and finds what the first one did.
        return render(request, "researchers/load_done.html", _done(found))
    form, page = rows_form(request, found)
    if form.is_valid():
        try:
            return answer(request, found, form, here=reverse(LOAD, args=[found.pk]), save=_save)
        except ValidationError as error:
            found.refresh_from_db()
            form.add_error(None, error)
    return form_page(request, "researchers/load_preview.html", _looked_over(found, form, page))


def _save(request: SignedInRequest, found: Import) -> None:
    saved = loading.save(found=found, by=request.user)
    words = f"Saved: {saved:,} {'person' if saved == 1 else 'people'}. Nobody has been asked yet."
    messages.success(request, words)


def _looked_over(found: Import, form: RowsForm, page: Any) -> dict[str, Any]:
    shown = people_preview(found)
    same = Import.objects.filter(organisation=found.organisation, digest=found.digest)
    return {
        "form": form,
        "found": found,
        "page": page,
        "preview": shown,
        "is_nothing_new": not any(row.is_new for row in shown.rows),
        "twin": same.filter(source=Import.Source.PEOPLE, state=Import.State.SAVED).first(),
    }


def _done(found: Import) -> dict[str, Any]:
    guests = loading.guests(found) if found.state == Import.State.SAVED else []
    return {
        "found": found,
        "preview": people_preview(found),
        "until": found.saved_at and found.saved_at + IMPORTS_KEPT_FOR,
        "guests": [(guest, _link(guest)) for guest in guests],
        "to_ask": sum(guest.is_to_be_asked for guest in guests),
    }


def _link(guest: loading.Guest) -> str:
    """For the page to show where no mail carries it."""
    shown = guest.invitation if not mail.is_on() else None
    return letters.invitation_link(shown) if shown else ""


@requires(Permission.PERSON_LOAD)
def load_invite(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say who of a list would be asked in, then ask them."""
    found = get_object_or_404(_mine(request).filter(state=Import.State.SAVED), pk=pk)
    if request.method == "POST":
        asked = loading.invite(found=found, by=request.user)
        people = f"{asked:,} {'person is' if asked == 1 else 'people are'} invited."
        messages.success(request, people if asked else "Everybody on this list was asked before.")
        return redirect(LOAD, found.pk)
    guests = loading.guests(found)
    context = {
        "found": found,
        "to_ask": [guest for guest in guests if guest.is_to_be_asked],
        "others": [guest for guest in guests if not guest.is_to_be_asked],
        "mail_is_on": mail.is_on(),
    }
    return render(request, "researchers/load_invite.html", context)


@requires(Permission.PERSON_LOAD)
def load_undo(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say whom undoing takes away, then take them away."""
    found = get_object_or_404(_mine(request).exclude(state=Import.State.READY), pk=pk)
    if request.method == "POST":
        try:
            loading.undo(found=found, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, "Undone. What is somebody’s by now is kept.")
        return redirect(LOAD, found.pk)
    if found.state != Import.State.SAVED or not found.rows:
        raise Http404
    count = sum(not guest.is_claimed for guest in loading.guests(found))
    return render(request, "researchers/load_undo.html", {"found": found, "count": count})
