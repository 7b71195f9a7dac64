"""Pages on which a person says who they are, what they know and when they can, step by step."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.answers import form_page
from researchers.completeness import Step, lacking, states, worth_adding
from researchers.forms.expertise import ExpertiseForm
from researchers.forms.register import AboutForm, AvailabilityForm, VisibilityForm
from researchers.models import Capacity, LensReading, Output, Researcher
from researchers.services import register as services
from researchers.views.desk import SeatedRequest, at_desk


@require_safe
@requires(Permission.PROFILE_EDIT)
@require_safe
def profile(request: SignedInRequest) -> HttpResponse:
    """The short address of one's own entry."""
    return redirect("researchers:register")


@require_safe
@at_desk()
def register(request: SeatedRequest) -> HttpResponse:
    """The steps and how far each has come; later, one's own entry."""
    entry = request.desk.entry
    held = services.held_by(entry)
    readings = LensReading.objects.filter(researcher_id=entry.pk, answer=LensReading.Answer.OPEN)
    context = {
        "entry": entry,
        "states": states(held),
        "worth_adding": worth_adding(held),
        "open_readings": readings.count(),
        "was_begun": services.was_begun_for(entry),
    }
    return render(request, "researchers/register.html", context)


@at_desk()
def register_about(request: SeatedRequest) -> HttpResponse:
    """Step one: who somebody is."""
    entry = request.desk.entry
    form = AboutForm(request.POST or None, instance=entry)
    if form.is_valid():
        services.save_about(entry=form.save(commit=False), by=request.user)
        return _onwards(request, "register-expertise")
    return _step(request, Step.ABOUT, form, entry)


@at_desk()
def register_expertise(request: SeatedRequest) -> HttpResponse:
    """Step two: topic and lens. What the text newly suggests is shown before one goes on."""
    entry = request.desk.entry
    form = ExpertiseForm(request.POST or None, instance=entry)
    if form.is_valid():
        new = services.save_expertise(
            entry=form.save(commit=False), by=request.user, **form.chosen()
        )
        # Where to go on from here: to the questions that one matches, or to the next step.
        return _onwards(request, "register-expertise" if new else "register")
    return _step(request, Step.EXPERTISE, form, entry)


@at_desk()
def register_availability(request: SeatedRequest) -> HttpResponse:
    """Step four: whether somebody is free, and what they are willing to give."""
    entry = request.desk.entry
    capacity = Capacity.objects.filter(researcher_id=entry.pk).first()
    form = AvailabilityForm(request.POST or None, instance=entry, capacity=capacity)
    if form.is_valid():
        services.save_availability(
            entry=form.save(commit=False), capacity=form.capacity(), by=request.user
        )
        return _onwards(request, "register-check")
    return _step(request, Step.AVAILABILITY, form, entry)


@at_desk()
def register_check(request: SeatedRequest) -> HttpResponse:
    """Look over all that was said, and send it: which is the person's own to do."""
    entry = request.desk.entry
    missing = lacking(services.held_by(entry))
    if request.method == "POST" and not request.desk.is_own:
        raise PermissionDenied
    if request.method == "POST" and not missing:
        services.send(entry=entry, by=request.user)
        messages.success(request, "Your entry is on the register.")
        return redirect("researchers:register")
    outputs = Output.objects.matched_on().filter(researcher_id=entry.pk)
    context = {"entry": entry, "lacking": missing, "outputs": outputs.count()}
    status = 422 if request.method == "POST" else 200
    return render(request, "researchers/register_check.html", context, status=status)


@requires(Permission.PROFILE_EDIT)
def visibility(request: SignedInRequest) -> HttpResponse:
    """Who sees which section."""
    entry = services.own_entry(request.user)
    form = VisibilityForm(request.POST or None, instance=entry)
    if form.is_valid():
        services.save_visibility(entry=form.save(commit=False), by=request.user)
        messages.success(request, "Saved: who sees what.")
        return redirect("researchers:register")
    return form_page(request, "researchers/visibility.html", {"form": form, "entry": entry})


def _onwards(request: SeatedRequest, following: str) -> HttpResponse:
    """After a step was saved: to what follows, or back to the list to go on another day."""
    is_live = not request.desk.entry.is_draft
    messages.success(request, "Saved, and on the register." if is_live else "Saved as a draft.")
    return redirect(request.desk.url(following if "later" not in request.POST else "register"))


def _step(
    request: SignedInRequest, step: Step, form: forms.ModelForm, entry: Researcher
) -> HttpResponse:
    context = {"form": form, "entry": entry, "number": list(Step).index(step) + 1}
    return form_page(request, f"researchers/register_{step}.html", context)
