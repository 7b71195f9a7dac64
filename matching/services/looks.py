"""The first look: what a person who registers is closest to."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from matching import corpus, tasks
from matching.models import FirstLook
from researchers.models import Researcher

NOTHING_TO_COMPARE = "Say first what you know: there is nothing yet to compare with questions."


def own_entry(user: User) -> Researcher | None:
    """A person's own entry, draft or not, with what is read of it; None where there is none."""
    mine = Researcher.objects.filter(user=user, merged_into__isnull=True)
    return corpus.read(mine).first()


@act
def look(*, researcher: Researcher, by: User) -> FirstLook:
    """Queue a first look at the questions; while one at the same words is under way, that one.

    One at what the person has changed since is stopped, as nobody waits for it any more.

    Raises:
        PermissionDenied: it is not the person's own entry.
        ValidationError: the entry says nothing yet.
    """
    if researcher.user_id != by.pk:
        raise PermissionDenied
    # Of two clicks at once the second waits here, and then finds the look of the first.
    Researcher.objects.select_for_update(no_key=True).get(pk=researcher.pk)
    person = corpus.to_person(corpus.read(Researcher.objects.filter(pk=researcher.pk)).get())
    if not person.documents:
        raise ValidationError(NOTHING_TO_COMPARE, code="nothing")
    digest = corpus.digest(person)
    active = FirstLook.objects.active().filter(researcher=researcher)
    if under_way := active.filter(digest=digest).first():
        return under_way
    active.update(state=FirstLook.State.CANCELLED, finished_at=timezone.now())
    begun = FirstLook.objects.create(researcher=researcher, digest=digest, requested_by=by)
    audit.record(by=by, action="first-look.requested", target=begun)
    transaction.on_commit(lambda: tasks.ring(begun.pk, FirstLook), robust=True)
    return begun
