"""The page on which a coordinator answers a researcher's offer."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts import access_log
from accounts.access import SignedInRequest, requires
from accounts.access_log import Facet, Verb
from accounts.permissions import Permission
from matching import services
from matching.forms.replies import ReplyForm
from matching.models import Decision, Reply
from pages.answers import form_page
from priorities.views.reading import read_by


@requires(Permission.SUGGESTION_DECIDE)
def offer_reply(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer an offer once; one that is answered shows what was said."""
    offers = Decision.objects.visible_to(request.user).filter(answer=Decision.Answer.COULD_HELP)
    offer = get_object_or_404(offers.select_related("researcher__organisation", "by"), pk=pk)
    question = get_object_or_404(read_by(request.user), pk=offer.question_id)
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        try:
            services.reply(offer=offer, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Your reply stands on {offer.researcher}’s matches.")
            return redirect("matching:home")
    access_log.note(by=request.user, verb=Verb.READ, target=question, facet=Facet.MATCHES)
    said = Reply.objects.visible_to(request.user).filter(offer=offer).select_related("by").first()
    context = {"form": form, "offer": offer, "question": question, "said": said}
    context["marking"] = question.shown_marking.label
    return form_page(request, "matching/offer_reply.html", context)
