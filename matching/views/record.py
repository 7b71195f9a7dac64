"""A person's record of their part, as a page and on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts import access_log
from accounts.access import SignedInRequest, requires
from accounts.access_log import Facet, Verb
from accounts.permissions import Permission
from matching.record import Record, record_of
from matching.services.looks import own_entry
from pages.pdf import PdfUnavailable, render_pdf


@requires(Permission.PROFILE_EDIT)
def record(request: SignedInRequest) -> HttpResponse:
    """The questions one helped with, and those that one offered to help with."""
    found = _record(request)
    if found.helped or found.offered:
        access_log.note(by=request.user, verb=Verb.READ, facet=Facet.MATCHES)
    context = {"record": found, "marking": found.marking}
    return render(request, "matching/record.html", context)


@requires(Permission.PROFILE_EDIT)
def record_pdf(request: SignedInRequest) -> HttpResponse:
    """The same as a tagged PDF; where none can be drawn a page that says what is missing."""
    found = _record(request)
    context = {
        "record": found,
        "person": own_entry(request.user) or request.user,
        "made_at": timezone.now(),
    }
    try:
        drawn = render_pdf("matching/record_print.html", context)
    except PdfUnavailable as error:
        context = {"missing": str(error)}
        return render(request, "matching/record_without_pdf.html", context, status=503)
    rows = len(found.helped) + len(found.offered)
    access_log.note(
        by=request.user,
        verb=Verb.EXPORT,
        facet=Facet.MATCHES,
        reason=f"matching:record-pdf, rows: {rows}",
    )
    name = "-".join(filter(None, [found.marking.replace(" ", "-"), "my-record"]))
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def _record(request: SignedInRequest) -> Record:
    entry = own_entry(request.user)
    return record_of(entry, request.user) if entry else Record([], [])
