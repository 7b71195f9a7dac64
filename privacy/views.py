"""Pages on which a person sees what is held of them, takes it away, and leaves."""

import io
import zipfile

from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts import access_log
from accounts.access import SignedInRequest
from accounts.access_log import Verb
from pages.answers import form_page
from privacy import export, services
from privacy.forms import LeaveForm
from privacy.registry import FIELDS, Erase


def data(request: SignedInRequest) -> HttpResponse:
    """What is held of the person who is signed in, table by table, and what can be done with it."""
    return render(request, "privacy/data.html", {"sections": export.held(request.user)})


def data_file(request: SignedInRequest) -> HttpResponse:
    """All of it as a file: JSON for machines and a page for people, in one archive."""
    sections = export.held(request.user)
    access_log.note(by=request.user, verb=Verb.EXPORT, target=request.user)
    about = {"sections": sections, "person": request.user, "at": timezone.now()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", export.as_json(sections))
        archive.writestr("data.html", render_to_string("privacy/data_file.html", about))
    name = f"OFFICIAL-empac-connect-{timezone.localdate():%Y-%m-%d}.zip"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        packed.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
    )


def leave(request: SignedInRequest) -> HttpResponse:
    """Say what goes and what stays, and do it when the person is sure."""
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            services.leave(by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            logout(request)
            return redirect("left")
    context = {
        "form": form,
        "questions": services.questions_left(request.user),
        "kept": sorted({rule.reason for rule in FIELDS.values() if rule.erase is Erase.KEEP}),
    }
    return form_page(request, "privacy/leave.html", context)
