"""Pages on which somebody is let into a question: by its owner, or by two coordinators."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Func, IntegerField, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import mail
from accounts.access import SignedInRequest
from accounts.models import User
from clearances.ceilings import actor
from priorities import services, tasks
from priorities.forms.access import BreakGlassForm, GrantForm
from priorities.models import BreakGlass, Grant, Question
from priorities.views.reading import find, find_owned, position, show


def grants_of(question: Question) -> QuerySet[Grant]:
    """Its grants with the `ceiling` of each person today, for the owner to see what they open."""
    ceiling = Func(F("person"), function="empac_ceiling_of", output_field=IntegerField())
    return question.grants.select_related("person", "by", "revoked_by").annotate(ceiling=ceiling)


def question_readers(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Who is named as a reader of a question; name another one."""
    question = find_owned(request, pk)
    reads = position(request.user, question).reads
    form = GrantForm(request.POST or None, question=question)
    if form.is_valid() and _grant(request, question, form):
        person = form.cleaned_data["email"]
        last = form.cleaned_data["until"]
        messages.success(request, f"{person.name} may read it until {last:%-d %B %Y}.")
        return redirect("priorities:question-readers", question.pk)
    now = timezone.now()
    grants = list(grants_of(question))
    context = {
        "form": form,
        "reads": reads,
        "standing": [one for one in grants if not one.revoked_at and one.expires_at > now],
        "ended": [one for one in grants if one.revoked_at or one.expires_at <= now],
    }
    return show(request, "priorities/question_readers.html", question, context)


def _grant(request: SignedInRequest, question: Question, form: GrantForm) -> bool:
    try:
        services.grant(
            question=question,
            person=form.cleaned_data["email"],
            reason=form.cleaned_data["reason"],
            expires_at=form.expires_at,
            by=request.user,
        )
    except ValidationError as error:
        form.add_error("email", " ".join(error.messages))
    return form.is_valid()


def grant_revoke(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask whether to end a grant, and do so."""
    owned = Question.objects.led_by(request.user).order_by().values("pk")
    grants = Grant.objects.filter(question__in=owned).select_related("person")
    grant = get_object_or_404(grants, pk=pk)
    question = find_owned(request, grant.question_id)
    if request.method == "POST":
        services.revoke(grant=grant, by=request.user)
        messages.success(request, f"{grant.person.name} may not read it any more by that grant.")
        return redirect("priorities:question-readers", question.pk)
    if grant.revoked_at:
        return redirect("priorities:question-readers", question.pk)
    return show(request, "priorities/grant_revoke.html", question, {"grant": grant})


def question_break_glass(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, as a coordinator, to read a question that cannot wait for its owner."""
    question = find(request, pk)
    _refuse_others(request.user)
    form = BreakGlassForm(request.POST or None)
    if form.is_valid():
        try:
            services.ask_to_break_glass(question=question, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Asked. It opens when a second coordinator confirms.")
            return redirect("priorities:break-glass")
    waits = BreakGlass.objects.open().filter(question=question, proposed_by=request.user)
    context = {
        "form": form,
        "waits": waits.first(),
        "reads": position(request.user, question).reads,
        "mail_is_on": mail.is_on(),
    }
    return show(request, "priorities/question_break_glass.html", question, context)


@require_safe
def glass_list(request: SignedInRequest) -> HttpResponse:
    """What coordinators have asked for, and what is open by it: bare facts, no word of a question.

    Without pages: what waits and what is open is never much, or something is amiss.
    """
    _refuse_others(request.user)
    rows = BreakGlass.objects.select_related(
        "question__organisation", "question__lead", "proposed_by", "confirmed_by"
    )
    now = timezone.now()
    context = {"waiting": rows.open(), "live": rows.live(now), "mail_is_on": mail.is_on()}
    return render(request, "priorities/glass_list.html", context)


def glass_settle(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what a coordinator asks for, and open it when it is somebody else's."""
    glass = _glass(request, pk)
    if request.method == "POST":
        transaction.on_commit(lambda: tasks.ring(glass.pk), robust=True)
        return _settle(request, glass, services.break_glass, "Opened for four hours.")
    if not glass.is_open:
        return redirect("priorities:break-glass")
    context = {
        "glass": glass,
        "is_own": glass.proposed_by_id == request.user.pk,
        "mail_is_on": mail.is_on(),
    }
    return render(request, "priorities/glass_settle.html", context)


@require_POST
def glass_drop(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Refuse what a coordinator asks for, or take back what one asked for."""
    return _settle(request, _glass(request, pk), services.drop_break_glass, "It stays closed.")


def _glass(request: SignedInRequest, pk: uuid.UUID) -> BreakGlass:
    if not actor(request.user).is_coordinator:
        # Whether there is such a request is for coordinators to know.
        raise Http404
    people = ("question__organisation", "question__lead", "proposed_by")
    glass: BreakGlass = get_object_or_404(BreakGlass.objects.select_related(*people), pk=pk)
    return glass


def _settle(
    request: SignedInRequest, glass: BreakGlass, act: Callable[..., BreakGlass], said: str
) -> HttpResponse:
    try:
        act(proposal=glass, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("priorities:break-glass")


def _refuse_others(user: User) -> None:
    if not actor(user).is_coordinator:
        raise PermissionDenied
