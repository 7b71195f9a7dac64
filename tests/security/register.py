"""One of everything that addresses about people are about, for one researcher and a coordinator."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from matching.models import PersonSearch, SearchWords
from researchers.models import Delegate, Import, Merge, Researcher
from researchers.models.people import Level
from tests.factories import (
    ApproachFactory,
    DraftFactory,
    ExclusionFactory,
    InterestFactory,
    InvitationFactory,
    LostMailFactory,
    MembershipFactory,
    OutputFactory,
    StubFactory,
)

# One row of a list of people, of whom nobody was ticked.
ROW = {
    "line": 2,
    "name": "Lou Listed",
    "email": "lou@university.example",
    "title": "",
    "post": "",
    "disciplines": [],
    "topics": "",
    "statement": "",
    "orcid": "",
}


def _search(coordinator: User) -> Any:
    search = PersonSearch.objects.create(requested_by=coordinator)
    SearchWords.objects.create(search=search, words="Who reads ledgers?")
    return search.pk


def things_of_people(researcher: Researcher, coordinator: User) -> dict[str, Any]:
    """Make them; the researcher shows their entry to anybody. Give keys by what they are."""
    Researcher.objects.filter(pk=researcher.pk).update(shows_profile=Level.PUBLIC)
    waiting = MembershipFactory(
        role="academic", confirmed_at=None, organisation=researcher.organisation
    )
    gone = StubFactory(merged_into=researcher)
    work = Import.objects.create(
        by=researcher.user, researcher=researcher, source=Import.Source.BIBTEX, digest="0" * 64
    )
    load = Import.objects.create(
        by=coordinator,
        organisation=researcher.organisation,
        source=Import.Source.PEOPLE,
        digest="0" * 64,
        rows=[ROW],
        state=Import.State.SAVED,
        saved_at=timezone.now(),
    )
    return {
        "approach": ApproachFactory().slug,
        "researcher": researcher.pk,
        "other entry": StubFactory().pk,
        "merge": Merge.objects.create(
            kept=researcher,
            gone=gone,
            by=coordinator,
            moved={"words": {}, "outputs": [], "expertise": [], "approaches": [], "account": ""},
        ).pk,
        "output": OutputFactory(researcher=researcher).pk,
        "import": work.pk,
        "load": load.pk,
        # Of an assistant whose membership nobody has confirmed, so that it lets nobody in.
        "delegate": Delegate.objects.create(
            researcher=researcher, assistant=waiting.user, named_by=researcher.user
        ).pk,
        "interest": InterestFactory(person=researcher.user, other_name="A neighbour").pk,
        "exclusion": ExclusionFactory(
            researcher=researcher, organisation=researcher.organisation
        ).pk,
        "search": _search(coordinator),
        "draft": DraftFactory().pk,
        "step": "asking",
        "mail": LostMailFactory().pk,
        "forged link": "forged",
        "invitation": InvitationFactory(organisation=researcher.organisation).pk,
        "organisation": researcher.organisation.slug,
        "waiting person": waiting.user_id,
    }
