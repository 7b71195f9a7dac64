"""The feed of questions that are for public release; who reads it need not sign in."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_safe

from priorities.models.questions import cut
from priorities.public import PublicQuestion, public_questions

MOST = 50


class PublicFeed(Feed):
    """The newest questions that are for public release, as RSS."""

    title = "EMPAC Connect: questions for public release"
    description = "What police in the East Midlands ask, in the words that are for everybody."
    link = reverse_lazy("priorities:questions")
    language = "en-GB"

    def items(self) -> list[PublicQuestion]:
        return public_questions(MOST)

    def item_title(self, item: PublicQuestion) -> str:
        return cut(item.words)

    def item_description(self, item: PublicQuestion) -> str:
        if not item.source_url:
            return f"{item.words}\n\nAsked by {item.organisation}."
        source = f"Published: {item.source_title}. Licence: {item.source_licence}."
        return f"{item.words}\n\n{source} Taken up by {item.organisation}."

    def item_link(self, item: PublicQuestion) -> str:
        return item.source_url or reverse("priorities:question", args=[item.id])

    def item_guid(self, item: PublicQuestion) -> str:
        return f"urn:uuid:{item.id}"

    def item_pubdate(self, item: PublicQuestion) -> datetime:
        return item.released_at

    item_guid_is_permalink = False


@login_not_required
@require_safe
def public_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the feed."""
    return PublicFeed()(request)
